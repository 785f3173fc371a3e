"""Open interest: a change in dollars comes in, the parts due to price and to coins go out.

Open interest is notional, not borrowed money. It is quoted in dollars at each snapshot's own price,
so a fall in dollars is partly the price falling under contracts that nobody closed.
"""

from __future__ import annotations

from engine.deleveraging.arguments import (
    NON_NEGATIVE,
    POSITIVE,
    SHARE,
    Array,
    inside,
)
from engine.formulas import formula


@formula("open_interest.coins", returns="coin", notional="USD", price="USD/coin")
def coins(notional: Array, price: Array) -> Array:
    """Open interest in coins at the snapshot's own price, C = N / P.

    notional   N, USD, any shape, ≥ 0
    price      P, USD per coin at the same moment, broadcasts with N, > 0
    returns    C, coins, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     identity; 94.12bn at 125k is 753k coins, 68.47bn at 106.8k is 641k
    """
    notional, price = inside(notional=(notional, NON_NEGATIVE), price=(price, POSITIVE))
    return notional / price


@formula(
    "open_interest.price_effect",
    returns="USD",
    start="USD",
    end="USD",
    start_price="USD/coin",
    end_price="USD/coin",
    weight="ratio",
)
def price_effect(
    start: Array, end: Array, start_price: Array, end_price: Array, weight: Array
) -> Array:
    """Change of open interest due to price, E_P = ((1 − w)·N0/P0 + w·N1/P1)·(P1 − P0).

    Contracts fixed in dollars (coin-margined ones) do not change with the price, so E_P is an upper
    bound on the price's part as long as the split by contract is not known.

    start          N0, USD, the earlier snapshot, any shape, ≥ 0
    end            N1, USD, the later snapshot, broadcasts with N0, ≥ 0
    start_price    P0, USD per coin at the earlier snapshot, > 0
    end_price      P1, USD per coin at the later snapshot, > 0
    weight         w in [0, 1]: 0 weighs with the start's coins, 1 with the end's, 0.5 the middle
    returns        E_P, USD, signed (a fall is negative), the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Laspeyres (w = 0), Paasche (w = 1) and Bennet 1920 (w = ½) decompositions
    """
    start, end, start_price, end_price, weight = inside(
        start=(start, NON_NEGATIVE),
        end=(end, NON_NEGATIVE),
        start_price=(start_price, POSITIVE),
        end_price=(end_price, POSITIVE),
        weight=(weight, SHARE),
    )
    held = (1.0 - weight) * (start / start_price) + weight * (end / end_price)
    return held * (end_price - start_price)


@formula(
    "open_interest.coin_effect",
    returns="USD",
    start="USD",
    end="USD",
    start_price="USD/coin",
    end_price="USD/coin",
    weight="ratio",
)
def coin_effect(
    start: Array, end: Array, start_price: Array, end_price: Array, weight: Array
) -> Array:
    """Change of open interest due to coins opened or closed, E_C = (N1 − N0) − E_P.

    The exact complement of `price_effect` at the same weight; algebraically
    E_C = (w·P0 + (1 − w)·P1)·(N1/P1 − N0/P0).

    start          N0, USD, any shape, ≥ 0
    end            N1, USD, broadcasts with N0, ≥ 0
    start_price    P0, USD per coin, > 0
    end_price      P1, USD per coin, > 0
    weight         w in [0, 1], as in `price_effect`: the weight of the *price* effect
    returns        E_C, USD, signed, the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         as `price_effect`
    """
    due_to_price = price_effect(start, end, start_price, end_price, weight)
    return (end - start) - due_to_price


@formula(
    "open_interest.forced_share_high",
    returns="ratio",
    liquidated="coin",
    closed="coin",
)
def forced_share_high(liquidated: Array, closed: Array) -> Array:
    """Largest share of the closing that liquidations can explain, min(1, liquidated / closed).

    Liquidations are gross, the fall of open interest is net of positions opened meanwhile, so the
    closing was at least `closed` and the share at most this. Feeds that drop events make
    `liquidated`, and so this bound, too small: pass the corrected figure as a range.

    liquidated    coins liquidated in the window, gross, any shape, ≥ 0
    closed        net fall of open interest in coins over the window, broadcasts, > 0
    returns       dimensionless, in [0, 1], the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        accounting identity: closed = gross closing − opened
    """
    liquidated, closed = inside(liquidated=(liquidated, NON_NEGATIVE), closed=(closed, POSITIVE))
    return (liquidated / closed).clip(max=1.0)


@formula(
    "open_interest.forced_share_low",
    returns="ratio",
    liquidated="coin",
    volume="coin",
)
def forced_share_low(liquidated: Array, volume: Array) -> Array:
    """Smallest share of the closing that liquidations can explain, min(1, liquidated / volume).

    Every closing is a trade, so gross closing cannot exceed what traded in the window.

    liquidated    coins liquidated in the window, gross, any shape, ≥ 0
    volume        coins traded in the window on the same venues, broadcasts, > 0
    returns       dimensionless, in [0, 1], the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        accounting identity: gross closing ≤ volume
    """
    liquidated, volume = inside(liquidated=(liquidated, NON_NEGATIVE), volume=(volume, POSITIVE))
    return (liquidated / volume).clip(max=1.0)
