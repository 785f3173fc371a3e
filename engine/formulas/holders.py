"""Holders: a price, a basis and a fear come in, whether stepping aside could pay goes out.

A holder may sell now, wait, and buy back: lower if the drawdown comes, higher if it does not. Tax
on the gain and costs are paid either way; the tax deferred by holding is worth something too. The
holder is risk neutral, losses are fully relieved, and the proceeds earn nothing meanwhile.
"""

from __future__ import annotations

from typing import Annotated

from engine.formulas.register import formula
from engine.numeric.arguments import (
    NON_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    SHARE,
    SHARE_BELOW_ONE,
    Arg,
    Array,
    Out,
)

Price = Annotated[Array, Arg("USD/coin", POSITIVE, "P")]
Basis = Annotated[Array, Arg("USD/coin", NON_NEGATIVE, "b, what was paid for it")]
Tax = Annotated[Array, Arg("ratio", SHARE_BELOW_ONE, "τ, rate on realised gains")]
Cost = Annotated[Array, Arg("ratio", SHARE_BELOW_ONE, "c, of one trade, share of its value")]
Deferral = Annotated[
    Array, Arg("ratio", SHARE, "λ, worth today of a dollar of tax put off: 1 if due soon anyway")
]


@formula("holders.hurdle")
def hurdle(
    price: Price, basis: Basis, tax: Tax, cost: Cost, deferral: Deferral
) -> Annotated[Array, Out("ratio", "h; negative where a loss taken now is worth its costs")]:
    """Fall in price that only pays for selling and buying back, h = 1 − m.

    Selling leaves N = P(1 − c) − τ(P(1 − c) − b). Bought back at any price P1, that is N/(1 + c)
    of coins with basis N; held, the coin is worth P1 with basis b. Tax still to come counts λ to
    the dollar, so the two are equal at P1 = m·P with
    m = (N·(1 + λτc)/(1 + c) − λτb) / (P(1 − λτ)). Without costs h = τ(1 − λ)(P − b)/(P(1 − λτ)):
    nothing at λ = 1, since the same tax is only paid earlier, and the whole tax at λ = 0.

    source    lock-in of deferred gains: Brennan & Warren 2016, SSRN 2836014; the algebra is ours
    """
    later = deferral * tax
    proceeds = (1.0 - tax) * (1.0 - cost) * price + tax * basis
    bought = proceeds * (1.0 + later * cost) / (1.0 + cost)
    return 1.0 - (bought - later * basis) / (price * (1.0 - later))


@formula("holders.break_even_probability")
def break_even_probability(
    price: Price,
    basis: Basis,
    drawdown: Annotated[Array, Arg("ratio", PROBABILITY, "d, the feared fall")],
    upside: Annotated[Array, Arg("ratio", NON_NEGATIVE, "g, the rise missed if it does not come")],
    tax: Tax,
    cost: Cost,
    deferral: Deferral,
) -> Annotated[Array, Out("ratio", "π; above 1 it pays in no case, below 0 in any")]:
    """Probability of a drawdown above which stepping aside pays, π = (g + h) / (g + d).

    The price falls by d with probability π and else rises by g before the holder is back in; h is
    the `hurdle`. Without tax and costs it is g/(g + d), the odds of a fair bet.

    source    expected values of the two ways equated; assumptions in the module's head
    """
    lost = hurdle(price, basis, tax, cost, deferral)
    return (upside + lost) / (upside + drawdown)
