"""Hedging: yields, a spot and a forward rate come in, what a yen investor earns abroad goes out.

Exchange rates are yen for one dollar. A forward below the spot is what selling the dollars ahead
costs, and it moves with the short rates of both currencies, not with the long ones.
"""

from __future__ import annotations

from engine.formulas.register import formula
from engine.numeric.arguments import ABOVE_MINUS_ONE, FINITE, POSITIVE, Array, checked, inside


@formula(
    "japan.forward",
    returns="JPY/USD",
    spot="JPY/USD",
    home_rate="ratio",
    foreign_rate="ratio",
    basis="ratio",
)
def forward(spot: Array, home_rate: Array, foreign_rate: Array, basis: Array) -> Array:
    """One-year forward rate where none is quoted, F = S·(1 + r + x)/(1 + r*).

    Covered parity with the cross-currency basis x: dollars borrowed through the yen cost r* and −x.
    The basis is quoted or it is a range; at 0 the parity is the textbook's.

    spot            S, JPY per USD, any shape, > 0
    home_rate       r, one-year yen rate, broadcasts, above −1
    foreign_rate    r*, one-year dollar rate, above −1
    basis           x, annual rate, negative where dollars are scarce; r + x above −1
    returns         F, JPY per USD, one year ahead, the broadcast shape
    raises          ValueError naming the argument and index that is out of range
    source          covered interest parity; Du, Tepper & Verdelhan 2018 for x
    """
    spot, home_rate, foreign_rate, basis = inside(
        spot=(spot, POSITIVE),
        home_rate=(home_rate, ABOVE_MINUS_ONE),
        foreign_rate=(foreign_rate, ABOVE_MINUS_ONE),
        basis=(basis, ABOVE_MINUS_ONE),
    )
    swapped = checked("basis plus home_rate", home_rate + basis, ABOVE_MINUS_ONE)
    return spot * (1.0 + swapped) / (1.0 + foreign_rate)


@formula("japan.hedged_yield", returns="ratio", yield_="ratio", forward="JPY/USD", spot="JPY/USD")
def hedged_yield(yield_: Array, forward: Array, spot: Array) -> Array:
    """Yield of a foreign bond with its currency sold one year forward, (1 + y)·F/S − 1.

    For a longer bond the hedge is renewed every year at whatever it then costs: this is the first
    year's yield, not the bond's.

    yield_     y, annual, in the foreign currency, any shape, above −1
    forward    F, JPY per USD one year ahead, broadcasts, > 0; annualise any other
    spot       S, JPY per USD, > 0
    returns    annual yield in the home currency, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     covered interest parity; 2019: F 104.42, S 106.96, y 1.94 % give −0.48 %
    """
    yield_, forward, spot = inside(
        yield_=(yield_, ABOVE_MINUS_ONE), forward=(forward, POSITIVE), spot=(spot, POSITIVE)
    )
    return (1.0 + yield_) * forward / spot - 1.0


@formula(
    "japan.hedged_pickup",
    returns="ratio",
    yield_="ratio",
    forward="JPY/USD",
    spot="JPY/USD",
    home_yield="ratio",
)
def hedged_pickup(yield_: Array, forward: Array, spot: Array, home_yield: Array) -> Array:
    """What a hedged foreign bond yields above a home bond of the same tenor, (1 + y)·F/S − 1 − y_h.

    yield_        y, annual, in the foreign currency, any shape, above −1
    forward       F, JPY per USD one year ahead, broadcasts, > 0
    spot          S, JPY per USD, > 0
    home_yield    y_h, annual, of the same tenor, compounded as y is
    returns       annual yield difference, negative where staying home pays, the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        as `hedged_yield`
    """
    yield_, forward, spot, home_yield = inside(
        yield_=(yield_, ABOVE_MINUS_ONE),
        forward=(forward, POSITIVE),
        spot=(spot, POSITIVE),
        home_yield=(home_yield, FINITE),
    )
    return hedged_yield(yield_, forward, spot) - home_yield


@formula("japan.real_yield", returns="ratio", yield_="ratio", inflation="ratio")
def real_yield(yield_: Array, inflation: Array) -> Array:
    """Real yield, (1 + y)/(1 + π) − 1.

    With past inflation in place of the inflation expected over the bond's life it is a reading of
    the moment, not what the buyer will earn.

    yield_       y, annual, any shape, above −1
    inflation    π, annual, broadcasts, above −1
    returns      annual real yield, the broadcast shape
    raises       ValueError naming the argument and index that is out of range
    source       Fisher 1930
    """
    yield_, inflation = inside(
        yield_=(yield_, ABOVE_MINUS_ONE), inflation=(inflation, ABOVE_MINUS_ONE)
    )
    return (1.0 + yield_) / (1.0 + inflation) - 1.0


@formula("japan.real_yield_simple", returns="ratio", yield_="ratio", inflation="ratio")
def real_yield_simple(yield_: Array, inflation: Array) -> Array:
    """Real yield as most write it, y − π, above the exact one in size by the factor 1 + π.

    yield_       y, annual, any shape, above −1
    inflation    π, annual, broadcasts, above −1
    returns      annual real yield, the broadcast shape
    raises       ValueError naming the argument and index that is out of range
    source       first order of Fisher 1930
    """
    yield_, inflation = inside(
        yield_=(yield_, ABOVE_MINUS_ONE), inflation=(inflation, ABOVE_MINUS_ONE)
    )
    return yield_ - inflation
