"""The waves of a cascade: a shock comes in, the dollars each round of forced sales adds go out.

For telling the story of a fall. Where it stops is never taken from the waves: near R = 1 they take
thousands of steps to get there, so `stop` and `crossing` find the place itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.formulas.cascade.crossing import first_crossing, same_grid
from engine.formulas.cascade.curves import Curve
from engine.formulas.cascade.scenario import Scenario, on_pages
from engine.formulas.cascade.stop import stop_of
from engine.numeric.arguments import Array, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

NEARLY = 0.99  # of the fall at the stop: where a story of waves may end
MOST = 10_000  # waves counted; a cascade that takes more is at R = 1 for every purpose


def waves(of: Scenario, count: int = 20) -> Array:
    """Dollars sold into the book by each successive wave: V0, then φ·(F(u_n) − F(u_{n−1})).

    u_n is the fall that the waves so far cause; they rise towards the stop from below.

    of         a scenario from `scenario.scenario`
    count      number of waves, whole, ≥ 1
    returns    USD, shape (count, ...), each row one wave; NaN once the fall is past `DEEPEST`
    raises     ValueError naming count when it is no whole number of at least 1
    source     as `cascade.total_fall`, read as an iteration
    """
    sold = [of.shock]
    for _ in range(whole("count", count) - 1):
        sold.append(of.sold(of.fall_for(sold[-1])))
    return np.diff(np.stack(sold), axis=0, prepend=0.0)


def waves_along(
    absorption: Curve,
    forced: Curve,
    shock: ArrayLike,
    withdrawal: ArrayLike = 1.0,
    share_reaching_book: ArrayLike = 1.0,
    count: int = 20,
) -> Array:
    """The same for curves of any form: V0, then φ·(F(u_n) − F(u_{n−1})) with u_n = A⁻¹(sold/W).

    Where the book jumps, the forced sales of the jump come in the proportion it is used up.

    absorption             A, USD, curve of shape (..., levels)
    forced                 F, USD, curve on the same clock and levels, shape (..., levels)
    shock                  V0, USD, broadcasts with the curves' leading shape, ≥ 0
    withdrawal             W in (0, 1], the share of normal depth still there
    share_reaching_book    φ in [0, 1], what insurance and auto-deleveraging leave to the book
    count                  number of waves, whole, ≥ 1
    returns                USD, shape (count, ...); NaN once the fall is past the last level
    raises                 ValueError as `crossing.first_crossing`, or naming count when it is no
                           whole number of at least 1
    source                 as `crossing.first_crossing`, read as an iteration
    """
    rounds = whole("count", count)
    same_grid(absorption, forced)
    first = first_crossing(absorption, forced, shock, withdrawal, share_reaching_book).fall
    v0, w, phi = (
        np.broadcast_to(np.asarray(number, dtype=np.float64), first.shape)
        for number in (shock, withdrawal, share_reaching_book)
    )
    sold = [v0]
    for _ in range(rounds - 1):
        sold.append(v0 + phi * _forced_by(absorption, forced, sold[-1], w))
    return np.diff(np.stack(sold), axis=0, prepend=0.0)


@on_pages("cascade.wave_count", returns="ratio")
def wave_count(of: Scenario) -> Array:
    """Waves until the fall is 99 % of the one at the stop, min{n : u_n ≥ 0.99·u*}.

    One wave is the shock alone. Near R = 1 the number grows as 1/(1 − R).

    arguments    as `scenario.Scenario`
    returns      a whole number, the broadcast shape; 0 without a shock; NaN where nothing stops the
                 fall, or where it takes more than `MOST` waves
    raises       ValueError naming the argument and index that is out of range
    source       as `cascade.total_fall`, read as an iteration
    """
    flat = Scenario(*(part.ravel() for part in of))
    nearly = NEARLY * stop_of(flat)
    counted = np.where(nearly > 0.0, np.nan, nearly)
    open_ = np.flatnonzero(nearly > 0.0)
    sold = flat.shock[open_]
    for wave in range(1, MOST + 1):
        part = Scenario(*(values[open_] for values in flat))
        fall = part.fall_for(sold)
        arrived = fall >= nearly[open_]
        counted[open_[arrived]] = wave
        open_, sold = open_[~arrived], part.sold(fall)[~arrived]
        if not open_.size:
            break
    return counted.reshape(of.shock.shape)


def _forced_by(absorption: Curve, forced: Curve, sold: Array, withdrawal: Array) -> Array:
    """F where the book has just taken the dollars sold, NaN past the last level."""
    nothing = Curve(forced.clock, forced.levels, np.zeros_like(forced.levels))
    known = np.where(np.isnan(sold), 0.0, sold)
    level = first_crossing(absorption, nothing, known, withdrawal, 0.0).level
    high = np.maximum(level, 0)[..., np.newaxis]
    low = np.maximum(high - 1, 0)
    a_low, a_high, f_low, f_high = (
        np.take_along_axis(np.broadcast_to(amounts, (*level.shape, amounts.shape[-1])), end, -1)
        for amounts in (absorption.amounts, forced.amounts)
        for end in (low, high)
    )
    need = known[..., np.newaxis] - withdrawal[..., np.newaxis] * a_low
    cell = withdrawal[..., np.newaxis] * (a_high - a_low)
    part = np.divide(need, cell, out=np.zeros_like(need), where=cell > 0.0)
    lost = (f_low + np.clip(part, 0.0, 1.0) * (f_high - f_low))[..., 0]
    return np.where((level < 0) | np.isnan(sold), np.nan, lost)
