"""Attribution on the minutes clock: a shock, its forced sales and a book come in, falls go out.

For one episode, such as 10 October 2025, never for a slide of weeks. A coalition is a call of the
cascade's own stop: φ = 0 without liquidation, W = 1 without depth. Its forced sales wait for a
fall to set them off, so with nothing sold nothing falls. Books and forced sales of any other form
go through `curves`; `owen.owen_parts` shares the falls among single sources.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.formulas.attribution import quantities
from engine.formulas.attribution.owen import Falls, Quantity
from engine.formulas.attribution.quantities import on_clock
from engine.formulas.cascade.scenario import scenario
from engine.formulas.cascade.stop import total_fall
from engine.numeric.arguments import NON_NEGATIVE, Array, checked


def minute_falls(
    sources: Array,
    forced_slope: Array,
    fuel: Array,
    depth: Array,
    depth_at: Array,
    exponent: Array,
    withdrawal: Array,
    share_reaching_book: Array,
) -> Falls:
    """Falls of the six coalitions over minutes, v = inf{u : W·D·(u/d)^κ ≥ ΣQ + φ·F(u)}.

    F(u) = B·(1 − e^(−L·u/B)), nothing at no fall: v(L) = v(LD) = 0. The book is
    one of bids: it knows nothing of a rise, so ΣQ ≥ 0.

    sources      ΣQ, USD sold at once by all sources, any shape, ≥ 0
    arguments    as `cascade.stop.total_fall`, the shock being ΣQ
    returns      Falls: log falls, the broadcast shape, NaN where nothing known stops it
    raises       ValueError naming the argument and index that is out of range
    source       `cascade.stop.total_fall`, four times
    """
    net = checked("sources", sources, NON_NEGATIVE)
    v0, slope, b, d, at, kappa, left, share = scenario(
        net, forced_slope, fuel, depth, depth_at, exponent, withdrawal, share_reaching_book
    )
    whole, none = np.ones_like(left), np.zeros_like(share)

    def fall(left: Array, share: Array) -> Array:
        return total_fall(v0, slope, b, d, at, kappa, left, share)

    waiting = np.zeros_like(v0)[()]
    falls = fall(whole, none), fall(whole, share), fall(left, none), fall(left, share)
    return Falls(*falls, waiting, waiting)


def _on_page(quantity: Quantity) -> Callable[..., Array]:
    """A quantity of the four falls as a formula of the eight arguments of `minute_falls`."""

    @on_clock(
        "minutes",
        quantity,
        sources="USD",
        forced_slope="USD",
        fuel="USD",
        depth="USD",
        depth_at="ratio",
        exponent="ratio",
        withdrawal="ratio",
        share_reaching_book="ratio",
    )
    def on_minutes(
        sources: Array,
        forced_slope: Array,
        fuel: Array,
        depth: Array,
        depth_at: Array,
        exponent: Array,
        withdrawal: Array,
        share_reaching_book: Array,
    ) -> Array:
        book = depth, depth_at, exponent, withdrawal, share_reaching_book
        return quantity(minute_falls(sources, forced_slope, fuel, *book))

    return on_minutes


sources_fall = _on_page(quantities.sources_fall)
joint_fall = _on_page(quantities.joint_fall)
sources_part = _on_page(quantities.sources_part)
liquidation_part = _on_page(quantities.liquidation_part)
depth_part = _on_page(quantities.depth_part)
liquidation_first_in = _on_page(quantities.liquidation_first_in)
liquidation_last_in = _on_page(quantities.liquidation_last_in)
depth_first_in = _on_page(quantities.depth_first_in)
depth_last_in = _on_page(quantities.depth_last_in)
