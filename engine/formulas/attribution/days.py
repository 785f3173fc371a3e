"""Attribution on the days clock: a window's net sales come in, falls and parts of them go out.

The square-root law absorbs A(u) = V·(u/(Y·σ))², so V0 + φ·F sold moves the price by
Y·σ·sqrt((V0 + φ·F)/(W·V)). The law has no duration in it: a window of weeks enters with its sums
against one day's volume and deviation, both from before the window. It reacts to the net of all
orders (Bucci et al. 2018, for US shares) and is even-handed: net buying makes a rise of that size.

F is what was closed by force in the window: it happened whichever way the sources went, so it is
netted with them for every ΣQ, and without any it falls alone: v(L) = Y·σ·sqrt(φ·F/V). Sources that
bought less than φ·F leave a fall; no fall or part of a group jumps where they change sign; and
sources that come to nothing have no part. That they may have set F off, or the other way round, no
window can show or deny, so neither is counted.

Where auto-deleveraged positions are already out of F, φ has only the insurance fund to take off.

Absent buyers: the thin book of some minutes refills and says nothing of a day, so the W of the
cascade has no place here. A day absorbs by trading, and W is `turnover_left`, a measured ratio.

Where sources bought more than φ·F, joint is below 0 and more than the whole fall is unexplained.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.formulas.attribution import quantities
from engine.formulas.attribution.owen import Falls, Quantity
from engine.formulas.attribution.quantities import on_clock
from engine.numeric.arguments import FINITE, NON_NEGATIVE, POSITIVE, SHARE, Array, inside


def day_falls(
    sources: Array,
    liquidated: Array,
    volume: Array,
    volatility: Array,
    coefficient: Array,
    withdrawal: Array,
    share_reaching_book: Array,
) -> Falls:
    """Falls of the six coalitions over days, v = Y·σ·sqrt((ΣQ + φ·F)/(W·V)), the root signed.

    sources                ΣQ, USD sold net by all sources in the window, signed, any shape
    liquidated             F, USD of longs closed by force in the window, broadcasts, ≥ 0
    volume                 V, USD traded in a day, from before the window, > 0
    volatility             σ, daily deviation of log returns, from before the window, ≥ 0
    coefficient            Y, of the square-root law, about 1, ≥ 0
    withdrawal             W, `turnover_left`: below 1 thinner than before, above 1 busier, > 0
    share_reaching_book    φ in [0, 1], the share of F that was sold into the book
    returns                Falls: log falls, below 0 where buying outweighs; continuous in ΣQ
    raises                 ValueError naming the argument and index that is out of range
    source                 Donier & Bonart 2015; net flow: Bucci et al. 2018, arXiv 1804.09565
    """
    net, forced, volume, volatility, coefficient, left, share = inside(
        sources=(sources, FINITE),
        liquidated=(liquidated, NON_NEGATIVE),
        volume=(volume, POSITIVE),
        volatility=(volatility, NON_NEGATIVE),
        coefficient=(coefficient, NON_NEGATIVE),
        withdrawal=(withdrawal, POSITIVE),
        share_reaching_book=(share_reaching_book, SHARE),
    )
    unit = coefficient * volatility
    sold = (net, net + share * forced, share * forced)
    sources, both, alone = (unit * _signed_root(dollars / volume) for dollars in sold)
    root = np.sqrt(left)
    return Falls(sources, both, sources / root, both / root, alone, alone / root)


def _signed_root(share: Array) -> Array:
    return np.sign(share) * np.sqrt(np.abs(share))


def _on_page(quantity: Quantity) -> Callable[..., Array]:
    """A quantity of the four falls as a formula of the seven arguments of `day_falls`."""

    @on_clock(
        "days",
        quantity,
        sources="USD",
        liquidated="USD",
        volume="USD",
        volatility="ratio",
        coefficient="ratio",
        withdrawal="ratio",
        share_reaching_book="ratio",
    )
    def on_days(
        sources: Array,
        liquidated: Array,
        volume: Array,
        volatility: Array,
        coefficient: Array,
        withdrawal: Array,
        share_reaching_book: Array,
    ) -> Array:
        market = volume, volatility, coefficient
        return quantity(day_falls(sources, liquidated, *market, withdrawal, share_reaching_book))

    return on_days


sources_fall = _on_page(quantities.sources_fall)
joint_fall = _on_page(quantities.joint_fall)
sources_part = _on_page(quantities.sources_part)
liquidation_part = _on_page(quantities.liquidation_part)
depth_part = _on_page(quantities.depth_part)
liquidation_first_in = _on_page(quantities.liquidation_first_in)
liquidation_last_in = _on_page(quantities.liquidation_last_in)
depth_first_in = _on_page(quantities.depth_first_in)
depth_last_in = _on_page(quantities.depth_last_in)
