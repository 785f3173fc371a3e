"""Reproduction along a fall: a cascade comes in, R at the places it passes goes out.

R(u) = φ·F′(u)/(W·A′(u)) is the forced selling that the next dollar absorbed brings. It changes on
the way down: fuel runs out, and the book thickens or thins. A stop is a first crossing, not the
place where R falls below 1; but at a stop R is at most 1, or the fall would have gone on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.formulas.cascade.crossing import same_grid
from engine.formulas.cascade.curves import Curve
from engine.formulas.cascade.scenario import Scenario, on_pages
from engine.formulas.cascade.stop import stop_of
from engine.numeric.arguments import POSITIVE_SHARE, SHARE, Array, inside

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@on_pages("cascade.reproduction_at_start", returns="ratio")
def reproduction_at_start(of: Scenario) -> Array:
    """Reproduction number where the shock alone ends, R(u0) = φ·F′(u0)/(W·A′(u0)).

    R(u) = φ·L·e^(−L·u/B)·(d/κ)·(u/d)^(1−κ) / (W·D). From here on the fall is forced.

    arguments    as `scenario.Scenario`
    returns      R, dimensionless, ≥ 0, the broadcast shape; NaN beyond `DEEPEST`, and at no fall
                 where the book begins with a slope of nothing (κ > 1)
    raises       ValueError naming the argument and index that is out of range
    source       as `cascade.reproduction_number`
    """
    return _reproduction(of, of.fall_for(of.shock))


@on_pages("cascade.highest_reproduction", returns="ratio")
def highest_reproduction(of: Scenario) -> Array:
    """Highest reproduction number on the way down, max of R(u) over u0 ≤ u ≤ u*.

    For κ ≥ 1 it is R(u0): fuel runs out and the book thickens. For κ < 1 the book thins with
    distance, and R rises until u = (1 − κ)·B/L.

    arguments    as `scenario.Scenario`
    returns      R, dimensionless, ≥ 0, the broadcast shape; NaN where nothing stops the fall, and
                 at no fall where the book begins with a slope of nothing (κ > 1)
    raises       ValueError naming the argument and index that is out of range
    source       as `cascade.reproduction_number`
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        peak = np.where(of.forced_slope > 0.0, of.fuel / of.forced_slope, 0.0)
    peak *= np.maximum(1.0 - of.exponent, 0.0)
    start, stop = of.fall_for(of.shock), stop_of(of)
    return _reproduction(of, np.clip(peak, start, stop))


@on_pages("cascade.reproduction_at_stop", returns="ratio")
def reproduction_at_stop(of: Scenario) -> Array:
    """Reproduction number where the cascade stops, R(u*) = φ·F′(u*)/(W·A′(u*)), at most 1.

    The next sale at the stop is multiplied by 1/(1 − R(u*)).

    arguments    as `scenario.Scenario`
    returns      R, dimensionless, in [0, 1], the broadcast shape; NaN where nothing stops the fall,
                 and at no fall where the book begins with a slope of nothing (κ > 1)
    raises       ValueError naming the argument and index that is out of range
    source       as `cascade.reproduction_number`
    """
    return _reproduction(of, stop_of(of))


def reproduction_along(
    absorption: Curve,
    forced: Curve,
    withdrawal: ArrayLike = 1.0,
    share_reaching_book: ArrayLike = 1.0,
) -> Array:
    """Reproduction number in every cell between two levels, R_k = φ·ΔF_k / (W·ΔA_k).

    Both curves are straight within a cell, so R is one number there; at a jump, two equal levels,
    it compares the dollars of the two jumps.

    absorption             A, USD, curve of shape (..., levels)
    forced                 F, USD, curve on the same clock and levels, shape (..., levels)
    withdrawal             W in (0, 1], broadcasts with the curves' leading shape
    share_reaching_book    φ in [0, 1], broadcasts likewise
    returns                R, dimensionless, ≥ 0, shape (..., levels − 1); NaN in a cell where the
                           book takes nothing: whatever is sold there falls through to the next
    raises                 ValueError for curves of two clocks or of different levels, or naming the
                           argument and index that is out of range
    source                 as `cascade.reproduction_number`
    """
    same_grid(absorption, forced)
    w, phi = inside(
        withdrawal=(withdrawal, POSITIVE_SHARE), share_reaching_book=(share_reaching_book, SHARE)
    )
    sold = phi[..., np.newaxis] * np.diff(forced.amounts, axis=-1)
    taken = w[..., np.newaxis] * np.diff(absorption.amounts, axis=-1)
    sold, taken = np.broadcast_arrays(sold, taken)
    along: Array = np.divide(sold, taken, out=np.full(sold.shape, np.nan), where=taken > 0.0)
    return along


def _reproduction(of: Scenario, fall: Array) -> Array:
    """R at a log fall, NaN where it is infinite."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        left = np.where(of.fuel > 0.0, np.exp(-of.forced_slope * fall / of.fuel), 0.0)
        thinning = (fall / of.depth_at) ** (1.0 - of.exponent)
        taken = of.withdrawal * of.depth * of.exponent / of.depth_at
        r = of.share_reaching_book * of.forced_slope * left * thinning / taken
    return np.where(np.isfinite(r) & ~np.isnan(fall), r, np.nan)
