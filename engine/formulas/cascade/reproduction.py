"""Reproduction numbers: slopes of forced sales and of the book come in, R goes out.

R depends on the clock: the same forced sales that a book of minutes cannot take, a day's trading
takes easily. Each function names its clock and neither mixes with the other.
"""

from __future__ import annotations

from typing import Annotated

from engine.formulas.impact.book import Depth, Within
from engine.formulas.impact.square_root import Coefficient, Deviation, Volume
from engine.formulas.register import formula
from engine.numeric.arguments import (
    NON_NEGATIVE,
    POSITIVE,
    POSITIVE_SHARE,
    SHARE,
    Arg,
    Array,
    Out,
)

ForcedSlope = Annotated[Array, Arg("USD", NON_NEGATIVE, "L, forced sales per unit log fall")]
Withdrawal = Annotated[Array, Arg("ratio", POSITIVE_SHARE, "W, share of normal depth still there")]
ShareReaching = Annotated[
    Array, Arg("ratio", SHARE, "φ, what insurance and auto-deleveraging leave to the market")
]
Reproduction = Annotated[Array, Out("ratio", "R, forced sales per dollar sold")]


@formula("cascade.reproduction_minutes")
def reproduction_minutes(
    forced_slope: ForcedSlope,
    depth: Depth,
    within: Within,
    withdrawal: Withdrawal,
    share_reaching_book: ShareReaching,
) -> Reproduction:
    """Reproduction number over minutes near the price, R = φ·L·d / (W·D).

    The book near the price counts as flat: A′ = D/d.

    source    φ·L/(W·A′), Cont & Wagalath (fire sales), read for threshold sellers; $0.9bn against
              $0.7bn per 1 % and W = 0.29: R ≈ 4φ
    """
    return share_reaching_book * forced_slope * within / (withdrawal * depth)


@formula("cascade.reproduction_day")
def reproduction_day(
    forced_slope: ForcedSlope,
    volume: Volume,
    deviation: Deviation,
    coefficient: Coefficient,
    at_fall: Annotated[Array, Arg("ratio", POSITIVE, "u, log fall at which R is taken")],
    share_reaching_book: ShareReaching,
) -> Reproduction:
    """Reproduction number over a day at a stated fall, R(u) = φ·L·s² / (2·V·u), s = Y·σ.

    From the square-root law A(u) = V·(u/s)², so A′ = 2·V·u/s². It falls with u: state u beside R.

    source    φ·L/(W·A′) with `impact.square_root`; 0.028 at 1 %, for L = $0.9bn per 1 %,
              V = $100bn, σ = 2.5 %
    """
    scale = coefficient * deviation
    return share_reaching_book * forced_slope * scale**2 / (2.0 * volume * at_fall)
