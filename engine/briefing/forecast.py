"""The forecast in a briefing: a statement comes in, marked rows and sentences go out.

Its numbers rest on the closes as one window of facts; a run's own texts are marked as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.backtest.reading import TooLittle
from engine.backtest.run import Backtest
from engine.backtest.statement import Statement, state
from engine.briefing import numbers
from engine.briefing.cite import Ref, Refs
from engine.briefing.evidence import Evidence, shortened
from engine.briefing.parts import ForecastPart, TableRow
from engine.floor.condition_record import Count
from engine.floor.forecasters import LEADING, OURS
from engine.floor.protocol import HORIZONS, LEVELS
from engine.inference.run import Run
from kb.store import KnowledgeBase

LOW, EVEN, HIGH = 9, 49, 89  # places of 10, 50 and 90 % among the levels
LABELS = dict(zip(HORIZONS, ("Ninety days", "Half a year", "A year"), strict=True))
MIDDLE = 1  # the horizon that sentences speak of: half a year


@dataclass(frozen=True)
class Forecasts:
    """Writes the forecast of one briefing; what it rests on is numbered in `evidence`."""

    run: Run
    kb: KnowledgeBase
    refs: Refs
    evidence: Evidence

    def part(self) -> ForecastPart:
        """The forecast, or why there is none."""
        asked = self.run.question
        try:
            made = state(self.kb, asked.asset, asked.as_of, asked.known_at, asked.batch)
        except TooLittle as lack:
            why = self.refs.mark(str(lack), Ref("run", self.run.id))
            return ForecastPart(None, "", (), (), (), (), why, str(lack))
        ref = Ref("quantity", "forecast", (made.days.facts,))
        cite = shortened(self.evidence.ids([ref]))
        mark = _Marker(self.refs, ref)
        return ForecastPart(
            statement=made,
            name=made.forecaster,
            rows=tuple(TableRow(tuple(map(mark, row)), mark(cite)) for row in _fan(made)),
            levels=tuple(
                TableRow(tuple(map(mark, row)), mark(cite)) for row in _levels(made, self.run)
            ),
            ways=self._ways(made),
            record=tuple(map(mark, _record(made))),
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


def _record(made: Statement) -> Iterator[str]:
    """What stands behind the forecast, in sentences."""
    if made.record is None:
        yield f"No record stands behind it: {made.no_record}."
        return
    yield from _scores(made.record, made.forecaster)
    yield from _conditions(made.record)


def _scores(record: Backtest, speaks: str) -> Iterator[str]:
    own, plain = record.record[speaks][MIDDLE], record.record[LEADING][MIDDLE]
    skill = record.skill[LEADING][MIDDLE]
    if own is None or plain is None or skill is None:
        return
    first = record.market.asked.day[record.market.asked.due][0]
    yield (
        f"Its record on this market: {own.cases} Fridays since {numbers.date_text(int(first))} in "
        f"{own.episodes} falls of a fifth or more, nothing learned from a case still open. Over "
        f"half a year its 80% interval held {numbers.percent(own.coverage)} of what came, give or "
        f"take {numbers.points(own.coverage_error)}, its mean PIT was {own.mean_pit:.2f}, give or "
        f"take {own.pit_error:.2f}, and the Brier score of its chance that the low is in was "
        f"{own.brier:.3f}."
    )
    low, high = skill.by_episode
    if speaks == OURS:
        yield (
            f"Its CRPS was {own.crps:.3f} against {plain.crps:.3f} for the plain walk on a year’s "
            f"volatility, better by {numbers.percent(skill.value)}; drawing the falls again gives "
            f"{numbers.percent(low)} to {numbers.percent(high)} in nine draws of ten, so few falls "
            "prove little."
        )
    else:
        yield (
            f"Its CRPS was {own.crps:.3f}. The walk that leans on the rebound did no better on "
            "this market over ninety days and half a year together, so the baseline speaks."
        )


def _conditions(record: Backtest) -> Iterator[str]:
    """The essay's conditions at past lows, those that can be judged there."""
    for name, found in record.conditions.items():
        if found.necessary.known:
            yield (
                f"The condition “{name}” was met at {_count(found.necessary, 'past lows')}; of all "
                f"days of those falls on {_rate(found.necessary)}. {_after(found.sufficient)}"
            )


def _after(found: Count) -> str:
    """What followed when the condition was first met in a fall."""
    if not found.known:
        return "It was first met in no fall whose next half-year is over."
    firsts = _count(found, "falls in which it was met")
    return (
        f"On the first such day the low was in for {firsts}; of all days in drawdown it was on "
        f"{_rate(found)}."
    )


def _count(found: Count, of: str) -> str:
    low, high = map(numbers.percent, found.interval)
    return f"{found.met} of {found.known} {of} (exact interval {low} to {high})"


def _rate(found: Count) -> str:
    return numbers.UNKNOWN if found.placebo is None else numbers.percent(found.placebo)
