"""The steps a proof ends in: facts or windows of them, functions, assumptions, what is left out.

A window is named by how many facts it holds and a digest of what they say, the same that the
evidence of a briefing shows for the same facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from engine.evaluation.explain import Lack
from engine.formulas.register import formula_named
from engine.judge.run import Run
from engine.measures.reading import Reading
from engine.pages.book import RuleBook
from engine.pages.expressions import Call, Expression, children
from engine.pages.page import FactName
from engine.proof.consulted import consulted
from engine.proof.node import Node
from engine.proof.smallest import Shown
from engine.words import numbers
from engine.words.evidence import SINGLY, digest_of, windows
from engine.words.quoting import gap_style, quoted_fact, said_number, source_name
from kb.catalog import Catalog
from kb.clock import day_date
from kb.raw import Kept, of_batch
from kb.series import Series
from kb.store import KnowledgeBase, StoredFact

SHOWN = 3  # facts at each end of a window, where all is shown


def assumption(book: RuleBook, name: str) -> Node:
    """An assumed parameter with its range and its reason."""
    found = next(a for a in book.assumptions if a.name == name)
    low, middle, high = (said_number(n) for n in (found.low, found.middle, found.high))
    values = {"low": found.low.value, "mid": found.middle.value, "high": found.high.value}
    text = f"assume.{name} = {middle} ({low} to {high}): {found.reason}"
    return Node("assumption", text, values=values)


def left_out(count: int, shown: Shown) -> Iterator[Node]:
    """How many conditions a proof does not show, where it leaves out any."""
    others = "one other condition" if count == 1 else f"{count} other conditions"
    what = "--full shows all" if shown == "smallest" else "not decisive"
    if count:
        yield Node("left_out", f"{others}; {what}")


def called(expression: Expression) -> Iterator[str]:
    """The registered functions an expression calls."""
    if isinstance(expression, Call) and "." in expression.function:
        yield expression.function
    for child in children(expression):
        yield from called(child)


def function(name: str) -> Node:
    """A function with its inputs and what it says of itself."""
    formula = formula_named(name)
    says = (formula.function.__doc__ or "").strip().partition("\n")[0]
    units = {name: arg.unit for name, arg in formula.arguments.items()}
    inputs = ", ".join(f"{argument} in {unit}" for argument, unit in units.items())
    gives = {field: out.unit for field, out in formula.results.items()}
    returns = ", ".join(
        f"{field} in {unit}" if field else f"in {unit}" for field, unit in gives.items()
    )
    values = {"name": name, "inputs": units, "returns": gives if formula.is_record else gives[""]}
    return Node("function", f"{name}({inputs}) {returns}: {says}", values=values)


class Facts:
    """Makes the steps of facts of one run; each fact and window is one step, however often."""

    def __init__(self, run: Run, kb: KnowledgeBase, *, full: bool) -> None:
        self.run = run
        self.kb = kb
        self.full = full
        self._nodes: dict[tuple[int, ...], Node] = {}
        self._stored: dict[int, StoredFact] = {}
        self._told: set[int] = set()

    def under(self, fact: FactName, reading: Reading) -> tuple[Node, ...]:
        """What a reading rests on."""
        rows = consulted(self.run, fact.request, reading)
        if len(rows) <= SINGLY:
            return tuple(map(self.fact, rows))
        own = reading.facts if len(reading.facts) <= SINGLY else ()
        seen = windows(self._read(rows))
        return (*map(self.fact, own), *map(self._window, seen))

    def _read(self, rows: Iterable[int]) -> list[StoredFact]:
        """Facts by their rows; each is read once, in however many windows it lies."""
        wanted = list(rows)
        new = [row for row in wanted if row not in self._stored]
        self._stored |= {each.id: each for each in self.kb.facts(new)} if new else {}
        return [self._stored[row] for row in wanted]

    def fact(self, row: int) -> Node:
        """One fact."""
        if (row,) not in self._nodes:
            [stored] = self._read([row])
            values = {
                "fact": row, "series": stored.series, "value": stored.value, "unit": stored.unit,
                "as_of": stored.as_of, "known_at": stored.known_at, "span": stored.span,
                "target": stored.target, "source": stored.source, "batch": stored.batch,
                "publication": stored.publication,
                **({"withdrawn": stored.withdrawn, "why": stored.why} if stored.withdrawn else {}),
            }  # fmt: skip
            text = quoted_fact(stored, self.run.catalog)
            kept = of_batch(self.kb.connection, stored.batch) if self.full else None
            if kept is not None:
                values["answer"] = {"url": kept.url, "at": kept.at, "sha256": kept.sha256}
            answered = self._answered(kept, stored.batch)
            self._nodes[row,] = Node("fact", text, answered, values, (row,))
        return self._nodes[row,]

    def _answered(self, kept: Kept | None, batch: int) -> tuple[Node, ...]:
        """The answer of a source that a batch came of, under the first of its facts alone."""
        if kept is None or batch in self._told:
            return ()
        self._told.add(batch)
        at = f"{kept.at:%Y-%m-%dT%H:%M:%SZ}"
        text = f"batch {batch} is what {kept.url} answered at {at}, sha256 {kept.sha256}"
        return (Node("answer", text),)

    def _window(self, facts: tuple[StoredFact, ...]) -> Node:
        """The facts of a series from a source as one step, or a fact alone."""
        rows = tuple(each.id for each in facts)
        if len(rows) == 1:
            return self.fact(*rows)
        if rows not in self._nodes:
            first, last, digest = facts[0], facts[-1], digest_of(facts)
            said = source_name(first.source, self.run.catalog)
            text = (
                f"{len(rows)} facts of {first.series}, {first.as_of} to {last.as_of}, {said}, "
                f"{_batches(facts)}, digest {digest}"
            )
            values = {
                "facts": len(rows), "digest": digest, "series": first.series,
                "source": first.source, "first": first.as_of, "last": last.as_of,
            }  # fmt: skip
            ends = (*rows[:SHOWN], *rows[-SHOWN:]) if self.full else ()
            self._nodes[rows] = Node("window", text, tuple(map(self.fact, ends)), values, rows)
        return self._nodes[rows]


def _batches(facts: tuple[StoredFact, ...]) -> str:
    """The batches the facts came with, as a range where they are many."""
    numbers = sorted({each.batch for each in facts})
    first, last = numbers[0], numbers[-1]
    return f"batch {first}" if first == last else f"batches {first} to {last}"


def stale_since(run: Run, lack: Lack) -> date | None:
    """The first day on which the newest word on a lacking series was too old."""
    if lack.reason != "stale" or lack.what not in run.catalog.series:
        return None
    [[age]] = run.evaluation.panel.ages([lack.what])
    if age < 0:
        return None
    newest = run.question.as_of - int(age)
    since = newest + run.catalog.get(lack.what).stale_after + 1
    return day_date(since) if since <= run.question.as_of else None  # what is old is its past


def how(reading: Reading, series: Series, catalog: Catalog) -> Iterator[str]:
    """How a reading came about: days seen, how it was computed, days apart, sources joined."""
    if reading.coverage:
        yield f"{reading.coverage[0]} of {reading.coverage[1]} days"
    if reading.note:
        yield reading.note
    if reading.apart:
        yield f"facts {reading.apart} days apart"
    relative = catalog.tolerance(series.name)[0] is None
    style = numbers.percent if relative else gap_style(series.unit)
    for join in reading.joins:
        if join.taken:
            yield (
                f"{join.filled} days by {source_name(join.source, catalog)}, at most "
                f"{style(join.apart)} from the others on {join.shared} common days"
            )
