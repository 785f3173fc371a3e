"""Where a value stands in its own past, in words, and its last months as a sparkline."""

from __future__ import annotations

import numpy as np

from engine.briefing.front.gauges import ENOUGH, SHOWN, Floats

EXTREMES = 5
"""Ranks from an end of the past that are told as such."""
WHOLE = 0.97
"""Of a past, the part from which it counts as known from its beginning."""
YEAR = 365
WEEK = 7
BLOCKS = "▁▂▃▄▅▆▇█"


def place_of(past: Floats, value: float, low: str = "lowest") -> str:
    """Its rank near an end of its past, else its percentile; "" in a short or flat past.

    A percentile is the share of the values of the past, today's among them, that are no higher.

    low  the word for the lowest of such values
    """
    known = past[np.isfinite(past)]
    if len(known) < ENOUGH or known.min() == known.max():
        return ""
    over, under = int((known > value).sum()), int((known < value).sum())
    time = _since(past)
    if min(over, under) < EXTREMES and len(known) - over - under <= 1:
        end, rank = ("highest", over) if over < under else (low, under)
        return f"{_ordinal(rank)}{end}{time}"
    share = round(100 * float(np.mean(known <= value)))
    return f"{_th(min(max(share, 1), 99))} {'pct.' if time else 'percentile'}{time}"


def under_high(past: Floats) -> float | None:
    """How far the last value is under the highest of its year, as a share; None where unknown."""
    year = past[-YEAR:]
    known = year[np.isfinite(year)]
    return None if len(known) < ENOUGH else float(1.0 - known[-1] / known.max())


def _ordinal(rank: int) -> str:
    return "" if rank == 0 else f"{_th(rank + 1)} "


def _th(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _since(past: Floats) -> str:
    """Of how many months, where the past that is known is no whole one; "" where it is."""
    days = len(past) - int(np.flatnonzero(np.isfinite(past))[0])
    whole = days >= WHOLE * len(past)
    return "" if whole else f", {round(days / YEAR * 12)} months"


def weeks(shown: Floats) -> list[float]:
    """The last value of each of thirteen weeks, oldest first, NaN where there is none."""
    ends = []
    for week in shown[-SHOWN:].reshape(-1, WEEK):
        known = week[np.isfinite(week)]
        ends.append(float(known[-1]) if len(known) else float("nan"))
    return ends


def spark(shown: Floats) -> str:
    """The weeks as blocks between their lowest and highest; "" where less than half is known."""
    ends = np.array(weeks(shown))
    known = ends[np.isfinite(ends)]
    if len(known) <= len(ends) / 2:
        return ""
    low, high = known.min(), known.max()
    if high == low:
        return ""
    steps = np.round((ends - low) / (high - low) * (len(BLOCKS) - 1))
    return "".join(" " if np.isnan(step) else BLOCKS[int(step)] for step in steps)
