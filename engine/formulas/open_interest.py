"""Open interest: a change in dollars comes in, the parts due to price and to coins go out.

Open interest is notional, not borrowed money. It is quoted in dollars at each snapshot's own price,
so a fall in dollars is partly the price falling under contracts that nobody closed. By how much
depends on the contract: one fixed in coins (margined in dollars) moves with the price in full, one
fixed in dollars (margined in coins) not at all, and a mixture in proportion to its first kind.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, SHARE, Array, inside


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

    For contracts fixed in coins. Those fixed in dollars (coin-margined ones) have no price effect,
    so over both kinds E_P is an upper bound on the price's part as long as the split is not known;
    where it is, pass the notional of the first kind only, at each snapshot its own.

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
    "open_interest.price_share",
    returns="ratio",
    start="USD",
    end="USD",
    start_price="USD/coin",
    end_price="USD/coin",
    weight="ratio",
    coin_margined="ratio",
)
def price_share(
    start: Array,
    end: Array,
    start_price: Array,
    end_price: Array,
    weight: Array,
    coin_margined: Array,
) -> Array:
    """Share of a change of open interest due to price, (1 − s)·E_P / (N1 − N0).

    s is the share of contracts fixed in dollars, taken to be the same at both snapshots. Unknown,
    the share lies between 0 (s = 1) and that of s = 0, the upper bound; a narrower range of s gives
    a narrower interval, since the share is linear in s.

    start            N0, USD, any shape, ≥ 0
    end              N1, USD, broadcasts with N0, ≥ 0
    start_price      P0, USD per coin, > 0
    end_price        P1, USD per coin, > 0
    weight           w in [0, 1], as in `price_effect`
    coin_margined    s in [0, 1], share of open interest in contracts fixed in dollars
    returns          dimensionless, NaN where open interest did not change, the broadcast shape;
                     above 1 where coins moved against the change, below 0 where the price did
    raises           ValueError naming the argument and index that is out of range
    source           as `price_effect`
    """
    start, end, start_price, end_price, weight, coin_margined = inside(
        start=(start, NON_NEGATIVE),
        end=(end, NON_NEGATIVE),
        start_price=(start_price, POSITIVE),
        end_price=(end_price, POSITIVE),
        weight=(weight, SHARE),
        coin_margined=(coin_margined, SHARE),
    )
    due_to_price = price_effect(start, end, start_price, end_price, weight)
    change = end - start
    return (1.0 - coin_margined) * due_to_price / np.where(change != 0.0, change, np.nan)


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
    closed        net fall of open interest in coins over the window, broadcasts, ≥ 0
    returns       dimensionless, in [0, 1], the broadcast shape; NaN where nothing closed on balance
    raises        ValueError naming the argument and index that is out of range
    source        accounting identity: closed = gross closing − opened
    """
    liquidated, closed = inside(
        liquidated=(liquidated, NON_NEGATIVE), closed=(closed, NON_NEGATIVE)
    )
    return (liquidated / np.where(closed > 0.0, closed, np.nan)).clip(max=1.0)


@formula(
    "open_interest.forced_share_low",
    returns="ratio",
    liquidated="coin",
    volume="coin",
)
def forced_share_low(liquidated: Array, volume: Array) -> Array:
    """Smallest share of the closing that liquidations can explain, min(1, liquidated / volume).

    Every closing is a trade, so gross closing cannot exceed what traded in the window. Net closing
    cannot exceed gross closing, so this is at most `forced_share_high` whenever `volume` covers the
    venues that `closed` was counted on; a low above the high says that it does not.

    liquidated    coins liquidated in the window, gross, any shape, ≥ 0
    volume        coins traded in the window on the same venues, broadcasts, > 0
    returns       dimensionless, in [0, 1], the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        accounting identity: gross closing ≤ volume
    """
    liquidated, volume = inside(liquidated=(liquidated, NON_NEGATIVE), volume=(volume, POSITIVE))
    return (liquidated / volume).clip(max=1.0)
