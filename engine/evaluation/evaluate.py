"""The whole rule base over a panel: every reading, quantity and comparison, before any logic.

In: a rule book and a panel. Out: an `Evaluation`. Quantities are all computed first, in order of
dependency; what the claims make of them is decided in `engine.judge`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from engine.evaluation.bounds import (
    Movement,
    first_days,
    is_bound,
    movements,
    settled,
    ways,
    where_it_may_lie,
)
from engine.evaluation.expressions import evaluate, record_fields
from engine.evaluation.lines import LineValues, compare
from engine.evaluation.ranges import along_scenarios
from engine.evaluation.values import Floats, Values, along, as_upstream, from_readings
from engine.measures.choose import read
from engine.measures.computed.maker import with_computed
from engine.measures.provider import Reader, read_together, remembering
from engine.measures.reading import Reading
from engine.measures.request import Request
from engine.pages.assumptions import scenarios
from engine.pages.book import RuleBook
from engine.pages.expressions import Call, Field
from engine.pages.page import Comparison, Page, Quantity
from kb.catalog import Catalog
from kb.panel import Panel

PageReadings = Mapping[str, tuple[Reading, ...]]


@dataclass(frozen=True)
class PageValues:
    """What one page comes to: its names' values and its comparisons, over all days."""

    values: Mapping[str, Values]
    lines: Mapping[str, LineValues]


@dataclass(frozen=True)
class Evaluation:
    """Everything computed for a panel.

    readings  by claim and fact name, one reading a day
    pages     by claim, the values of its names and its comparisons
    """

    panel: Panel
    readings: Mapping[str, Mapping[str, tuple[Reading, ...]]]
    pages: Mapping[str, PageValues]
    assumed: Mapping[str, Values]

    @property
    def scenarios(self) -> int:
        """How many scenarios the assumed parameters vary over."""
        return max((values.values.shape[1] for values in self.assumed.values()), default=1)

    def value(self, claim: str, name: str) -> Values:
        """The values of one fact or quantity of a claim."""
        return self.pages[claim].values[name]


def evaluate_page(
    page: Page, facts: Mapping[str, Values], upstream: Mapping[str, Values], days: int
) -> PageValues:
    """The quantities and comparisons of one page from its facts and what is upstream of it."""
    names = dict(upstream) | dict(facts)
    own = dict(facts)
    for record, group in groupby(page.let, key=_record):
        found = _together(record, list(group), names, days)
        own |= found
        names |= found
    lines = {
        line.id: compare(line.condition, names, days)
        for line in page.lines()
        if isinstance(line.condition, Comparison)
    }
    return PageValues(own, lines)


def _record(quantity: Quantity) -> Call | str:
    """What quantities are worked out together by: the record whose fields they are."""
    expression = quantity.expression
    return expression.record if isinstance(expression, Field) else quantity.name


def _together(
    record: Call | str, group: list[Quantity], names: Mapping[str, Values], days: int
) -> dict[str, Values]:
    if isinstance(record, str):
        return {record: evaluate(group[0].expression, names, days)}
    fields = [q.expression.field for q in group if isinstance(q.expression, Field)]
    found = record_fields(record, fields, names, days)
    return dict(zip((q.name for q in group), found, strict=True))


def evaluate_book(
    book: RuleBook, panel: Panel, catalog: Catalog, reader: Reader = read
) -> Evaluation:
    """Evaluate every page on every day of the panel; `reader` measures a request on a day."""
    reader, panel = remembering(reader), with_computed(panel, catalog)
    readings = {page.claim: read_page(panel, catalog, page, reader) for page in book.pages}
    days = len(panel.days)
    axis = {f"assume.{name}": v for name, v in scenarios(book.assumptions).items()}
    pages = evaluate_readings(book.pages, axis, readings, days)
    assumed = {name: along(values, days) for name, values in axis.items()}
    return Evaluation(panel, readings, pages, assumed)


def evaluate_readings(
    pages: Sequence[Page],
    axis: Mapping[str, Floats],
    readings: Mapping[str, PageReadings],
    days: int,
) -> dict[str, PageValues]:
    """Evaluate pages, in order of dependency, from what was read for them on so many days.

    Where windows are thin, every day is evaluated again with their extremes moved: see `bounds`.
    """
    moves = movements(_bounds(pages, readings))
    rows = (1 + len(moves)) * days
    upstream = {name: along(values, rows) for name, values in axis.items()}
    evaluated: dict[str, PageValues] = {}
    for page in pages:
        facts = _facts(page, readings[page.claim], moves, axis)
        found = evaluate_page(page, facts, upstream, rows)
        for name, values in found.values.items():
            upstream[f"{page.claim}.{name}"] = as_upstream(values)
        evaluated[page.claim] = _real_days(found, days, moves) if moves else found
    return evaluated


def _bounds(pages: Sequence[Page], readings: Mapping[str, PageReadings]) -> Iterator[Request]:
    """The requests that some page reads over a thin window on some day."""
    for page in pages:
        for fact in page.facts:
            if any(is_bound(fact.request, r) for r in readings[page.claim][fact.name]):
                yield fact.request


def _facts(
    page: Page, readings: PageReadings, moves: Sequence[Movement], axis: Mapping[str, Floats]
) -> dict[str, Values]:
    """The facts of the real days and, where windows are thin, of the days beside them."""
    facts = {}
    for fact in page.facts:
        days = readings[fact.name]
        beside = days * len(moves)
        if any(is_bound(fact.request, reading) for reading in days):
            beside = tuple(chain.from_iterable(_moved(fact.request, days, m) for m in moves))
        every = days + beside
        facts[fact.name] = along_scenarios(from_readings(every), fact.request, every, axis)
    return facts


def _moved(request: Request, days: tuple[Reading, ...], movement: Movement) -> tuple[Reading, ...]:
    """The readings of all days with those of thin windows where the movement puts them."""
    for way in ways(request):
        if (request, way) in movement:
            return tuple(where_it_may_lie(request, reading, way) for reading in days)
    return days


def _real_days(found: PageValues, days: int, moves: Sequence[Movement]) -> PageValues:
    values = {name: first_days(each, days) for name, each in found.values.items()}
    return PageValues(
        values, {name: settled(line, days, moves) for name, line in found.lines.items()}
    )


def read_page(
    panel: Panel, catalog: Catalog, page: Page, reader: Reader
) -> dict[str, tuple[Reading, ...]]:
    """What a page asks of a panel, a reading a day for each of its facts."""
    requests = [fact.request for fact in page.facts]
    days = [read_together(panel, catalog, requests, row, reader) for row in range(len(panel.days))]
    return {fact.name: tuple(day[fact.request] for day in days) for fact in page.facts}
