"""Reproduction numbers: slopes of forced sales and of the book come in, R goes out.

R depends on the clock: the same forced sales that a book of minutes cannot take, a day's trading
takes easily. Each function names its clock and neither mixes with the other.
"""

from __future__ import annotations

from engine.formulas.register import formula
from engine.numeric.arguments import (
    NON_NEGATIVE,
    POSITIVE,
    POSITIVE_SHARE,
    SHARE,
    Array,
    inside,
)


@formula(
    "cascade.reproduction_minutes",
    returns="ratio",
    forced_slope="USD",
    depth="USD",
    depth_at="ratio",
    withdrawal="ratio",
    share_reaching_book="ratio",
)
def reproduction_minutes(
    forced_slope: Array,
    depth: Array,
    depth_at: Array,
    withdrawal: Array,
    share_reaching_book: Array,
) -> Array:
    """Reproduction number over minutes near the price, R = φ·L·d / (W·D).

    The book near the price counts as flat: A′ = D/d.

    forced_slope           L, USD per unit log fall, any shape, ≥ 0
    depth                  D, USD bid within `depth_at`, all venues, broadcasts, > 0
    depth_at               d, log distance at which D was measured, > 0
    withdrawal             W in (0, 1], the share of normal depth still there
    share_reaching_book    φ in [0, 1], what insurance and auto-deleveraging leave to the book
    returns                R, dimensionless, ≥ 0, the broadcast shape
    raises                 ValueError naming the argument and index that is out of range
    source                 φ·L/(W·A′), Cont & Wagalath (fire sales), read for threshold sellers;
                           $0.9bn against $0.7bn per 1 % and W = 0.29: R ≈ 4φ
    """
    forced_slope, depth, depth_at, withdrawal, share = inside(
        forced_slope=(forced_slope, NON_NEGATIVE),
        depth=(depth, POSITIVE),
        depth_at=(depth_at, POSITIVE),
        withdrawal=(withdrawal, POSITIVE_SHARE),
        share_reaching_book=(share_reaching_book, SHARE),
    )
    return share * forced_slope * depth_at / (withdrawal * depth)


@formula(
    "cascade.reproduction_day",
    returns="ratio",
    forced_slope="USD",
    volume="USD",
    volatility="ratio",
    coefficient="ratio",
    at_fall="ratio",
    share_reaching_book="ratio",
)
def reproduction_day(
    forced_slope: Array,
    volume: Array,
    volatility: Array,
    coefficient: Array,
    at_fall: Array,
    share_reaching_book: Array,
) -> Array:
    """Reproduction number over a day at a stated fall, R(u) = φ·L·s² / (2·V·u), s = Y·σ.

    From the square-root law A(u) = V·(u/s)², so A′ = 2·V·u/s². It falls with u: state u beside R.

    forced_slope           L, USD per unit log fall, any shape, ≥ 0
    volume                 V, USD traded in a day, broadcasts, > 0
    volatility             σ, daily standard deviation of log returns, ≥ 0
    coefficient            Y, of the square-root law, about 1, ≥ 0
    at_fall                u, log fall at which R is taken, > 0
    share_reaching_book    φ in [0, 1], what insurance and auto-deleveraging leave to the market
    returns                R, dimensionless, ≥ 0, the broadcast shape
    raises                 ValueError naming the argument and index that is out of range
    source                 φ·L/(W·A′) with `impact.square_root`; 0.028 at 1 %, for
                           L = $0.9bn per 1 %, V = $100bn, σ = 2.5 %
    """
    forced_slope, volume, volatility, coefficient, at_fall, share = inside(
        forced_slope=(forced_slope, NON_NEGATIVE),
        volume=(volume, POSITIVE),
        volatility=(volatility, NON_NEGATIVE),
        coefficient=(coefficient, NON_NEGATIVE),
        at_fall=(at_fall, POSITIVE),
        share_reaching_book=(share_reaching_book, SHARE),
    )
    scale = coefficient * volatility
    return share * forced_slope * scale**2 / (2.0 * volume * at_fall)
