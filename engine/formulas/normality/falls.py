"""Falls after rises: closes come in; how often a fall followed a rise in this history goes out.

Rises that do not overlap are few: their number and the interval are formulas of their own, and so
is how often such a fall comes in any stretch as long (`placebo`).
"""

from __future__ import annotations

from engine.formulas.normality.cases import Cases, each_history
from engine.formulas.normality.proportion import interval
from engine.formulas.register import formula
from engine.numeric.arguments import Array


@formula(
    "normality.falls_after_rises",
    returns="ratio",
    prices="USD/coin[]",
    rise="ratio",
    rise_days="day",
    fall="ratio",
    fall_days="day",
)
def falls_after_rises(
    prices: Array, rise: Array, rise_days: Array, fall: Array, fall_days: Array
) -> Array:
    """Share of rises of g within n days that a fall of f within h days followed, k/N.

    prices       P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    rise         g, simple, from the lowest close of the n days before (200 % is 2), > 0
    rise_days    n, day count, ≥ 1; a part of a day is dropped
    fall         f, simple, from the highest close since the start, strictly between 0 and 1
    fall_days    h, day count, ≥ 1, likewise
    returns      in [0, 1], the leading shape; NaN without a case
    raises       ValueError naming the argument and index that is out of range
    source       counting; N is `normality.falls_after_rises_count`
    """
    return each_history(_share, prices, rise, rise_days, fall, fall_days)


@formula(
    "normality.falls_after_rises_count",
    returns="ratio",
    prices="USD/coin[]",
    rise="ratio",
    rise_days="day",
    fall="ratio",
    fall_days="day",
)
def falls_after_rises_count(
    prices: Array, rise: Array, rise_days: Array, fall: Array, fall_days: Array
) -> Array:
    """Number of rises of g within n days whose h days are over and do not overlap, N.

    prices       P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    rise         g, simple, > 0, as in `falls_after_rises`
    rise_days    n, day count, ≥ 1; a part of a day is dropped
    fall         f, simple, strictly between 0 and 1
    fall_days    h, day count, ≥ 1, likewise
    returns      whole numbers, ≥ 0, the leading shape
    raises       ValueError naming the argument and index that is out of range
    source       counting
    """
    return each_history(
        lambda found: float(found.start.size), prices, rise, rise_days, fall, fall_days
    )


@formula(
    "normality.falls_after_rises_low",
    returns="ratio",
    prices="USD/coin[]",
    rise="ratio",
    rise_days="day",
    fall="ratio",
    fall_days="day",
    confidence="ratio",
)
def falls_after_rises_low(
    prices: Array, rise: Array, rise_days: Array, fall: Array, fall_days: Array, confidence: Array
) -> Array:
    """Lower end of the exact interval of `falls_after_rises`, P(X ≥ k | p, N) = (1 − confidence)/2.

    prices        P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    rise          g, simple, > 0, as in `falls_after_rises`
    rise_days     n, day count, ≥ 1; a part of a day is dropped
    fall          f, simple, strictly between 0 and 1
    fall_days     h, day count, ≥ 1, likewise
    confidence    of the two-sided interval, strictly between 0 and 1
    returns       in [0, 1], the leading shape; 0 without a case
    raises        ValueError naming the argument and index that is out of range
    source        Clopper & Pearson 1934
    """
    return _end(0, prices, rise, rise_days, fall, fall_days, confidence)


@formula(
    "normality.falls_after_rises_high",
    returns="ratio",
    prices="USD/coin[]",
    rise="ratio",
    rise_days="day",
    fall="ratio",
    fall_days="day",
    confidence="ratio",
)
def falls_after_rises_high(
    prices: Array, rise: Array, rise_days: Array, fall: Array, fall_days: Array, confidence: Array
) -> Array:
    """Upper end of the exact interval of `falls_after_rises`, P(X ≤ k | p, N) = (1 − confidence)/2.

    prices        P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    rise          g, simple, > 0, as in `falls_after_rises`
    rise_days     n, day count, ≥ 1; a part of a day is dropped
    fall          f, simple, strictly between 0 and 1
    fall_days     h, day count, ≥ 1, likewise
    confidence    of the two-sided interval, strictly between 0 and 1
    returns       in [0, 1], the leading shape; 1 without a case
    raises        ValueError naming the argument and index that is out of range
    source        Clopper & Pearson 1934
    """
    return _end(1, prices, rise, rise_days, fall, fall_days, confidence)


def _share(found: Cases) -> float:
    return float(found.fell.mean()) if found.fell.size else float("nan")


def _end(side: int, *given: Array) -> Array:
    *asked, confidence = given
    number = each_history(lambda found: float(found.fell.size), *asked)
    falls = each_history(lambda found: float(found.fell.sum()), *asked)
    return interval(falls, number, confidence)[side]
