"""Five falls of a leveraged market: the shared files come in, what happened goes out as figures.

The reference is the close of the day before; every figure that a forecast may use is of that day or
earlier. Log falls are turned into percentages only on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from tests.studies import market
from tests.studies.market import Bars

WHEN = ("before", "after")
WEIGHTS = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True)
class Episode:
    """One fall: its name, the last day before it and the day of its low's close.

    bars    "half_hours" or "five_minutes"; "" where only daily bars exist
    """

    key: str
    title: str
    before: str
    last: str
    bars: str


EPISODES = (
    Episode("2020", "12 and 13 March 2020", "2020-03-11", "2020-03-13", ""),
    Episode("2021", "19 May 2021", "2021-05-18", "2021-05-19", "half_hours"),
    Episode("2022", "8 and 9 November 2022", "2022-11-07", "2022-11-09", "half_hours"),
    Episode("2024", "5 August 2024", "2024-08-04", "2024-08-05", "half_hours"),
    Episode("2025", "10 October 2025", "2025-10-09", "2025-10-10", "five_minutes"),
)


@dataclass(frozen=True)
class Before:
    """What was known at the close of the day before: price, volume and open interest in USD."""

    price: float
    volume: float
    volatility: float
    open_interest: float


@dataclass(frozen=True)
class Path:
    """The fall on bars within the day, in log units and hours; all from the reference close.

    steepest    largest fall inside an hour, from a high to a low that came after it
    hours       from the last trade at the reference close or above to the low
    rebound     of the day after the low, in log units from the low
    """

    minutes: int
    steepest: float
    hours: float
    rebound: float
    low: float


@dataclass(frozen=True)
class Closing:
    """Open interest from the day before to the last day; shares of the start.

    in_coins      fall if all contracts are fixed in coins
    in_dollars    fall if all contracts are fixed in dollars
    price_part    share of the dollar fall that is price, by the weight of the decomposition
    """

    start: float
    end: float
    start_coins: float
    end_coins: float
    price_part: dict[str, float]

    @property
    def in_coins(self) -> float:
        """Share of the coins that closed, net."""
        return 1.0 - self.end_coins / self.start_coins

    @property
    def in_dollars(self) -> float:
        """Share of the dollars that closed, net."""
        return 1.0 - self.end / self.start


def fall(episode: Episode) -> float:
    """ln(P0/P) from the close of the day before to the lowest low, on daily bars."""
    days = market.daily().between(episode.before, _after(episode.last))
    return log(days.close[0] / days.low[1:].min())


def before(episode: Episode) -> Before:
    """The last close, its volume, the deviation of 30 daily returns, and open interest."""
    days = market.daily().between("2019-01-01", _after(episode.before))
    returns = np.diff(np.log(days.close[-31:]))
    return Before(
        price=float(days.close[-1]),
        volume=float(days.volume[-1]),
        volatility=float(returns.std(ddof=1)) * sqrt(365.0),
        open_interest=closing(episode).start,
    )


def volume_ratio(episode: Episode) -> float:
    """The busiest day of the episode over the mean of the 30 days before."""
    days = market.daily().between("2019-01-01", _after(episode.last))
    first = int(np.searchsorted(days.time, np.datetime64(episode.before))) + 1
    return float(days.volume[first:].max() / days.volume[first - 30 : first].mean())


def path(episode: Episode) -> Path | None:
    """The fall within the day, None where only daily bars exist."""
    if not episode.bars:
        return None
    bars: Bars = getattr(market, episode.bars)()
    start, end = _after(episode.before), _after(episode.last)
    window = bars.between(episode.before, _after(episode.last, 2))
    reference = before(episode).price
    inside = (window.time >= start) & (window.time < end)
    at = int(np.argmin(np.where(inside, window.low, np.inf)))
    above = int(np.flatnonzero(window.high[: at + 1] >= reference)[-1])
    day = window.high[at + 1 : at + 1 + 24 * 60 // window.minutes]
    return Path(
        minutes=window.minutes,
        steepest=_steepest(bars.between(start, end), 60 // window.minutes),
        hours=float((window.time[at] - window.time[above]) / np.timedelta64(1, "h")),
        rebound=log(day.max() / window.low[at]),
        low=float(window.low[at]),
    )


def closing(episode: Episode) -> Closing:
    """Open interest at the ends of the day before and of the last day, and its two parts."""
    days = market.daily().between(episode.before, _after(episode.last))
    at_start, at_end = float(days.close[0]), float(days.close[-1])
    start, end = _open_interest(episode)
    first, last = start / at_start, end / at_end
    rise = (at_end - at_start) / (end - start)
    parts = {name: ((1.0 - w) * first + w * last) * rise for name, w in WEIGHTS.items()}
    return Closing(start, end, first, last, parts)


def percent(log_fall: float) -> float:
    """A log fall as a share of the price."""
    return 1.0 - exp(-log_fall)


def _open_interest(episode: Episode) -> tuple[float, float]:
    """Daily readings while they last; for October 2025 the two figures of the press."""
    if episode.key == "2025":
        told = (f"BTC futures open interest {when} one-session drop, all venues" for when in WHEN)
        start, end = (market.published()[episode.last, series] for series in told)
        return start, end
    readings = market.open_interest()
    return readings[np.datetime64(episode.before)], readings[np.datetime64(episode.last)]


def _steepest(bars: Bars, count: int) -> float:
    """Largest log fall to a bar's low from its own open or a high of the bars an hour back."""
    highs = np.lib.stride_tricks.sliding_window_view(bars.high[:-1], count - 1).max(axis=1)
    top = np.maximum(highs, bars.open[count - 1 :])
    return float(np.log(top / bars.low[count - 1 :]).max())


def _after(day: str, days: int = 1) -> np.datetime64:
    return np.datetime64(day) + np.timedelta64(days, "D")
