"""Net selling: published flows of a window come in, dollars of bitcoin actually sold go out.

Each dollar is counted once. Funds: less what hedgers bought back on CME. Holders: from nothing to
the fall of their supply, less coins that only changed address. Liquidations: bitcoin only, without
auto-deleveraging. The fall of open interest is never added to them: it counts the same closings
again. It can be the upper end of a range that begins at what was reported, or at nothing. Nor is a
published regression of price on flow an amount here, which is co-movement and has the price in it
already.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import FINITE, NON_NEGATIVE, SHARE, Array, inside, ordered


@formula("attribution.fund_selling", returns="USD", outflow="USD", short_covering="USD")
def fund_selling(outflow: Array, short_covering: Array) -> Array:
    """Net dollars sold by fund holders, Q = O − min(C, max(O, 0)).

    Who holds the fund against a short future sells one and buys back the other: no bitcoin is sold
    on balance. Covering beyond the outflow closes some other position and is not the funds'.

    outflow           O, USD out of the funds in the window, inflow below 0, signed, any shape;
                      without creations in kind, which bring coins and buy none
    short_covering    C, USD of CME shorts bought back in the window, broadcasts, ≥ 0
    returns           USD sold, signed, the broadcast shape
    raises            ValueError naming the argument and index that is out of range
    source            identity of a cash-and-carry position; kind allowed by the SEC on 29 July 2025
    """
    outflow, covering = inside(
        outflow=(outflow, FINITE), short_covering=(short_covering, NON_NEGATIVE)
    )
    return outflow - np.minimum(covering, np.maximum(outflow, 0.0))


@formula(
    "attribution.holder_selling",
    returns="USD",
    net_fall="USD",
    in_kind="USD",
    internal="USD",
    share_sold="ratio",
)
def holder_selling(net_fall: Array, in_kind: Array, internal: Array, share_sold: Array) -> Array:
    """Net dollars sold by long-term holders, Q = p·max(N − K − T, 0), p from 0 to 1 as a range.

    A chain shows coins that moved, not coins that were sold, so the whole range is kept. Supply
    that rises has mostly aged past the threshold: nobody bought it, and Q is 0. The same where more
    moved in kind and between own addresses than the supply fell by, for ageing filled it up.

    net_fall      N, USD value of the net fall of long-term supply in the window, signed, any shape;
                  net, never the gross coins spent
    in_kind       K, USD of coins given to funds for shares, broadcasts, ≥ 0
    internal      T, USD of coins moved between addresses of one owner, ≥ 0
    share_sold    p in [0, 1], the share of the rest that was sold: an assumption, from 0 to 1
    returns       USD sold, ≥ 0, the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        our reading of net long-term supply
    """
    net_fall, in_kind, internal, share_sold = inside(
        net_fall=(net_fall, FINITE),
        in_kind=(in_kind, NON_NEGATIVE),
        internal=(internal, NON_NEGATIVE),
        share_sold=(share_sold, SHARE),
    )
    return share_sold * np.maximum(net_fall - in_kind - internal, 0.0)


@formula("attribution.forced_selling", returns="USD", long_liquidations="USD", deleveraged="USD")
def forced_selling(long_liquidations: Array, deleveraged: Array) -> Array:
    """Dollars of longs that liquidation sold, F = G − ADL.

    A deleveraged position is matched with a winner's: no one sells it into the market.

    long_liquidations    G, USD of bitcoin longs closed by force in the window, any shape, ≥ 0; a
                         total of both sides or all coins is too much, a throttled feed too little
    deleveraged          ADL, USD of them auto-deleveraged, broadcasts, between 0 and G
    returns              USD sold, ≥ 0, the broadcast shape
    raises               ValueError naming the argument and index that is out of range, or where
                         more was deleveraged than liquidated
    source               the liquidation waterfall, `margin.waterfall`
    """
    gross, deleveraged = inside(
        long_liquidations=(long_liquidations, NON_NEGATIVE),
        deleveraged=(deleveraged, NON_NEGATIVE),
    )
    ordered("long_liquidations", gross, "deleveraged", deleveraged)
    return gross - deleveraged
