"""The whole rule base over a panel: every reading, quantity and comparison, before any logic.

In: a rule book and a panel. Out: an `Evaluation`. Quantities are all computed first, in order of
dependency; what the claims make of them is decided in `engine.inference`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.evaluation.expressions import evaluate
from engine.evaluation.lines import LineValues, compare
from engine.evaluation.values import Values, along, as_upstream, from_readings
from engine.measures.choose import read
from engine.measures.provider import Reader, read_together
from engine.measures.reading import Reading
from engine.pages.assumptions import scenarios
from engine.pages.book import RuleBook
from engine.pages.page import Comparison, Page
from kb.catalog import Catalog
from kb.panel import Panel


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
    for quantity in page.let:
        own[quantity.name] = names[quantity.name] = evaluate(quantity.expression, names, days)
    lines = {
        line.id: compare(line.condition, names, days)
        for line in page.lines()
        if isinstance(line.condition, Comparison)
    }
    return PageValues(own, lines)


def evaluate_book(
    book: RuleBook, panel: Panel, catalog: Catalog, reader: Reader = read
) -> Evaluation:
    """Evaluate every page on every day of the panel; `reader` measures a request on a day."""
    days = len(panel.days)
    assumed = {f"assume.{n}": along(v, days) for n, v in scenarios(book.assumptions).items()}
    upstream: dict[str, Values] = dict(assumed)
    readings: dict[str, dict[str, tuple[Reading, ...]]] = {}
    pages: dict[str, PageValues] = {}
    for page in book.pages:
        readings[page.claim] = own = _read_page(panel, catalog, page, reader)
        facts = {name: from_readings(found) for name, found in own.items()}
        pages[page.claim] = evaluate_page(page, facts, upstream, days)
        for name, values in pages[page.claim].values.items():
            upstream[f"{page.claim}.{name}"] = as_upstream(values)
    return Evaluation(panel, readings, pages, assumed)


def _read_page(
    panel: Panel, catalog: Catalog, page: Page, reader: Reader
) -> dict[str, tuple[Reading, ...]]:
    requests = [fact.request for fact in page.facts]
    days = [read_together(panel, catalog, requests, row, reader) for row in range(len(panel.days))]
    return {fact.name: tuple(day[fact.request] for day in days) for fact in page.facts}
