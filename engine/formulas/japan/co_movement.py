"""Co-movement: the histories of two yields or rates come in, their correlation goes out.

Tokyo closes half a day before New York, so changes over one day understate how two bonds move
together; over a week it hardly matters. Changes do not overlap: each is one case of the interval,
and those of other decades count as much as last month's. Correlation names no cause.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    FINITE,
    Array,
    broadcast,
    checked,
    upper_end,
    whole_days,
)
from engine.numeric.histories import each_row, history, same_bars
from engine.numeric.normal import normal_quantile

FEWEST = 4  # Fisher's variance is 1/(n − 3)


@formula("japan.co_movement", returns="ratio", first="ratio[]", second="ratio[]", days="day")
def co_movement(first: Array, second: Array, days: Array) -> Array:
    """Correlation of changes over d days that do not overlap, r = cov(Δ₁, Δ₂)/(σ₁σ₂).

    The days are counted back from the last one on which both were quoted. A change counts where
    both ends were quoted on both sides: a holiday costs the two changes beside it.

    first      yields as a history, annual shares, shape (..., bars), NaN where none was quoted
    second     the other yields, of the same bars
    days       d, day count, ≥ 1, broadcasts with the leading shape; a part of a day is dropped; 7
               keeps to one day of the week
    returns    in [−1, 1], the leading shape; NaN with fewer than 4 changes, or where one side never
               changed
    raises     ValueError naming the argument and index that is out of range
    source     Pearson 1896
    """
    return _each(first, second, days, _correlation)


@formula("japan.co_movement_count", returns="ratio", first="ratio[]", second="ratio[]", days="day")
def co_movement_count(first: Array, second: Array, days: Array) -> Array:
    """Number of changes that `co_movement` correlates, n.

    first      yields as a history, annual shares, shape (..., bars), NaN where none was quoted
    second     the other yields, of the same bars
    days       d, day count, ≥ 1, as in `co_movement`
    returns    whole numbers, ≥ 0, the leading shape
    raises     ValueError naming the argument and index that is out of range
    source     as `co_movement`
    """
    return _each(first, second, days, lambda changes: float(changes.shape[1]))


@formula(
    "japan.co_movement_low",
    returns="ratio",
    first="ratio[]",
    second="ratio[]",
    days="day",
    confidence="ratio",
)
def co_movement_low(first: Array, second: Array, days: Array, confidence: Array) -> Array:
    """Lower end of the correlation's interval, tanh(artanh r − z/√(n − 3)).

    first         yields as a history, annual shares, shape (..., bars), NaN where none was quoted
    second        the other yields, of the same bars
    days          d, day count, ≥ 1, as in `co_movement`
    confidence    of the two-sided interval, strictly between 0 and 1
    returns       in [−1, 1], the leading shape; NaN where `co_movement` is
    raises        ValueError naming the argument and index that is out of range
    source        Fisher 1921; for changes that are normal and independent of each other in time
    """
    r, n = co_movement(first, second, days), co_movement_count(first, second, days)
    return correlation_end(r, n, confidence, -1.0)


@formula(
    "japan.co_movement_high",
    returns="ratio",
    first="ratio[]",
    second="ratio[]",
    days="day",
    confidence="ratio",
)
def co_movement_high(first: Array, second: Array, days: Array, confidence: Array) -> Array:
    """Upper end of the correlation's interval, tanh(artanh r + z/√(n − 3)).

    first         yields as a history, annual shares, shape (..., bars), NaN where none was quoted
    second        the other yields, of the same bars
    days          d, day count, ≥ 1, as in `co_movement`
    confidence    of the two-sided interval, strictly between 0 and 1
    returns       in [−1, 1], the leading shape; NaN where `co_movement` is
    raises        ValueError naming the argument and index that is out of range
    source        Fisher 1921; for changes that are normal and independent of each other in time
    """
    r, n = co_movement(first, second, days), co_movement_count(first, second, days)
    return correlation_end(r, n, confidence, 1.0)


def correlation_end(r: Array, n: Array, confidence: Array, side: float) -> Array:
    """One end of a correlation's interval, tanh(artanh r ± z/√(n − 3)).

    r             correlation, in [−1, 1] or NaN
    n             pairs, > 3 where r is a number
    confidence    of the two-sided interval, strictly between 0 and 1
    side          −1 for the lower end, 1 for the upper
    returns       in [−1, 1], the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        Fisher 1921
    """
    r, n, level = broadcast(r=np.asarray(r), n=np.asarray(n), confidence=upper_end(confidence))
    z = normal_quantile(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.tanh(np.arctanh(r) + side * z / np.sqrt(n - 3.0))


def _each(first: Array, second: Array, days: Array, measure: Callable[[Array], float]) -> Array:
    first, second = history("first", first, FINITE), history("second", second, FINITE)
    same_bars(first=first, second=second)
    first, second = broadcast(first=first, second=second)
    return each_row(
        lambda pair, d: measure(_changes(pair, int(d))),
        lambda row: row.reshape(2, -1),
        np.concatenate([first, second], axis=-1),
        days=whole_days(checked("days", days, AT_LEAST_ONE)),
    )


def _changes(pair: Array, days: int) -> Array:
    """Changes of both sides between days that lie d apart and were quoted, shape (2, n)."""
    quoted = np.flatnonzero(~np.isnan(pair).any(axis=0))
    if not quoted.size:
        return np.empty((2, 0))
    last = int(quoted[-1])
    changes = -np.diff(pair[:, last::-days], axis=1)
    return changes[:, ~np.isnan(changes).any(axis=0)]


def _correlation(changes: Array) -> float:
    if changes.shape[1] < FEWEST:
        return float("nan")
    centred = changes - changes.mean(axis=1, keepdims=True)
    size = np.sqrt((centred**2).sum(axis=1))
    if not size.all():
        return float("nan")
    return float(np.clip((centred[0] / size[0]) @ (centred[1] / size[1]), -1.0, 1.0))
