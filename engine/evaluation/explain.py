"""Why a value is unknown: from a name down to the readings, assumptions and errors at the root."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.evaluation.evaluate import Evaluation
from engine.evaluation.facts import is_bound
from engine.evaluation.movements import Way, ways
from engine.measures.reading import Reading, Reason
from engine.measures.request import Request, window_series
from engine.pages.book import RuleBook
from engine.pages.edges import ASSUME, Node, named
from engine.pages.expressions import Expression
from engine.pages.page import Page
from kb.frozen import dataclass

SIDES: dict[tuple[Way, ...], str] = {("up",): "higher", ("down",): "lower"}


@dataclass(frozen=True)
class Lack:
    """One thing that is not there: the series or claim, the reason, and what was found instead."""

    what: str
    reason: Reason
    detail: str


def lacks(
    book: RuleBook, evaluation: Evaluation, page: Page, name: str, day: int
) -> Iterator[Lack]:
    """What a fact or quantity of a page lacks on a day; nothing when it is known."""
    values = evaluation.pages[page.claim].values[name]
    if values.known[day]:
        return
    node = Node(page.claim, name)
    fact = book.graph.fact(node)
    if fact is not None:
        yield _lack_of(fact.request, evaluation.readings[page.claim][name][day])
        return
    inside = tuple(_lacks(book, evaluation, book.graph.inputs(node), day))
    why = values.reason(day) or "error"
    own = Lack(f"{page.claim}.{name}", why, values.errors.get(day, ""))
    yield from inside or (own,)


def _lack_of(request: Request, reading: Reading) -> Lack:
    """What a measurement lacks: the series itself, or the one that should have named its day."""
    other = window_series(request)
    named, _, detail = reading.detail.partition(": ")
    if named == other != request.series:
        return Lack(other, reading.reason or "missing", detail)
    return Lack(request.series, reading.reason or "missing", reading.detail)


def expression_lacks(
    book: RuleBook, evaluation: Evaluation, page: Page, expression: Expression, day: int
) -> Iterator[Lack]:
    """What the names inside an expression lack."""
    yield from _lacks(book, evaluation, named(page.claim, expression), day)


def _lacks(
    book: RuleBook, evaluation: Evaluation, nodes: Iterable[Node], day: int
) -> Iterator[Lack]:
    for node in nodes:
        if node.claim != ASSUME:
            yield from lacks(book, evaluation, book.page(node.claim), node.name, day)


def thin_windows(
    book: RuleBook, evaluation: Evaluation, page: Page, expression: Expression, day: int
) -> Iterator[Lack]:
    """The windows under an expression of which too few days are known to decide it."""
    for owner, fact in book.graph.facts_under(*named(page.claim, expression)):
        reading = evaluation.readings[owner.claim][fact.name][day]
        if reading.least:
            yield Lack(fact.text, "missing", reading.note)
        elif is_bound(fact.request, reading) and reading.coverage:
            seen, asked = reading.coverage
            side = SIDES.get(ways(fact.request), "either way")
            detail = f"{seen} of {asked} days known, so it may lie {side}"
            yield Lack(fact.text, "missing", detail)


def readings_under(
    book: RuleBook, evaluation: Evaluation, nodes: Iterable[Node], day: int
) -> Iterator[Reading]:
    """The readings that facts and quantities rest on, through every page upstream."""
    for owner, fact in book.graph.facts_under(*nodes):
        yield evaluation.readings[owner.claim][fact.name][day]
