"""The protocol of the forecast: daily closes come in, the Fridays to forecast and what came go out.

Fixed before any score was seen. Fridays, daily closes at the end of the UTC day; a day in drawdown
closes at least a fifth under the highest close so far; an episode is the stretch from one highest
close to the next; a forecast is due once a year of closes is known. What came is
X = ln(lowest close of the next H days / close of the day), today not among them, for H = 90, 180
and 365. An outcome whose horizon has not ended is dropped by the calendar, whatever it looks like.
"""

from __future__ import annotations

import numpy as np

from engine.numeric.arguments import POSITIVE, Array, BoolArray, IntArray
from engine.numeric.histories import carried, history
from kb.frozen import dataclass

HORIZONS = (90, 180, 365)
LEVELS: Array = np.arange(1, 100) / 100.0
DEPTH = 0.20
LEARNING = 365
YEAR = 365
COVERED = 0.80  # of a horizon's days of trade, and of the year's before it, must be known
FRIDAY = 1  # 1970-01-02 was one


@dataclass(frozen=True)
class Cases:
    """The Fridays in drawdown of one history of closes, oldest first, n of them.

    at         index of the day in the history, shape (n,)
    day        days since 1970-01-01
    price      close of the day
    peak       highest close so far
    lowest     lowest close of the episode so far
    episode    index of the day of that highest close: the episode's name
    due        whether a year of closes is known, so that a forecast counts
    outcome    X by horizon, shape (n, 3); NaN where the horizon has not ended or is not covered
    closes     the whole history, each missing day with the close before it
    """

    at: IntArray
    day: IntArray
    price: Array
    peak: Array
    lowest: Array
    episode: IntArray
    due: BoolArray
    outcome: Array
    closes: Array

    def __len__(self) -> int:
        return len(self.at)

    def only(self, chosen: BoolArray) -> Cases:
        """The chosen cases, of the same history."""
        each = {name: value[chosen] for name, value in vars(self).items() if name != "closes"}
        return Cases(**each, closes=self.closes)

    def ended(self, horizon: int) -> IntArray:
        """How many cases, from the first on, had ended their horizon by the day of each.

        horizon    index in `HORIZONS`
        returns    counts, shape (n,)
        raises     nothing
        source     the protocol: nothing is learned from a case that was still open
        """
        days = HORIZONS[horizon]
        return np.searchsorted(self.day + days, self.day, side="right").astype(np.int64)


def cases(
    closes: Array, first_day: int, last_too: bool = False, later: Array | None = None,
    trades: BoolArray | None = None,
) -> Cases:  # fmt: skip
    """The Fridays in drawdown of a history of closes, with what came after each.

    closes       USD a coin, one a day, oldest first, NaN where a day is missing, > 0
    first_day    days since 1970-01-01 of the first close
    last_too     whether the last day is asked too where it is no Friday
    later        the same days as they are known now, which only the outcomes are taken from; the
                 closes themselves where nobody corrected any
    trades       whether the market closes on each day; on all of them where nothing is given
    returns      the cases, none where nothing fell by a fifth
    raises       ValueError naming the argument and the index that is out of range
    source       the protocol above
    """
    seen = history("closes", closes, POSITIVE)
    trades = np.ones(len(seen), dtype=np.bool_) if trades is None else trades
    known = ~np.isnan(seen)
    filled = _filled(seen)
    peak = np.fmax.accumulate(filled)
    day = first_day + np.arange(len(filled))
    asked = (day - FRIDAY) % 7 == 0
    asked[-1] |= last_too
    asked &= known & covered_year(seen, trades) & (filled <= (1.0 - DEPTH) * peak)
    at = np.flatnonzero(asked).astype(np.int64)
    started = last_highest(filled)
    return Cases(
        at=at,
        day=day[at].astype(np.int64),
        price=filled[at],
        peak=peak[at],
        lowest=lowest_since(filled, started)[at],
        episode=started[at],
        due=at - int(np.argmax(known)) >= LEARNING,
        outcome=_outcomes(filled, seen if later is None else later, at, trades),
        closes=filled,
    )


def covered_year(closes: Array, trades: BoolArray) -> BoolArray:
    """Whether enough of the past year is known on each day, or of the time since the first close.

    closes     USD a coin, NaN where missing, shape (days,)
    trades     whether the market closes on each day, shape (days,)
    returns    shape (days,)
    raises     nothing
    source     the protocol: a volatility of bridged days would be none
    """
    known = ~np.isnan(closes)
    stop = np.arange(1, len(closes) + 1)
    start = np.maximum(stop - YEAR, int(np.argmax(known)))
    return _covered(known, trades, start, stop)


def _covered(known: BoolArray, trades: BoolArray, start: IntArray, stop: IntArray) -> BoolArray:
    """Whether enough of the days on which the market closes are known in each stretch."""
    counted, due = (np.concatenate([[0], np.cumsum(days)]) for days in (known & trades, trades))
    wanted = np.maximum(due[stop] - due[start], 1)
    return np.asarray(counted[stop] - counted[start] >= COVERED * wanted)


def _filled(seen: Array) -> Array:
    """Each missing day with the close before it; NaN before the first."""
    from_first = carried(seen)
    return np.concatenate([np.full(len(seen) - len(from_first), np.nan), from_first])


def last_highest(filled: Array) -> IntArray:
    """The last day that closed above every close before it, for each day.

    filled     closes, NaN only before the first, shape (days,)
    returns    indices, shape (days,)
    raises     nothing
    source     the protocol: that day begins an episode
    """
    before = np.fmax.accumulate(np.concatenate([[-np.inf], filled[:-1]]))
    above = filled > before
    days = np.where(above, np.arange(len(filled)), 0)
    return np.maximum.accumulate(days).astype(np.int64)


def lowest_since(filled: Array, started: IntArray) -> Array:
    """Lowest close from the day an episode began to each day.

    filled     closes, shape (days,)
    started    the day each day's episode began, as `last_highest` gives it
    returns    USD a coin, shape (days,)
    raises     nothing
    source     definition
    """
    lowest = np.empty(len(filled))
    for start in sorted(set(started.tolist())):  # np.unique imports numpy.ma
        stop = int(np.searchsorted(started, start, side="right"))
        lowest[start:stop] = np.fmin.accumulate(filled[start:stop])
    return lowest


def _outcomes(filled: Array, later: Array, at: IntArray, trades: BoolArray) -> Array:
    """X of each case by horizon, NaN where the horizon has not ended or few of its days are known.

    The close of the day is the one that was known then, as in the forecast.
    """
    came = np.full((len(at), len(HORIZONS)), np.nan)
    known = ~np.isnan(later)
    for column, days in enumerate(HORIZONS):
        ended = at[at + 1 + days <= len(later)]
        covered = _covered(known, trades, ended + 1, ended + 1 + days)
        now, rows = ended[covered], np.flatnonzero(covered)
        lows = np.nanmin(later[now[:, np.newaxis] + 1 + np.arange(days)], axis=1)
        came[rows, column] = np.log(lows / filled[now])
    return came
