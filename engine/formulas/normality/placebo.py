"""Placebo: how often a fall comes without the rise before it, from the same history.

A fall that comes in most stretches of a year needs no rise to explain it. Nothing here is drawn at
random: every day of the history is tried.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.normality.cases import Cases, each_history, fell_within
from engine.formulas.normality.lowest import Lowest
from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    POSITIVE,
    PROBABILITY,
    Array,
    checked,
    whole_days,
)
from engine.numeric.histories import carried, each_row, history


@formula(
    "normality.falls_base_rate",
    returns="ratio",
    prices="USD/coin[]",
    fall="ratio",
    fall_days="day",
)
def falls_base_rate(prices: Array, fall: Array, fall_days: Array) -> Array:
    """Share of all days within h of which a fall of f came, whatever the price had done before.

    Stretches overlap: it is a mean over every start, not so many cases.

    prices       P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    fall         f, simple, from the highest close since the start, strictly between 0 and 1
    fall_days    h, day count, ≥ 1; a part of a day is dropped
    returns      in [0, 1], the leading shape; NaN where the history is no longer than h
    raises       ValueError naming the argument and index that is out of range
    source       counting
    """

    def of_row(lowest: Lowest, deep: float, days: float) -> float:
        over = max(0, lowest.closes.size - int(days))
        anytime = fell_within(lowest, deep, int(days))[:over]
        return float(anytime.mean()) if over else float("nan")

    return each_row(
        of_row,
        lambda row: Lowest(carried(row)),
        history("prices", prices, POSITIVE),
        fall=checked("fall", fall, PROBABILITY),
        fall_days=whole_days(checked("fall_days", fall_days, AT_LEAST_ONE)),
    )


@formula(
    "normality.falls_after_rises_placebo",
    returns="ratio",
    prices="USD/coin[]",
    rise="ratio",
    rise_days="day",
    fall="ratio",
    fall_days="day",
)
def falls_after_rises_placebo(
    prices: Array, rise: Array, rise_days: Array, fall: Array, fall_days: Array
) -> Array:
    """Chance of as many falls after starts moved round the history together, #{δ: k_δ ≥ k}/#δ.

    The starts keep their distances and lose their rises. A small chance says that the rises tell
    something of the falls; a large one, that such falls come anyway.

    prices       P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    rise         g, simple, > 0, as in `falls_after_rises`
    rise_days    n, day count, ≥ 1; a part of a day is dropped
    fall         f, simple, strictly between 0 and 1
    fall_days    h, day count, ≥ 1, likewise
    returns      in (0, 1], the leading shape; NaN without a case
    raises       ValueError naming the argument and index that is out of range
    source       circular shifts, as placebo dates
    """
    return each_history(_placebo, prices, rise, rise_days, fall, fall_days)


def _placebo(found: Cases) -> float:
    if not found.start.size:
        return float("nan")
    moved = sum(np.roll(found.anytime, -int(day)).astype(np.int64) for day in found.start)
    return float((moved >= found.fell.sum()).mean())
