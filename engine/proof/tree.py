"""The proof tree: sentence ← finding ← lines ← quantities ← facts, as plain nodes.

In: a run and the knowledge base it was answered from. Out: a tree of `Node`s, each one line of
text with a kind, ready to be printed or written as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.briefing import numbers
from engine.briefing.context import line_style, said_number
from engine.briefing.quoting import quoted_fact, value_style
from engine.briefing.sentences import Sentence
from engine.evaluation.values import Values
from engine.inference.findings import LineFinding
from engine.inference.run import Run
from engine.measures.reading import Reading
from engine.pages.book import RuleBook
from engine.pages.errors import UnknownName, nearest
from engine.pages.expressions import Expression, Name, names_in
from engine.pages.page import Comparison, FactName, Group, Line, Page, Quantity, RestsOn
from kb.store import KnowledgeBase
from kb.units import Dimension

FACTS_SHOWN = 3


@dataclass(frozen=True)
class Node:
    """One step of a proof and what it rests on."""

    kind: str
    text: str
    children: tuple[Node, ...] = ()

    def as_tree(self) -> dict[str, object]:
        """The node as plain values for JSON."""
        return {
            "kind": self.kind,
            "text": self.text,
            "rests_on": [child.as_tree() for child in self.children],
        }


class Prover:
    """Builds the proofs of one run."""

    def __init__(self, run: Run, kb: KnowledgeBase) -> None:
        self.run = run
        self.kb = kb
        self.evaluation = run.evaluation

    def sentence(self, sentence: Sentence) -> Node:
        """The proof of one sentence: the finding of its claim and the names it quotes."""
        cited = ", ".join(sentence.paragraphs)
        text = f"{sentence.id} “{sentence.text}” [{cited}]"
        claim = self.claim(sentence.claim)
        shown = set(_texts(claim))
        quoted = [node for node in self._quoted(sentence) if node.text not in shown]
        return Node("sentence", text, (claim, *quoted))

    def _quoted(self, sentence: Sentence) -> Iterator[Node]:
        """The facts and quantities a sentence quotes, of whatever claim."""
        for ref in sentence.refs:
            claim, _, name = ref.name.partition(".")
            if ref.kind in ("fact", "quantity") and name:
                yield self.name(self.run.book.page(claim), name)

    def claim(self, claim: str) -> Node:
        """The proof of a claim's finding."""
        page, found = self.run.book.page(claim), self.run.findings[claim]
        status = found.status.replace("_", " ")
        because = f" ({found.reason.replace('_', ' ')})" if found.reason else ""
        text = f"{claim} {status}{because}: {page.title} [{page.file}]"
        children = [*self._rules(claim, found.status)]
        lines = {line.id: line for line in page.lines()}
        children += [self._line(page, lines[f.id], f) for f in found.lines]
        children += self._other_quantities(page)
        children += [Node("lack", f"needs {x.what}: {x.detail}") for x in found.lacks]
        return Node("finding", text, tuple(children))

    def _rules(self, claim: str, status: str) -> Iterator[Node]:
        wanted = f"{status}:{claim}"
        for firing in self.run.inference.firings(0):
            if firing.concludes == wanted:
                premises = ", ".join(firing.premises)
                yield Node("rule", f"rule {firing.rule} fired on {premises}")

    def _line(self, page: Page, line: Line, found: LineFinding) -> Node:
        origin = f" ({line.reason})" if line.reason else ""
        text = f"{line.text}: {truth_in_words(self.run.book, line, found)}{origin}"
        return Node("line", text, tuple(self._under(page, line, found)))

    def _under(self, page: Page, line: Line, found: LineFinding) -> Iterator[Node]:
        match line.condition:
            case RestsOn(claim, _):
                yield self.claim(claim)
            case Group(_, members):
                for member, sub in zip(members, found.members, strict=True):
                    yield self._line(page, member, sub)
            case Comparison(left, _, right):
                yield from self._names(page, left)
                yield from self._names(page, right)

    def _names(self, page: Page, expression: Expression) -> Iterator[Node]:
        for name in dict.fromkeys(names_in(expression)):
            if isinstance(name, Name):
                yield self.name(page, name.name)
            elif name.claim == "assume":
                yield self._assumption(name.quantity)
            else:
                yield self.name(self.run.book.page(name.claim), name.quantity)

    def name(self, page: Page, name: str) -> Node:
        """The proof of a fact or quantity of a page."""
        for fact in page.facts:
            if fact.name == name:
                return self._reading(page, fact)
        for quantity in page.let:
            if quantity.name == name:
                return self._quantity(page, quantity)
        near = nearest(name, page.names)
        raise UnknownName(f"{page.claim} has no fact or quantity {name!r}; {near}")

    def _quantity(self, page: Page, quantity: Quantity) -> Node:
        values = self.evaluation.value(page.claim, quantity.name)
        shown = self._shown(page, quantity.name, values)
        text = f"{page.claim}.{quantity.name} = {shown} = {quantity.text}"
        return Node("quantity", text, tuple(self._names(page, quantity.expression)))

    def _shown(self, page: Page, name: str, values: Values) -> str:
        return shown_value(values, self.run.book.dimensions[page.claim][name])

    def _assumption(self, name: str) -> Node:
        found = next(a for a in self.run.book.assumptions if a.name == name)
        low, middle, high = (said_number(n) for n in (found.low, found.middle, found.high))
        return Node("assumption", f"assume.{name} = {middle} ({low} to {high}): {found.reason}")

    def _reading(self, page: Page, fact: FactName) -> Node:
        reading = self.evaluation.readings[page.claim][fact.name][0]
        if reading.value is None:
            why = (reading.reason or "missing").replace("_", " ")
            return Node("reading", f"{fact.name} = unknown ({why}: {reading.detail}) = {fact.text}")
        values = self.evaluation.value(page.claim, fact.name)
        shown = self._shown(page, fact.name, values)
        if reading.path is not None:
            shown = f"a path of days that ends at {shown}"
        seen = f", {reading.coverage[0]} of {reading.coverage[1]} days" if reading.coverage else ""
        text = f"{fact.name} = {shown} = {fact.text}{seen}"
        return Node("reading", text, tuple(self._facts(reading)))

    def _facts(self, reading: Reading) -> Iterable[Node]:
        shown = reading.facts
        if len(shown) > 2 * FACTS_SHOWN:
            shown = (*shown[:FACTS_SHOWN], *shown[-FACTS_SHOWN:])
        nodes = [Node("fact", quoted_fact(f, self.run.catalog)) for f in self.kb.facts(shown)]
        left_out = len(reading.facts) - len(shown)
        if left_out:
            nodes.insert(FACTS_SHOWN, Node("fact", f"… {left_out} more facts …"))
        return nodes

    def _other_quantities(self, page: Page) -> list[Node]:
        """The quantities no line mentions: they are published all the same."""
        named = {
            name.name
            for line in page.lines()
            if isinstance(line.condition, Comparison)
            for side in (line.condition.left, line.condition.right)
            for name in names_in(side)
            if isinstance(name, Name)
        }
        return [self._quantity(page, q) for q in page.let if q.name not in named]


def truth_in_words(book: RuleBook, line: Line, found: LineFinding) -> str:
    """What a condition came to, and by how much."""
    if found.margin is None or not isinstance(line.condition, Comparison):
        return f"{found.truth}, {found.why.replace('_', ' ')}" if found.why else found.truth
    style = line_style(line.condition, book.line_dimensions[line.id])
    worst = style(found.margin)
    if found.best is None or style(found.best) == worst:
        return f"{found.truth}, margin {worst}"
    straddles = ", straddles" if found.truth == "unknown" else ""
    return f"{found.truth}{straddles}, margin {worst} to {style(found.best)}"


def shown_value(values: Values, dimension: Dimension) -> str:
    """A value in words: the number, the range it may lie in, or why it is unknown."""
    if not values.known[0]:
        return f"unknown ({(values.reason(0) or '').replace('_', ' ')})"
    ends = values.low(0), values.middle(0), values.high(0)
    return numbers.ranged(*ends, value_style(dimension), values.without_value(0))


def _texts(node: Node) -> Iterator[str]:
    yield node.text
    for child in node.children:
        yield from _texts(child)
