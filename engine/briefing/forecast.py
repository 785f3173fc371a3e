"""The forecast in a briefing: a statement comes in, marked rows and sentences go out.

Its numbers rest on the closes as one window of facts; a run's own texts are marked as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.briefing.parts import ForecastPart, TableRow
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.reading import Days, TooLittle, read_days
from engine.forecast.today import todays_cases
from engine.judge.run import Run
from engine.words import numbers
from engine.words.cite import Ref, Refs
from engine.words.evidence import Evidence, shortened
from kb.store import KnowledgeBase

if TYPE_CHECKING:
    from engine.forecast.statement import Statement

LOW, EVEN, HIGH = 9, 49, 89  # places of 10, 50 and 90 % among the levels
LABELS = dict(zip(HORIZONS, ("Ninety days", "Half a year", "A year"), strict=True))
LEANING = (
    "the rebound walk, a random walk with the volatility of the past year that leans on the "
    "rebound from the low as far as past cases teach"
)
PLAIN = (
    "the plain random walk with the volatility of the past year, the baseline that ours must beat"
)


@dataclass(frozen=True)
class Forecasts:
    """Writes the forecast of one briefing; what it rests on is numbered in `evidence`."""

    run: Run
    kb: KnowledgeBase
    refs: Refs
    evidence: Evidence

    def part(self) -> ForecastPart:
        """The forecast, or why there is none; the rooms that forecast are opened for one alone."""
        asked = self.run.question
        try:
            days = read_days(self.kb, asked.asset, asked.as_of, asked.known_at, asked.batch)
            todays_cases(days)
        except TooLittle as lack:
            why = self.refs.mark(str(lack), Ref("run", self.run.id))
            return ForecastPart(None, "", (), (), (), (), why, str(lack))
        return self._stated(days)

    def _stated(self, days: Days) -> ForecastPart:
        from engine.briefing.record_words import record_sentences
        from engine.forecast.forecasters import OURS
        from engine.forecast.statement import state

        made = state(days)
        ref = Ref("quantity", "forecast", (made.days.facts,))
        cite = shortened(self.evidence.ids([ref]))
        mark = _Marker(self.refs, ref)
        return ForecastPart(
            statement=made,
            name=LEANING if made.forecaster == OURS else PLAIN,
            rows=tuple(TableRow(tuple(map(mark, row)), mark(cite)) for row in _fan(made)),
            levels=tuple(
                TableRow(tuple(map(mark, row)), mark(cite)) for row in _levels(made, self.run)
            ),
            ways=self._ways(made),
            record=tuple(map(mark, record_sentences(made))),
            missing="",
            why_missing="",
        )

    def _ways(self, made: Statement) -> tuple[TableRow, ...]:
        rows = tuple(_ways(made, self.run))
        ref = Ref("quantity", "way down", (made.days.facts, *made.facts_of_way()))
        cite = shortened(self.evidence.ids([ref])) if rows else ""
        mark = _Marker(self.refs, ref)
        return tuple(TableRow(tuple(map(mark, row)), mark(cite)) for row in rows)


@dataclass(frozen=True)
class _Marker:
    refs: Refs
    ref: Ref

    def __call__(self, text: str) -> str:
        return self.refs.mark(text, self.ref)


def _fan(made: Statement) -> Iterator[tuple[str, ...]]:
    for horizon, days in enumerate(HORIZONS):
        ends = (numbers.price(made.level(horizon, place)) for place in (LOW, EVEN, HIGH))
        yield (LABELS[days], *ends, chance(made.chance_low_is_in(horizon)))


def _levels(made: Statement, run: Run) -> Iterator[tuple[str, ...]]:
    """The anchors under today's price, with the chance of a close under each."""
    for row in run.book.order.anchors:
        values = run.evaluation.value(*row.quantities[0])
        if values.known[0] and values.middle(0) < made.price:
            chances = (made.chance_under(h, values.middle(0)) for h in range(len(HORIZONS)))
            yield (row.label, *map(chance, chances))


def _ways(made: Statement, run: Run) -> Iterator[tuple[str, ...]]:
    """What lies between the close and each median low, where anything of it is known."""
    assumed = {name: values.values[0] for name, values in run.evaluation.assumed.items()}
    names = {name.removeprefix("assume."): values for name, values in assumed.items()}
    for horizon, days in enumerate(HORIZONS):
        way = made.way_down(horizon, names)
        if way is not None and any((way.fuel, way.book, way.day)):
            yield (LABELS[days], *map(_dollars, (way.fuel, way.book, way.day)))


def _dollars(found: tuple[float, float, float] | None) -> str:
    return numbers.UNKNOWN if found is None else numbers.ranged(*found, numbers.dollars)


def chance(value: float) -> str:
    """A chance as a percentage; beyond the outermost quantiles only that it lies beyond them."""
    if value < LEVELS[0]:
        return f"under {numbers.percent(LEVELS[0])}"
    return f"over {numbers.percent(LEVELS[-1])}" if value > LEVELS[-1] else numbers.percent(value)
