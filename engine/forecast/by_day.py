"""Forecasts of many days: a base and a range of days come in, a few numbers a day go out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from engine.forecast.market_days import CLOSE, TooLittle, read_days
from engine.forecast.statement import MEDIAN, state
from kb.clock import day_date, end_of_day, moment_number
from kb.visible import Observing

ONE_IN_TEN = 9
"""Place of the tenth percentile among the levels."""
NINETY = 0
"""Place of ninety days among the horizons."""


class Ahead(NamedTuple):
    """What the briefing of a day says of the ninety days after it; None where it says nothing.

    even        price under which the lowest close falls with even chance, in the asset's money
    one_in_ten  the same with one chance in ten
    low_is_in   chance that no close is under the lowest of the fall so far, which is that since the
                highest close known, often of an earlier year than the high of the year
    low         that lowest close; low_day and high_day, since 1970-01-01, of it and of that high
    """

    even: float | None = None
    one_in_ten: float | None = None
    low_is_in: float | None = None
    low: float | None = None
    low_day: int | None = None
    high_day: int | None = None


def ahead(
    kb: Observing,
    asset: str,
    days: Iterable[int],
    batch: int | None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Ahead]:
    """The forecast of each day, on what was known by its end."""
    for done, day in enumerate(days, 1):
        yield _of(kb, asset, day, batch)
        if progress:
            progress(done)


def _of(kb: Observing, asset: str, day: int, batch: int | None) -> Ahead:
    by = moment_number(end_of_day(day_date(day)))
    try:
        made = state(read_days(kb, asset, day, by, batch, (CLOSE,)), judged=False)
    except TooLittle:
        return Ahead()
    even, one_in_ten = (made.level(NINETY, place) for place in (MEDIAN, ONE_IN_TEN))
    fall = made.lowest, made.lowest_day, made.peak_day
    return Ahead(even, one_in_ten, made.chance_low_is_in(NINETY), *fall)
