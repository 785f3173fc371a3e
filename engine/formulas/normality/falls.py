"""Falls after rises: closes come in; how often a fall followed a rise in this history goes out.

Rises that do not overlap are few, so their number and the interval stand beside the share, and so
does how often such a fall comes in any stretch as long: one that comes in most stretches needs no
rise to explain it. Nothing here is drawn at random: every day of the history is tried.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from engine.formulas.normality.cases import cases
from engine.formulas.normality.lowest import Lowest
from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    POSITIVE,
    PROBABILITY,
    Arg,
    Array,
    BoolArray,
    IntArray,
    Out,
    whole_days,
)
from engine.numeric.histories import carried, each_row
from engine.numeric.proportion import interval

Days = Annotated[Array, Arg("day", AT_LEAST_ONE, "day count; a part of a day is dropped")]


class Falls(NamedTuple):
    """How often a fall came after rises, and whatever the price had done before."""

    base_rate: Annotated[Array, Out("ratio", "share of all days within h of which it came")]
    rises: Annotated[Array, Out("ratio", "N, cases that do not overlap and whose h days are over")]
    share: Annotated[Array, Out("ratio", "k/N, of the rises it followed; none without a rise")]
    low: Annotated[Array, Out("ratio", "lower end of the exact interval; 0 without a rise")]
    high: Annotated[Array, Out("ratio", "upper end; 1 without a rise")]
    placebo: Annotated[Array, Out("ratio", "#{δ: k_δ ≥ k}/#δ over starts moved; none without one")]


@formula("normality.falls_after_rises")
def falls_after_rises(
    prices: Annotated[
        Array, Arg("USD/coin[]", POSITIVE, "P; a missing close is the one before it")
    ],
    rise: Annotated[Array, Arg("ratio", POSITIVE, "g, from the lowest close of the n days before")],
    rise_days: Days,
    fall: Annotated[Array, Arg("ratio", PROBABILITY, "f, from the highest close since the start")],
    fall_days: Days,
    confidence: Annotated[Array, Arg("ratio", PROBABILITY, "of the two-sided interval")],
) -> Falls:
    """Share of rises of g within n days that a fall of f within h days followed, k/N.

    Beside it the share of all days that such a fall followed, whatever had gone before: stretches
    overlap there, so it is a mean over every start and not so many cases. The interval is that with
    P(X ≥ k | low) = P(X ≤ k | high) = (1 − confidence)/2. The placebo is the chance of as many
    falls after starts moved round the history together: they keep their distances and lose their
    rises. Small, it says that the rises tell something of the falls; large, that such falls come
    anyway.

    source    counting; Clopper & Pearson 1934; circular shifts, as placebo dates
    """
    base_rate, rises, falls, placebo = each_row(
        _counts,
        lambda row: Lowest(carried(row)),
        prices,
        fields=4,
        rise=rise,
        rise_days=whole_days(rise_days),
        fall=fall,
        fall_days=whole_days(fall_days),
    )
    share = np.divide(falls, rises, out=np.full(rises.shape, np.nan), where=rises > 0.0)
    return Falls(base_rate, rises, share, *interval(falls, rises, confidence), placebo)


def _counts(
    lowest: Lowest, rise: float, rise_days: float, fall: float, fall_days: float
) -> tuple[float, ...]:
    found = cases(lowest, rise, int(rise_days), fall, int(fall_days))
    base_rate = float(found.anytime.mean()) if found.anytime.size else float("nan")
    placebo = _placebo(found.start, found.anytime)
    return base_rate, float(found.start.size), float(found.fell.sum()), placebo


def _placebo(starts: IntArray, anytime: BoolArray) -> float:
    if not starts.size:
        return float("nan")
    round_, days = np.concatenate([anytime, anytime]).astype(np.int64), anytime.size
    moved = sum(round_[day : day + days] for day in starts.tolist())
    return float((moved >= anytime[starts].sum()).mean())
