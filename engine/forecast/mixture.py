"""The forecast: the laws and what they have lost come in, one law for each case goes out.

The laws are mixed, not their quantiles. Their weights start where other assets put them, beside a
share that the plain walk always has, and move, horizon by horizon, by what each law has lost on
cases that had ended: w ∝ w·e^(−η·loss), the loss being CRPS in units of σ·√(H/365). Overlapping
weeks count once, a case 7/H. After each case a share α goes back to the start, so that what was
learned is forgotten over some four years. The regret is bounded: were outcomes known at once and
nothing forgotten, the mixture would have lost no more than the best law did and ln(1/w₀)/η, w₀ that
law's start, as long as laws differ over less than 1/(2η·7/H) standard deviations: 3.2 at 90 days.
"""

from __future__ import annotations

import numpy as np

from engine.forecast import pooled
from engine.forecast.laws import GRID, all_laws, settled
from engine.forecast.protocol import HORIZONS, LEVELS, Cases
from engine.forecast.random_walk import CLOSES_A_YEAR
from engine.numeric.arguments import Array

RATE = 2.0
FORGOTTEN = 0.005
START: Array = np.array(pooled.WEIGHTS) / np.sum(pooled.WEIGHTS, axis=1, keepdims=True)
WIDTHS: Array = np.gradient(GRID)


def unit(volatility: Array) -> Array:
    """σ·√(H/365), the standard deviation of each horizon, shape (n, 3)."""
    return volatility[:, np.newaxis] * np.sqrt(np.array(HORIZONS) / CLOSES_A_YEAR)


def losses(laws: Array, outcome: Array) -> Array:
    """CRPS of laws at `GRID`: ∫ (F(z) − 1{z ≥ y})² dz.

    laws       probability at `GRID`, shape (..., n, 3, places)
    outcome    y in units of the grid, shape (n, 3), NaN where it is not in
    returns    shape (..., n, 3), NaN where the outcome is
    raises     nothing
    source     Matheson & Winkler 1976
    """
    inside = np.clip(outcome, GRID[0], GRID[-1])[..., np.newaxis]
    off = laws - (inside <= GRID)
    lost = np.einsum("...g,...g,g->...", off, off, WIDTHS.astype(np.float32), optimize=False)
    return np.where(np.isnan(outcome), np.nan, lost)


def weights(asked: Cases, lost: Array) -> Array:
    """The weights of the laws on the day of each case.

    asked      the cases, oldest first
    lost       what each law lost on each case, shape (laws, n, 3), NaN where open
    returns    shape (n, 3, laws), adding up to 1
    raises     nothing
    source     Herbster & Warmuth 1998, fixed share; V'yugin & Trunov 2019 for CRPS
    """
    told = np.empty((len(asked), *START.shape))
    for horizon, days in enumerate(HORIZONS):
        kept = np.exp(-RATE * 7.0 / days * np.nan_to_num(lost[:, :, horizon].T))
        now, seen, start = START[horizon], 0, START[horizon]
        for case, ended in enumerate(asked.ended(horizon)):
            for each in kept[seen:ended]:
                moved = now * each
                now = (1.0 - FORGOTTEN) * moved / moved.sum() + FORGOTTEN * start
            seen = max(seen, int(ended))
            told[case, horizon] = now
    return told


def mixed(asked: Cases, volatility: Array) -> tuple[Array, Array]:
    """The forecast at `LEVELS` for each case, and the weights of the laws in it.

    asked         the cases, oldest first
    volatility    σ of the past year, annual, shape (n,), > 0
    returns       X, shape (n, 3, 99), and the share of each law, shape (n, 3, laws), what is still
                  the plain walk near a fresh low counted as that
    raises        nothing
    source        the module
    """
    laws = all_laws(asked, volatility)
    moved = weights(asked, losses(laws, asked.outcome / unit(volatility)))
    together = np.einsum("knhg,nhk->nhg", laws, moved, optimize=False)
    shares = moved * settled(asked)[:, np.newaxis, np.newaxis]
    shares[..., 0] = 1.0 - shares[..., 1:].sum(axis=-1)
    return quantiles(together, volatility), shares


def quantiles(law: Array, volatility: Array) -> Array:
    """Quantiles at `LEVELS` of laws at `GRID`, linear between its places.

    law           shape (n, 3, places), rising along the last axis
    volatility    σ, shape (n,)
    returns       X, shape (n, 3, 99), a longer horizon nowhere above a shorter one
    raises        nothing
    source        the lowest close of more days cannot be higher
    """
    rows = np.maximum.accumulate(law.reshape(-1, len(GRID)), axis=1).astype(np.float64)
    row = np.arange(len(rows))[:, np.newaxis]
    found = np.searchsorted((rows + 2.0 * row).ravel(), LEVELS + 2.0 * row)
    above = np.clip(found - row * len(GRID), 1, len(GRID) - 1)
    low, high = (np.take_along_axis(rows, above - side, axis=1) for side in (1, 0))
    share = np.clip((LEVELS - low) / np.maximum(high - low, 1e-12), 0.0, 1.0)
    place = GRID[above - 1] + share * (GRID[above] - GRID[above - 1])
    told = place.reshape(*law.shape[:2], len(LEVELS)) * unit(volatility)[..., np.newaxis]
    return np.asarray(np.minimum.accumulate(told, axis=-2))
