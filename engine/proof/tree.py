"""The proof tree: sentence ← finding ← lines ← quantities ← facts, as plain nodes.

In: a run and the knowledge base it was answered from. Out: a tree of `Node`s, each one line of
text with a kind, ready to be printed or written as JSON or Mermaid. What rests on the same thing
shares the node.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from engine.evaluation.explain import Lack
from engine.judge.findings import Finding, LineFinding
from engine.judge.run import Run
from engine.pages import edges
from engine.pages.errors import UnknownName, nearest
from engine.pages.expressions import Number
from engine.pages.page import Comparison, FactName, Group, Line, Page, Quantity, RestsOn
from engine.proof.condition_lines import DAY, Lines, ends
from engine.proof.leaves import (
    Facts,
    assumption,
    called,
    function,
    how,
    left_out,
    stale_since,
)
from engine.proof.node import Node
from engine.proof.smallest import Shown, Step, of_claim, of_group
from kb.run_entries import StoredSentence
from kb.store import KnowledgeBase
from kb.units import spell

__all__ = ["Node", "Prover"]

UNKNOWN = dict.fromkeys(("low", "mid", "high"))


class Prover:
    """Builds the proofs of one run.

    shown  all there is, the smallest proof that suffices, or every condition that decides
    many   whether most claims are going to be proved
    """

    def __init__(
        self, run: Run, kb: KnowledgeBase, shown: Shown = "all", *, many: bool = False
    ) -> None:
        self.run = run
        self.kb = kb
        self.shown = shown
        self.evaluation = run.evaluation
        self.lines = Lines(run, missed=shown == "deciding", many=many)
        self.facts = Facts(run, kb, full=shown == "all")
        self._claims: dict[str, Node] = {}
        self._names: dict[tuple[str, str], Node] = {}

    def sentence(self, told: StoredSentence) -> Node:
        """The proof of one sentence: the finding of its claim and the names it quotes."""
        claim = self.claim(told.claim)
        cited = ", ".join(self.run.book.page(told.claim).source)
        shown = {step.text for step in claim.steps()}
        quoted = [node for node in self._quoted(told) if node.text not in shown]
        return Node("sentence", f"S{told.n} “{told.text}” [{cited}]", (claim, *quoted))

    def _quoted(self, told: StoredSentence) -> Iterator[Node]:
        """The facts and quantities a sentence quotes, of whatever claim."""
        for ref in json.loads(told.refs):
            claim, _, name = ref["name"].partition(".")
            if ref["kind"] in ("fact", "quantity") and name:
                yield self.name(self.run.book.page(claim), name)

    def claim(self, claim: str) -> Node:
        """The proof of a claim's finding."""
        page = self.run.book.page(claim)
        if claim not in self._claims:
            self._claims[claim] = self._finding(page, self.run.findings[claim])
        return self._claims[claim]

    def _finding(self, page: Page, found: Finding) -> Node:
        lines = self._steps(page, page.when if found.lines else (), found.lines)
        chosen = of_claim(found.status, lines, self.shown)
        shown = set(map(id, chosen))
        places = [place for place, (node, _) in enumerate(lines, start=1) if id(node) in shown]
        steps = [*self._rules(found, places), *chosen]
        steps += left_out(len(lines) - len(chosen), self.shown)
        if self.shown == "all" or not page.judged:
            steps += self._other_quantities(page)
        steps += [self._lack(lack) for lack in found.lacks]
        return finding_node(page, found, steps)

    def _lack(self, lack: Lack) -> Node:
        """What is lacking, and since when a series has been too old."""
        since = stale_since(self.run, lack)
        text = f"needs {lack.what}: {lack.detail}{f', stale since {since}' if since else ''}"
        values = {"what": lack.what, "reason": lack.reason, "stale_since": since}
        return Node("lack", text, values=values)

    def _steps(self, page: Page, lines: Iterable[Line], found: Iterable[LineFinding]) -> list[Step]:
        pairs = zip(lines, found, strict=True)
        return [(self._line(page, line, each), each.truth) for line, each in pairs]

    def _rules(self, found: Finding, places: Iterable[int]) -> Iterator[Node]:
        """The rules that fired for the conditions at these places of the page."""
        if self.run.note:
            yield Node("rule", self.run.note)
        wanted = f"{found.status}:{found.claim}"
        shown = {wanted, *(f"{wanted}:{place}" for place in places)}
        for firing in self.run.inference.firings(DAY):
            if firing.concludes == wanted and firing.rule in shown:
                premises = ", ".join(firing.premises)
                yield Node("rule", f"rule {firing.rule} fired on {premises}")

    def _line(self, page: Page, line: Line, found: LineFinding) -> Node:
        text = self.lines.text(page, line, found)
        under = tuple(self._under(page, line, found))
        return Node("line", text, under, self.lines.values(page, line, found))

    def _under(self, page: Page, line: Line, found: LineFinding) -> Iterator[Node]:
        match line.condition:
            case RestsOn(claim, _):
                yield self.claim(claim)
            case Group(needed, members):
                steps = self._steps(page, members, found.members)
                shown = of_group(found.truth, needed, steps, self.shown)
                yield from shown
                yield from left_out(len(members) - len(shown), self.shown)
            case Comparison():
                yield from self._inputs(page, line.id)

    def _inputs(self, page: Page, part: str) -> Iterator[Node]:
        """What a numeric condition or a quantity of a page names."""
        for claim, name in self.run.book.graph.inputs(edges.Node(page.claim, part)):
            if claim == edges.ASSUME:
                yield assumption(self.run.book, name)
            else:
                yield self.name(self.run.book.page(claim), name)

    def name(self, page: Page, name: str) -> Node:
        """The proof of a fact or quantity of a page."""
        if (page.claim, name) not in self._names:
            self._names[page.claim, name] = self._name(page, name)
        return self._names[page.claim, name]

    def _name(self, page: Page, name: str) -> Node:
        if fact := next((each for each in page.facts if each.name == name), None):
            return self._reading(page, fact)
        if quantity := next((each for each in page.let if each.name == name), None):
            return self._quantity(page, quantity)
        near = nearest(name, page.names)
        raise UnknownName(f"{page.claim} has no fact or quantity {name!r}; {near}")

    def _quantity(self, page: Page, quantity: Quantity) -> Node:
        shown = self.lines.value(page, quantity.name)
        named = f"{page.claim}.{quantity.name}"
        written_out = isinstance(quantity.expression, Number)
        text = f"{named} = {'' if written_out else f'{shown} = '}{quantity.text}"
        under = [*self._inputs(page, quantity.name)]
        if self.shown == "all":
            under = [*map(function, dict.fromkeys(called(quantity.expression))), *under]
        return Node("quantity", text, tuple(under), self._values(page, quantity.name))

    def _values(self, page: Page, name: str) -> dict[str, object]:
        numbered = ends(self.evaluation.value(page.claim, name)) or UNKNOWN
        unit = spell(self.run.book.dimensions[page.claim][name])
        return {"claim": page.claim, "name": name, **numbered, "unit": unit}

    def _reading(self, page: Page, fact: FactName) -> Node:
        reading = self.evaluation.readings[page.claim][fact.name][DAY]
        under = self.facts.under(fact, reading)
        if reading.value is None:
            why = (reading.reason or "missing").replace("_", " ")
            text = f"{fact.name} = unknown ({why}: {reading.detail}) = {fact.text}"
            return Node("reading", text, under)
        shown = self.lines.value(page, fact.name)
        if reading.path is not None:
            shown = f"a path of days that ends at {shown}"
        catalog = self.run.catalog
        seen = how(reading, catalog.get(fact.request.series), catalog)
        text = ", ".join([f"{fact.name} = {shown} = {fact.text}", *seen])
        return Node("reading", text, under, self._values(page, fact.name))

    def _other_quantities(self, page: Page) -> list[Node]:
        """The facts and quantities no line mentions: they are published all the same."""
        compared = set(self.run.book.graph.compared(page.claim))
        return [self.name(page, n) for n in page.names if (page.claim, n) not in compared]


def finding_node(page: Page, found: Finding, steps: Iterable[Node], held: str = "") -> Node:
    """What became of a claim, and what that rests on; `held` is added where it holds."""
    status = f"{found.status.replace('_', ' ')}{held if found.status == 'holds' else ''}"
    because = f" ({found.reason.replace('_', ' ')})" if found.reason else ""
    text = f"{page.claim} {status}{because}: {page.title} [{page.file}]"
    values = {"claim": page.claim, "status": found.status, "reason": found.reason}
    return Node("finding", text, tuple(steps), values)
