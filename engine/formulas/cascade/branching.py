"""Branching: counts of forced sales come in, the share of them set off by others goes out.

The cascade counted in events instead of dollars. Counts must come from a complete feed: one that
drops events to one a second has no clustering left to measure.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, Array, checked, inside

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Branching(NamedTuple):
    """A branching ratio and how far chance may have moved it.

    ratio             n in [0, 1), the share of events set off by others; NaN without events
    standard_error    of the ratio before it is held at 0; NaN where it cannot be told
    """

    ratio: Array
    standard_error: Array


@formula("cascade.branching_ratio", returns="ratio", mean="ratio", variance="ratio")
def branching_ratio(mean: Array | float, variance: Array | float) -> Array:
    """Branching ratio from counts in long windows, n = 1 − sqrt(mean/variance), at least 0.

    Clusters with sizes by Borel's law of mean 1/(1 − n), begun at an even rate, make the variance
    1/(1 − n)² times the mean. A rate that varies by itself raises the variance too: the ratio is
    then an upper bound.

    mean        of the counts per window, > 0
    variance    of the counts per window, broadcasts, > 0; windows far longer than a cascade
    returns     n in [0, 1), the broadcast shape; 0 where counts vary no more than Poisson's
    raises      ValueError naming the argument and index that is out of range
    source      Hardiman & Bouchaud 2014, Phys. Rev. E 90, 062807
    """
    mean, variance = inside(mean=(mean, POSITIVE), variance=(variance, POSITIVE))
    return (1.0 - np.sqrt(mean / variance)).clip(min=0.0)


def branching_of_counts(counts: ArrayLike, complete_feed: bool, blocks: int = 10) -> Branching:
    """Branching ratio from the counts themselves, with a standard error from blocks of windows.

    n = 1 − sqrt(mean/variance). The error is the jackknife's: the spread of the ratio as each of
    the blocks, consecutive windows in one piece, is left out in turn.

    counts           events per window, shape (..., windows), ≥ 0; windows of one length, far longer
                     than a cascade, in order of time
    complete_feed    whether the feed reports every event; one a second at most is not complete
    blocks           into how many blocks the windows are cut, ≥ 2
    returns          Branching of shape (...)
    raises           ValueError for a feed that is not complete, for fewer than two windows a block,
                     or naming the index that is out of range
    source           `branching_ratio`; the block jackknife of Künsch 1989
    """
    if not complete_feed:
        raise ValueError("complete_feed is False: a throttled feed has lost the clustering")
    events = checked("counts", counts, NON_NEGATIVE)
    windows = events.shape[-1] if events.ndim else 0
    if blocks < 2 or windows < 2 * blocks:
        raise ValueError(
            f"blocks is {blocks} for {windows} windows: give at least 2 blocks of 2 windows"
        )
    edges = np.linspace(0, windows, blocks + 1).astype(np.int64)
    left_out = np.stack([_ratio(np.delete(events, np.s_[a:b], -1)) for a, b in pairwise(edges)])
    spread = (left_out - left_out.mean(axis=0)) ** 2
    error = np.sqrt((blocks - 1) / blocks * spread.sum(axis=0))
    return Branching(np.maximum(_ratio(events), 0.0), error)


@formula("cascade.critical_leverage", returns="x", impact="ratio")
def critical_leverage(impact: Array | float) -> Array:
    """Leverage above which leaving a position wipes out its equity, 3/(2·I).

    For square-root impact and a full exit: the average loss is ⅔ of I, the move that selling all of
    the position makes, and it takes the equity 1/l at l = 3/(2·I).

    impact     I, > 0
    returns    leverage, same shape
    raises     ValueError naming the index that is out of range
    source     Caccioli, Bouchaud & Farmer 2012, arXiv 1204.0922
    """
    (impact,) = inside(impact=(impact, POSITIVE))
    return 1.5 / impact


def _ratio(counts: Array) -> Array:
    """1 − sqrt(mean/variance) over the last axis, NaN without events or without any variance."""
    variance = counts.var(axis=-1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = 1.0 - np.sqrt(counts.mean(axis=-1) / variance)
    return np.where(variance > 0.0, ratio, np.nan)
