"""The forecast in a briefing: a statement comes in, marked rows and sentences go out.

Its numbers rest on the closes as one window of facts; a run's own texts are marked as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from engine.briefing.marker import Marker, TableRow
from engine.briefing.parts import ForecastPart
from engine.forecast.market_days import LOW as LOWS
from engine.forecast.market_days import Days, TooLittle, read_days
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.today import why_none
from engine.judge.run import Run
from engine.words import numbers
from engine.words.cite import Ref
from kb.clock import day_date
from kb.store import KnowledgeBase

if TYPE_CHECKING:
    from engine.forecast.statement import Statement

LOW, EVEN, HIGH = 9, 49, 89  # places of 10, 50 and 90 % among the levels
LABELS = dict(zip(HORIZONS, ("Ninety days", "Half a year", "A year"), strict=True))
MIXTURE = (
    "a mixture of laws: the plain random walk with the volatility of the past year, near a fresh "
    "low alone and further on beside three others"
)


def forecast(marker: Marker, kb: KnowledgeBase) -> ForecastPart:
    """The forecast, or why there is none; the rooms that forecast are opened for one alone."""
    asked = marker.run.question
    try:
        days = read_days(kb, asked.asset, asked.as_of, asked.known_at, asked.batch)
        lack = why_none(days)
    except TooLittle as none:
        lack = str(none)
    return (
        ForecastPart(None, "", (), (), (), "", (), (), marker.own(lack))
        if lack
        else _stated(marker, days)
    )


def _stated(marker: Marker, days: Days) -> ForecastPart:
    from engine.briefing.record_sentences import record_sentences
    from engine.forecast.statement import state

    made, run = state(days), marker.run
    ref = Ref("quantity", "forecast", (made.days.facts,))
    cite = marker.facts([ref])
    ways = tuple(_ways(made, run))
    traded = tuple(_levels(made.chance_traded_under, made, run))
    told = (made.days.facts, *filter(None, [made.days.rows(LOWS, len(made.days.closes))]))
    lows = Ref("quantity", "forecast", told)
    way = Ref("quantity", "way down", (made.days.facts, *made.facts_of_way()))
    return ForecastPart(
        statement=made,
        name=MIXTURE,
        rows=_marked(marker, ref, _fan(made, three_figures(marker.style("price"))), cite),
        levels=_marked(marker, ref, _levels(made.chance_under, made, run), cite),
        traded=_marked(marker, lows, traded, marker.facts([lows]) if traded else ""),
        low=f"{marker.mark(_low(made, marker.style('price')), ref)} [{marker.own(cite)}]",
        ways=_marked(marker, way, ways, marker.facts([way]) if ways else ""),
        record=tuple(marker.mark(text, ref) for text in record_sentences(made)),
        missing="",
    )


def _marked(
    marker: Marker, ref: Ref, rows: Iterable[tuple[str, ...]], cite: str
) -> tuple[TableRow, ...]:
    """Rows of which every cell rests on the same window of facts."""
    return tuple(
        TableRow(tuple(marker.mark(cell, ref) for cell in row), marker.own(cite)) for row in rows
    )


def _fan(made: Statement, price: numbers.Style) -> Iterator[tuple[str, ...]]:
    for horizon, days in enumerate(HORIZONS):
        ends = (price(made.level(horizon, place)) for place in (LOW, EVEN, HIGH))
        yield (LABELS[days], *ends, chance(made.chance_low_is_in(horizon)))


def _levels(
    asked: Callable[[int, float], float | None], made: Statement, run: Run
) -> Iterator[tuple[str, ...]]:
    """The low so far and the anchors under today's price; none where a chance is not known."""
    known = [asked(h, made.lowest) for h in range(len(HORIZONS))]
    if made.lowest < made.price and None not in known:
        high = day_date(made.peak_day)
        label = f"Low since the high of {high.day} {high:%b %Y}"
        yield (label, *(chance(each) for each in known if each is not None))
    for row in run.book.order.anchors:
        values = run.evaluation.value(*row.quantities[0])
        if values.known[0] and values.middle(0) < made.price:
            told = [asked(h, values.middle(0)) for h in range(len(HORIZONS))]
            if None not in told:
                yield (row.label, *(chance(each) for each in told if each is not None))


def _low(made: Statement, price: numbers.Style) -> str:
    """Which low it is that may be in."""
    day, high = numbers.date_text(made.lowest_day), numbers.date_text(made.peak_day)
    return (
        f"The low of this fall, since the high of {high}, {price(made.peak)}, is so far the close "
        f"of {price(made.lowest)} of {day}."
    )


def low_of_the_fall(price: str, low_day: int, high_day: int) -> str:
    """The low that a forecast speaks of: since the highest close known, be it of another year."""
    low, high = numbers.date_text(low_day), numbers.date_text(high_day)
    return f"the lowest close since the high of {high}, {price} on {low},"


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
    """A chance in whole percent; beyond the outermost quantiles only that it lies beyond them."""
    if value < LEVELS[0]:
        return f"under {numbers.percent(LEVELS[0])}"
    if value > LEVELS[-1]:
        return f"over {numbers.percent(LEVELS[-1])}"
    return numbers.percent(round(value, 2))


def three_figures(price: numbers.Style) -> numbers.Style:
    """A style for prices of which no more than three figures can be known."""
    return lambda value: price(float(f"{value:.3g}"))
