"""Co-movement: the histories of two yields or rates come in, their correlation goes out.

Tokyo closes half a day before New York, so changes over one day understate how two bonds move
together; over a week it hardly matters. Changes do not overlap: each is one case of the interval,
and those of other decades count as much as last month's. Correlation names no cause.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    FINITE,
    PROBABILITY,
    Arg,
    Array,
    Out,
    broadcast,
    upper_end,
    whole_days,
)
from engine.numeric.histories import each_row
from engine.numeric.normal import normal_quantile

FEWEST = 4  # Fisher's variance is 1/(n − 3)

Yields = Annotated[Array, Arg("ratio[]", FINITE, "yields a year; a missing day was not quoted")]


class CoMovement(NamedTuple):
    """How two yields moved together, with the interval that their few changes leave."""

    correlation: Annotated[Array, Out("ratio", "r, in [−1, 1]; none with fewer than 4 changes")]
    changes: Annotated[Array, Out("ratio", "n, the changes that were correlated")]
    low: Annotated[Array, Out("ratio", "lower end of the interval")]
    high: Annotated[Array, Out("ratio", "upper end of the interval")]


@formula("japan.co_movement")
def co_movement(
    first: Yields,
    second: Yields,
    days: Annotated[Array, Arg("day", AT_LEAST_ONE, "d, of a change; 7 keeps the day of the week")],
    confidence: Annotated[Array, Arg("ratio", PROBABILITY, "of the two-sided interval")],
) -> CoMovement:
    """Correlation of changes over d days that do not overlap, r = cov(Δ₁, Δ₂)/(σ₁σ₂).

    The days are counted back from the last one on which both were quoted; a part of a day is
    dropped. A change counts where both ends were quoted on both sides: a holiday costs the two
    changes beside it. There is no r where one side never changed. The interval is
    tanh(artanh r ± z/√(n − 3)), for changes that are normal and independent of each other in time.

    source    Pearson 1896; Fisher 1921
    """
    pair = np.concatenate(broadcast(first=first, second=second), axis=-1)
    length = whole_days(days)
    r, n = each_row(_moved, lambda row: row.reshape(2, -1), pair, fields=2, days=length)
    low, high = (correlation_end(r, n, confidence, side) for side in (-1.0, 1.0))
    return CoMovement(r, n, low, high)


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


def _moved(pair: Array, days: float) -> tuple[float, float]:
    """The correlation of the changes of two sides, and how many there are."""
    changes = _changes(pair, int(days))
    return _correlation(changes), float(changes.shape[1])


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
