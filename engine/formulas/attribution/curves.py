"""Attribution for curves of any form: a book and forced sales on one clock come in, falls go out.

`days` and `minutes` hold the two forms that pages use; a measured book, or forced sales from a
ladder of leverage, come here. Curves of two clocks are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.formulas.attribution.owen import Falls
from engine.formulas.cascade.crossing import first_crossing
from engine.formulas.cascade.curves import Curve
from engine.numeric.arguments import NON_NEGATIVE, Array, broadcast, checked

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def curve_falls(
    absorption: Curve,
    forced: Curve,
    sources: ArrayLike,
    withdrawal: ArrayLike = 1.0,
    share_reaching_book: ArrayLike = 1.0,
) -> Falls:
    """Falls of the six coalitions for any curves, v = inf{u : W·A(u) ≥ ΣQ + φ·F(u)}.

    absorption             A, USD, curve of shape (..., levels) that starts at no fall
    forced                 F, USD, on the same clock and levels; a jump at no fall is one that any
                           sale sets off
    sources                ΣQ, USD sold net by all sources, ≥ 0, broadcasts with the curves
    withdrawal             W in (0, 1], the share of normal depth still there
    share_reaching_book    φ in [0, 1], what insurance and auto-deleveraging leave to the book
    returns                Falls: log falls, 0 without sources, NaN where no stop is known
    raises                 ValueError for curves of two clocks or of different levels, or naming the
                           argument and index that is out of range
    source                 `cascade.crossing.first_crossing`, four times
    """
    if absorption.levels[0] > 0.0:
        raise ValueError(
            f"absorption starts at a fall of {absorption.levels[0]:g}: start both curves at 0"
        )
    net = checked("sources", sources, NON_NEGATIVE)

    def fall(withdrawal: ArrayLike, share: ArrayLike) -> Array:
        stop = first_crossing(absorption, forced, net, withdrawal, share).fall
        return np.where(net > 0.0, stop, 0.0)

    falls = (
        fall(1.0, 0.0),
        fall(1.0, share_reaching_book),
        fall(withdrawal, 0.0),
        fall(withdrawal, share_reaching_book),
    )
    v_s, v_sl, v_sd, v_sld, waiting = broadcast(
        sources=falls[0],
        forced=falls[1],
        thin=falls[2],
        joint=falls[3],
        alone=np.zeros_like(net),
    )
    return Falls(v_s, v_sl, v_sd, v_sld, waiting, waiting)
