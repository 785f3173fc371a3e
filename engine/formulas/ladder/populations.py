"""Populations: open interest bar by bar comes in; what was forced, opened and is held goes out.

A population is everybody at one leverage on one price path. It holds all of the open interest Q_t
at the end of each bar: every contract has a long and a short side, so no side is guessed. In a bar
the positions whose liquidation price is reached are forced out; of the rest what Q has shrunk by
closes pro rata, and the share `turnover` closes and opens again; what then is missing to Q_t is
opened at the bar's close. So Q_t = Q_{t−1} − forced_t − closed_t + opened_t, coin for coin.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.numeric.arguments import Array, IntArray

# Below this a running product of survival is folded into the cohorts, before it can underflow.
SMALL = 1e-100


class Held(NamedTuple):
    """What happened to the populations, each array of shape (bars, populations), in coins.

    forced    liquidated in each bar
    opened    opened at the close of each bar
    held      still open after the last bar, by the bar it was opened in
    """

    forced: Array
    opened: Array
    held: Array


def run(open_interest: Array, death: IntArray, turnover: Array) -> Held:
    """Walk the bars once: Q_t = kept_t + opened_t, kept_t = (1 − τ)·min(Q_{t−1} − forced_t, Q_t).

    Cohorts are kept divided by the survival of their population since the first bar, so that a
    pro-rata closing is one product for the population and not one for every cohort.

    open_interest    Q, coins at the end of each bar, shape (bars, populations), ≥ 0
    death            bar in which what is opened in each bar is liquidated, same shape
    turnover         τ in [0, 1], share of positions renewed in each bar, shape (populations,)
    returns          Held
    raises           nothing: the callers check
    source           accounting identity of open interest; pro rata because nobody knows who closes
    """
    bars, lanes = open_interest.shape
    order = np.argsort(death.ravel(), kind="stable")
    lane = order % lanes
    ends = np.cumsum(np.bincount(death.ravel(), minlength=bars + 1))
    forced, opened = np.zeros((2, bars, lanes))
    cohorts = np.zeros(bars * lanes)
    alive, before = np.ones(lanes), np.zeros(lanes)
    for t in range(bars):
        dying = slice(ends[t - 1] if t else 0, ends[t])
        sold = np.bincount(lane[dying], cohorts[order[dying]], minlength=lanes) * alive
        np.minimum(sold, before, out=forced[t])
        left = before - forced[t]
        kept = (1.0 - turnover) * np.minimum(left, open_interest[t])
        alive *= np.divide(kept, left, out=np.zeros(lanes), where=left > 0.0)
        _fold(cohorts[: t * lanes].reshape(t, lanes), alive)
        before = open_interest[t]
        opened[t] = before - kept
        cohorts[t * lanes : (t + 1) * lanes] = opened[t] / alive
    held = np.where(death == bars, cohorts.reshape(bars, lanes) * alive, 0.0)
    return Held(forced, opened, held)


def _fold(cohorts: Array, alive: Array) -> None:
    """Carry survivals that have become too small, or nothing, over into the cohorts themselves."""
    small = np.flatnonzero(alive < SMALL)
    if small.size:
        cohorts[:, small] *= alive[small]
        alive[small] = 1.0
