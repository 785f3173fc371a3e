"""The record of a condition: was it met at past lows, and did lows hold once it was met.

Necessity and sufficiency are two questions. A low here is the lowest close of an episode that has
ended (a new highest close came), at least a fifth under the close it began with. Necessity: of the
lows at which the answer is known, how many saw the condition met on the day or within the thirty
days before. Its placebo is the share of all days in those falls that saw the same. Sufficiency: on
the first day of each episode on which it was met, was the low in, that is, did no close of the next
180 days go under the lowest so far. Its placebo is the share of all days in drawdown on which it
was.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.forecast.protocol import DEPTH, last_highest, lowest_since
from engine.numeric.arguments import Array, BoolArray, IntArray
from engine.numeric.proportion import exact_interval
from kb.frozen import dataclass

WITHIN = 30
HELD_FOR = 180
CONFIDENCE = 0.90


@dataclass(frozen=True)
class Count:
    """So many of so many, with an exact interval and the rate on days taken without looking.

    met, known     occasions met, and occasions at which it is known
    interval       90 %, Clopper and Pearson's
    placebo        the same rate over all days in drawdown; None where it is known on none
    """

    met: int
    known: int
    interval: tuple[float, float]
    placebo: float | None


@dataclass(frozen=True)
class ConditionRecord:
    """Necessity and sufficiency of one condition."""

    necessary: Count
    sufficient: Count


def condition_record(met: Array, closes: Array) -> ConditionRecord:
    """The record of one condition over a history.

    met        1, 0 or NaN a day, shape (days,)
    closes     USD a coin, no day missing after the first, shape (days,)
    returns    necessity and sufficiency with their placebos
    raises     nothing
    source     the module; Clopper & Pearson 1934 for the intervals
    """
    episode, lowest, deep = episodes(closes)
    lately = _lately(met)
    at_lows = lately[past_lows(closes)]
    held = _held(closes, lowest)
    were_met = np.flatnonzero(deep & (met == 1.0))
    firsts = were_met[np.unique(episode[were_met], return_index=True)[1]]
    ended = deep & (episode < episode.max(initial=0))
    return ConditionRecord(
        necessary=_count(at_lows, lately[ended]),
        sufficient=_count(held[firsts], held[deep]),
    )


def episodes(closes: Array) -> tuple[IntArray, Array, BoolArray]:
    """For each day: when its episode began, the lowest close of it so far, whether it is deep.

    closes     USD a coin, shape (days,)
    returns    (began, lowest, a fifth or more under the highest close), each of shape (days,)
    raises     nothing
    source     the protocol
    """
    peak, began = np.fmax.accumulate(closes), last_highest(closes)
    return began, lowest_since(closes, began), closes <= (1.0 - DEPTH) * peak


def past_lows(closes: Array) -> IntArray:
    """The days of the lows of all episodes that have ended and went a fifth down.

    closes     USD a coin, shape (days,)
    returns    indices, oldest first
    raises     nothing
    source     the module
    """
    began, _, deep = episodes(closes)
    starts = set(began[deep].tolist()) - {int(began.max(initial=0))}  # np.unique imports numpy.ma
    days = ((start, int(np.searchsorted(began, start, "right"))) for start in sorted(starts))
    return np.array([a + np.nanargmin(closes[a:b]) for a, b in days], dtype=np.int64)


def _count(occasions: Array, everywhere: Array) -> Count:
    known = occasions[~np.isnan(occasions)]
    met, number = int(known.sum()), len(known)
    days = everywhere[~np.isnan(everywhere)]
    placebo = float(days.mean()) if len(days) else None
    return Count(met, number, exact_interval(met, number, CONFIDENCE), placebo)


def _lately(met: Array) -> Array:
    """1 where it was met on the day or within the days before, 0 where it is known not to be."""
    padded = np.concatenate([np.full(WITHIN, np.nan), met])
    windows = sliding_window_view(padded, WITHIN + 1)
    ever, unknown = (windows == 1.0).any(axis=1), np.isnan(windows).any(axis=1)
    return np.where(ever, 1.0, np.where(unknown, np.nan, 0.0))


def _held(closes: Array, lowest: Array) -> Array:
    """1 where no close of the next half-year goes under the lowest so far; NaN where it is open."""
    held = np.full(len(closes), np.nan)
    if len(closes) > HELD_FOR:
        ahead = sliding_window_view(closes[1:], HELD_FOR).min(axis=1)
        held[: len(ahead)] = ahead >= lowest[: len(ahead)]
    return held
