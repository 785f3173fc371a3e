"""Assets: what a market is called, when it trades and what does not exist for it.

In: what a catalogue declares, or the days on which an asset closed. Out: an `Asset`, and the
catalogue as it applies to it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kb.calendars import Calendar, is_business_day
from kb.clock import day_number
from kb.frozen import dataclass
from kb.series import Series

ENOUGH = 20  # closes before the days of the week say anything
WEEKEND = 0.02  # of the closes: a file of an exchange may hold a stray Saturday, no market of coins
COINS_ALONE = ("exchange.", "holders.", "network.", "onchain.", "small_holders.", "supply.")
"""What is counted on a chain, and so of coins alone."""


@dataclass(frozen=True)
class Asset:
    """One market.

    unit      what one of it is called
    money     what its price is in; points are no money
    calendar  the days on which it closes
    lacks     what series of it begin with that cannot be there, so that none of them is missing
    begins    what series of it begin with that there is only from a day on, that day, and what it
              was: before it none of them is missing
    guessed   whether nobody declared it and its days were asked instead
    """

    key: str
    name: str
    unit: Literal["coin", "share", "ounce", "barrel", "point"] = "coin"
    money: Literal["USD", "JPY", "EUR", "points"] = "USD"
    calendar: Calendar = "utc"
    aliases: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    begins: tuple[tuple[str, date, str], ...] = ()
    guessed: bool = False

    def has(self, series: str) -> bool:
        """Whether there can be facts of a series of it."""
        return not series.startswith(self.lacks)

    def begun(self, series: str, day: int) -> bool:
        """Whether there can be facts of a series of it by a day, counted since 1970-01-01."""
        return all(
            day_number(first) <= day for start, first, _ in self.begins if series.startswith(start)
        )

    def trades(self, first: int, days: int) -> NDArray[np.bool_]:
        """Whether it may close on each of so many days from the first, shape (days,)."""
        if self.calendar == "utc":
            return np.ones(days, dtype=np.bool_)
        return is_business_day(self.calendar, first + np.arange(days))

    def applied(self, series: Series) -> Series:
        """What a series means for this asset: on which days it is told, whether it can be there."""
        if series.scope != "asset" or (self.calendar == "utc" and self.has(series.name)):
            return series
        at_its_hours = series.cadence == "daily" and series.calendar == "utc"
        calendar = self.calendar if at_its_hours else series.calendar
        return replace(series, exists=self.has(series.name), calendar=calendar)


def guessed(key: str, closes: NDArray[np.int32]) -> Asset:
    """An asset that nobody declared, by the days since 1970-01-01 on which it closed."""
    days = np.asarray(closes)
    if len(days) < ENOUGH or _weekend(days).mean() > WEEKEND:
        return Asset(key=key, name=key.upper(), guessed=True)
    return Asset(
        key=key, name=key.upper(), unit="share", calendar="us", lacks=COINS_ALONE, guessed=True
    )


def _weekend(days: NDArray[np.integer]) -> NDArray[np.bool_]:
    return (days + 3) % 7 > 4  # 1970-01-01 was a Thursday
