"""Why a value is unknown: from a name down to the readings, assumptions and errors at the root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.evaluation.bounds import Way, is_bound, ways
from engine.evaluation.evaluate import Evaluation
from engine.measures.choose import Request, window_series
from engine.measures.reading import Reading, Reason
from engine.pages.book import RuleBook
from engine.pages.expressions import Expression, Name, Upstream, names_in
from engine.pages.page import FactName, Page

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
    facts = {fact.name: fact for fact in page.facts}
    if name in facts:
        reading = evaluation.readings[page.claim][name][day]
        yield _lack_of(facts[name].request, reading)
        return
    expression = next(q.expression for q in page.let if q.name == name)
    inside = tuple(expression_lacks(book, evaluation, page, expression, day))
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
    for inner in names_in(expression):
        if isinstance(inner, Name):
            yield from lacks(book, evaluation, page, inner.name, day)
        elif inner.claim != "assume":
            other = book.page(inner.claim)
            yield from lacks(book, evaluation, other, inner.quantity, day)


def thin_windows(
    book: RuleBook, evaluation: Evaluation, page: Page, expression: Expression, day: int
) -> Iterator[Lack]:
    """The windows under an expression of which too few days are known to decide it."""
    for owner, fact in facts_under(book, page, expression):
        reading = evaluation.readings[owner.claim][fact.name][day]
        if is_bound(fact.request, reading) and reading.coverage:
            seen, asked = reading.coverage
            side = SIDES.get(ways(fact.request), "either way")
            detail = f"{seen} of {asked} days known, so it may lie {side}"
            yield Lack(fact.text, "missing", detail)


def facts_under(
    book: RuleBook, page: Page, expression: Expression
) -> Iterator[tuple[Page, FactName]]:
    """The facts an expression rests on, with the pages they stand on."""
    for inner in names_in(expression):
        if isinstance(inner, Upstream) and inner.claim == "assume":
            continue
        owner = page if isinstance(inner, Name) else book.page(inner.claim)
        name = inner.name if isinstance(inner, Name) else inner.quantity
        yield from ((owner, fact) for fact in owner.facts if fact.name == name)
        for quantity in owner.let:
            if quantity.name == name:
                yield from facts_under(book, owner, quantity.expression)


def readings_under(
    book: RuleBook, evaluation: Evaluation, page: Page, name: str, day: int
) -> Iterator[Reading]:
    """The readings a fact or quantity rests on, through every page upstream."""
    own = evaluation.readings[page.claim]
    if name in own:
        yield own[name][day]
        return
    expression = next(q.expression for q in page.let if q.name == name)
    for inner in names_in(expression):
        if isinstance(inner, Name):
            yield from readings_under(book, evaluation, page, inner.name, day)
        elif inner.claim != "assume":
            other = book.page(inner.claim)
            yield from readings_under(book, evaluation, other, inner.quantity, day)


def assumptions_under(book: RuleBook, page: Page, name: str) -> Iterator[str]:
    """The assumed parameters a quantity rests on, through every page upstream."""
    for quantity in page.let:
        if quantity.name == name:
            yield from _assumed(book, page, quantity.expression)


def _assumed(book: RuleBook, page: Page, expression: Expression) -> Iterator[str]:
    for inner in names_in(expression):
        if isinstance(inner, Name):
            yield from assumptions_under(book, page, inner.name)
        elif isinstance(inner, Upstream) and inner.claim == "assume":
            yield inner.quantity
        else:
            yield from assumptions_under(book, book.page(inner.claim), inner.quantity)
