"""What followed when a claim held: its days and the closes come in, a record goes out.

An episode begins on the first day that the claim is seen to hold; days that lie less than a horizon
after the end of one belong to it, so that no two outcomes share a day. Only outcomes that are over
on the last day count. The placebo moves the episodes round the history together, by every number
of days there is: they keep their distances and lose their claim. Nothing is drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.forecast.condition_record import CONFIDENCE
from engine.numeric.arguments import Array, BoolArray, IntArray
from engine.numeric.proportion import exact_interval

HORIZONS = (30, 90)
FEW = 10
"""Episodes below which a share is known too poorly to tell a mechanism from chance."""
TELLING = 0.10
"""Share of placebos below which what followed is called out of the ordinary."""


@dataclass(frozen=True)
class Followed:
    """What the price did in the days after a claim began to hold, against all days.

    horizon       days ahead
    starts        row of each episode's first day, the earliest first
    change        simple, from the close of that day to the one so many days later
    median        of the changes, NaN without an episode
    falls         how many of them are below nothing; `interval` of their share is exact, 90 %
    any_median    of all days that could be judged and whose outcome is known; `any_falls` the
                  share of falls, `any_days` their number
    placebo       share of shifts whose median lies as far from `any_median`, NaN without an episode
    """

    horizon: int
    starts: IntArray
    change: Array
    median: float
    falls: int
    interval: tuple[float, float]
    any_median: float
    any_falls: float
    any_days: int
    placebo: float

    @property
    def episodes(self) -> int:
        """How many episodes there are, none of which shares a day with another."""
        return len(self.starts)

    @property
    def few(self) -> bool:
        """Whether they are too few to tell anything from chance."""
        return self.episodes < FEW

    @property
    def telling(self) -> bool:
        """Whether what followed is more than other days would have brought."""
        return not self.few and self.placebo < TELLING


def what_followed(held: BoolArray, judged: BoolArray, closes: Array, horizon: int) -> Followed:
    """The record of a claim at one horizon.

    held      the claim held, as known on that day; shape (days,), no day left out
    judged    it held or failed, shape (days,): the days it is compared with
    closes    USD per coin as known on the last day, NaN where there is none, shape (days,), > 0
    horizon   days, ≥ 1
    raises    ValueError where the shapes differ or the horizon is no day
    source    event study with circular placebo dates; Clopper & Pearson 1934
    """
    if not held.shape == judged.shape == closes.shape or held.ndim != 1 or horizon < 1:
        raise ValueError("held, judged and closes must be of the same days, horizon at least 1")
    ahead = np.full(len(closes), np.nan)
    ahead[:-horizon] = closes[horizon:] / closes[:-horizon] - 1.0
    over = judged & ~np.isnan(ahead)
    starts = episode_starts(held, horizon)
    starts = starts[over[starts]]
    usual, change = ahead[over], ahead[starts]
    falls = int((change < 0).sum())
    return Followed(
        horizon, starts, change, _median(change), falls,
        exact_interval(falls, len(change), CONFIDENCE),
        _median(usual), float((usual < 0).mean()) if usual.size else float("nan"), len(usual),
        _placebo(over, ahead, starts),
    )  # fmt: skip


def episode_starts(held: BoolArray, apart: int) -> IntArray:
    """The first days of the episodes; what begins less than `apart` days after one ends is in it.

    returns  rows, the earliest first
    """
    days = np.flatnonzero(held)
    if not days.size:
        return days
    new = np.diff(days) > apart
    starts: IntArray = days[np.concatenate([[True], new])]
    return starts


def _placebo(over: BoolArray, ahead: Array, starts: IntArray) -> float:
    """Share of shifts of the starts round the usable days whose median is at least as far off."""
    if not starts.size:
        return float("nan")
    usual = ahead[over]
    place = np.searchsorted(np.flatnonzero(over), starts)
    shifted = (place + np.arange(len(usual))[:, None]) % len(usual)
    off = np.abs(np.median(usual[shifted], axis=1) - np.median(usual))
    return float((off >= off[0] - 1e-12).mean())


def _median(values: Array) -> float:
    return float(np.median(values)) if values.size else float("nan")
