"""Holders: a price, a basis and a fear come in, whether stepping aside could pay goes out.

A holder may sell now, wait, and buy back: lower if the drawdown comes, higher if it does not. Tax
on the gain and costs are paid either way; the tax deferred by holding is worth something too. The
holder is risk neutral, losses are fully relieved, and the proceeds earn nothing meanwhile.
"""

from __future__ import annotations

from engine.formulas.register import formula
from engine.numeric.arguments import (
    NON_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    SHARE,
    SHARE_BELOW_ONE,
    Array,
    inside,
)


@formula(
    "holders.hurdle",
    returns="ratio",
    price="USD/coin",
    basis="USD/coin",
    tax="ratio",
    cost="ratio",
    deferral="ratio",
)
def hurdle(price: Array, basis: Array, tax: Array, cost: Array, deferral: Array) -> Array:
    """Fall in price that only pays for selling and buying back, h = 1 − m.

    Selling leaves N = P(1 − c) − τ(P(1 − c) − b). Bought back at any price P1, that is N/(1 + c)
    of coins with basis N; held, the coin is worth P1 with basis b. Tax still to come counts λ to
    the dollar, so the two are equal at P1 = m·P with
    m = (N·(1 + λτc)/(1 + c) − λτb) / (P(1 − λτ)). Without costs h = τ(1 − λ)(P − b)/(P(1 − λτ)):
    nothing at λ = 1, since the same tax is only paid earlier, and the whole tax at λ = 0.

    price       P, USD per coin, any shape, > 0
    basis       b, USD per coin, what was paid for it, broadcasts with P, ≥ 0
    tax         τ, rate on realised gains, in [0, 1)
    cost        c, cost of one trade as a share of its value, in [0, 1)
    deferral    λ in [0, 1], present value of a dollar of tax put off: 1 if it falls due soon
                anyway, 0 if it never would
    returns     h, below 1; negative where a loss taken now is worth more than its costs
    raises      ValueError naming the argument and index that is out of range
    source      lock-in of deferred gains: Brennan & Warren 2016, SSRN 2836014; the algebra is ours
    """
    price, basis, tax, cost, deferral = inside(
        price=(price, POSITIVE),
        basis=(basis, NON_NEGATIVE),
        tax=(tax, SHARE_BELOW_ONE),
        cost=(cost, SHARE_BELOW_ONE),
        deferral=(deferral, SHARE),
    )
    later = deferral * tax
    proceeds = (1.0 - tax) * (1.0 - cost) * price + tax * basis
    bought = proceeds * (1.0 + later * cost) / (1.0 + cost)
    return 1.0 - (bought - later * basis) / (price * (1.0 - later))


@formula(
    "holders.break_even_probability",
    returns="ratio",
    price="USD/coin",
    basis="USD/coin",
    drawdown="ratio",
    upside="ratio",
    tax="ratio",
    cost="ratio",
    deferral="ratio",
)
def break_even_probability(
    price: Array,
    basis: Array,
    drawdown: Array,
    upside: Array,
    tax: Array,
    cost: Array,
    deferral: Array,
) -> Array:
    """Probability of a drawdown above which stepping aside pays, π = (g + h) / (g + d).

    The price falls by d with probability π and else rises by g before the holder is back in; h is
    the `hurdle`. Without tax and costs it is g/(g + d), the odds of a fair bet.

    price       P, USD per coin, any shape, > 0
    basis       b, USD per coin, broadcasts with P, ≥ 0
    drawdown    d, the feared fall, in (0, 1)
    upside      g, the rise missed if the fall does not come, ≥ 0
    tax         τ, rate on realised gains, in [0, 1)
    cost        c, cost of one trade as a share of its value, in [0, 1)
    deferral    λ in [0, 1], present value of a dollar of tax put off
    returns     π, the broadcast shape; above 1 it pays in no case, below 0 in any
    raises      ValueError naming the argument and index that is out of range
    source      expected values of the two ways equated; assumptions in the module's head
    """
    price, basis, drawdown, upside, tax, cost, deferral = inside(
        price=(price, POSITIVE),
        basis=(basis, NON_NEGATIVE),
        drawdown=(drawdown, PROBABILITY),
        upside=(upside, NON_NEGATIVE),
        tax=(tax, SHARE_BELOW_ONE),
        cost=(cost, SHARE_BELOW_ONE),
        deferral=(deferral, SHARE),
    )
    lost = hurdle(price, basis, tax, cost, deferral)
    return (upside + lost) / (upside + drawdown)
