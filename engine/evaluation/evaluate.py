"""The whole rule base over a panel: every reading, quantity and comparison, before any logic.

In: a rule book and a panel. Out: an `Evaluation`. Quantities are all computed first, in order of
dependency; what the claims make of them is decided in `engine.judge`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from engine.evaluation.bounds import Rows, first_days, over_rows, rows_of, settled
from engine.evaluation.expressions import evaluate, record_fields
from engine.evaluation.facts import FactDays, from_readings
from engine.evaluation.lines import LineValues, compare
from engine.evaluation.ranges import along_scenarios
from engine.evaluation.values import Floats, Values, along, as_upstream
from engine.measures.choose import read
from engine.measures.computed.maker import with_computed
from engine.measures.provider import Reader, read_together, remembering
from engine.measures.reading import Reading
from engine.pages.assumptions import scenarios
from engine.pages.book import RuleBook
from engine.pages.expressions import Call, Field
from engine.pages.page import Comparison, Page, Quantity
from kb.catalog import Catalog
from kb.frozen import dataclass
from kb.panel import Panel

PageReadings = Mapping[str, tuple[Reading, ...]]
PageFacts = Mapping[str, FactDays]


@dataclass(frozen=True)
class PageValues:
    """What one page comes to: its names' values and its comparisons, over all days."""

    values: Mapping[str, Values]
    lines: Mapping[str, LineValues]


@dataclass(frozen=True)
class Evaluation:
    """Everything computed for a panel.

    readings  by claim and fact name, one reading a day; none where many days were read at once
    facts     the same as arrays, always
    pages     by claim, the values of its names and its comparisons
    """

    panel: Panel
    readings: Mapping[str, PageReadings]
    facts: Mapping[str, PageFacts]
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
    page: Page, facts: Mapping[str, Values], upstream: Mapping[str, Values], rows: Rows
) -> PageValues:
    """The quantities and comparisons of one page from its facts and what is upstream of it.

    What rests on nothing that moves is worked out on the real days alone.
    """
    names = dict(upstream) | dict(facts)
    own = dict(facts)
    for record, group in groupby(page.let, key=_record):
        found = _together(record, list(group), names, rows)
        own |= found
        names |= found
    lines = {
        line.id: compare(
            line.condition, *rows.of((line.condition.left, line.condition.right), names)
        )
        for line in page.lines()
        if isinstance(line.condition, Comparison)
    }
    return PageValues(own, lines)


def _record(quantity: Quantity) -> Call | str:
    """What quantities are worked out together by: the record whose fields they are."""
    expression = quantity.expression
    return expression.record if isinstance(expression, Field) else quantity.name


def _together(
    record: Call | str, group: list[Quantity], names: Mapping[str, Values], rows: Rows
) -> dict[str, Values]:
    used, count = rows.of([group[0].expression], names)
    if isinstance(record, str):
        return {record: evaluate(group[0].expression, used, count)}
    fields = [q.expression.field for q in group if isinstance(q.expression, Field)]
    found = record_fields(record, fields, used, count)
    return dict(zip((q.name for q in group), found, strict=True))


def evaluate_book(
    book: RuleBook, panel: Panel, catalog: Catalog, reader: Reader = read
) -> Evaluation:
    """Evaluate every page on every day of the panel; `reader` measures a request on a day."""
    reader, panel = remembering(reader), with_computed(panel, catalog)
    readings = {page.claim: read_page(panel, catalog, page, reader) for page in book.pages}
    return replace(evaluated(book, panel, facts_of(book.pages, readings)), readings=readings)


def evaluated(book: RuleBook, panel: Panel, facts: Mapping[str, PageFacts]) -> Evaluation:
    """Evaluate every page on what was read for it on the days of a panel."""
    days = len(panel.days)
    axis = {f"assume.{name}": v for name, v in scenarios(book.assumptions).items()}
    pages = evaluate_facts(book.pages, axis, facts, days)
    assumed = {name: along(values, days) for name, values in axis.items()}
    return Evaluation(panel, {}, facts, pages, assumed)


def facts_of(
    pages: Iterable[Page], readings: Mapping[str, PageReadings]
) -> dict[str, dict[str, FactDays]]:
    """What was read for pages, as arrays over days."""
    return {
        page.claim: {
            fact.name: from_readings(fact.request, readings[page.claim][fact.name])
            for fact in page.facts
        }
        for page in pages
    }


def evaluate_facts(
    pages: Sequence[Page],
    axis: Mapping[str, Floats],
    facts: Mapping[str, PageFacts],
    days: int,
) -> dict[str, PageValues]:
    """Evaluate pages, in order of dependency, from what was read for them on so many days.

    Days with thin windows are evaluated again with their extremes moved: see `bounds`.
    """
    read = ((fact.request, facts[page.claim][fact.name]) for page in pages for fact in page.facts)
    rows = rows_of(read, days)
    upstream = {name: along(values, days) for name, values in axis.items()}
    evaluated: dict[str, PageValues] = {}
    for page in pages:
        own = {
            fact.name: along_scenarios(
                fact.request, over_rows(fact.request, facts[page.claim][fact.name], rows), axis
            )
            for fact in page.facts
        }
        found = evaluate_page(page, own, upstream, rows)
        for name, values in found.values.items():
            upstream[f"{page.claim}.{name}"] = as_upstream(values)
        evaluated[page.claim] = _real_days(found, rows) if rows.moved else found
    return evaluated


def _real_days(found: PageValues, rows: Rows) -> PageValues:
    values = {name: first_days(each, rows.days) for name, each in found.values.items()}
    return PageValues(values, {name: settled(line, rows) for name, line in found.lines.items()})


def read_page(
    panel: Panel, catalog: Catalog, page: Page, reader: Reader
) -> dict[str, tuple[Reading, ...]]:
    """What a page asks of a panel, a reading a day for each of its facts."""
    requests = [fact.request for fact in page.facts]
    days = [read_together(panel, catalog, requests, row, reader) for row in range(len(panel.days))]
    return {fact.name: tuple(day[fact.request] for day in days) for fact in page.facts}
