"""Multipliers: a change of market cap comes in, the flow one estimator puts behind it goes out.

"Dollars of market cap per dollar of flow" has five published estimators. They differ in kind, by a
factor of thirty, so each has a formula of its own name and no formula averages two of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import FINITE, Array, inside


@dataclass(frozen=True)
class Multiplier:
    """One published estimate of dollars of market cap per dollar of flow."""

    estimator: str
    value: float
    published: str
    kind: str
    sample: str
    source: str


BANK_OF_AMERICA = Multiplier(
    "Bank of America",
    118.0,
    "2021-03-17",
    "flow that goes with 1 % of price, set against market cap",
    "2020 to March 2021: $93m for 1 % of about $1.1tn",
    "Blanch and others, Bitcoin's dirty little secrets, BofA Global Research",
)
CITI = Multiplier(
    "Citi",
    65.0,
    "2025-11-24",
    "regression of returns on fund flow, times market cap",
    "3.4 % per $1bn of weekly flow, at a market cap of $1.9tn; it grows with the cap",
    "Saunders, Citi Research, as reported by the press; the product is our arithmetic",
)
MAZUR_POLYZOS = Multiplier(
    "Mazur & Polyzos",
    61.0,
    "2024-04-29",
    "regression of the price level on cumulative fund flow, times supply",
    "the funds' first weeks, January to April 2024: $9,300 per $3bn, on 19.6m coins",
    "Spot Bitcoin ETFs, SSRN 4810965; the product is our arithmetic",
)
GLASSNODE = Multiplier(
    "Glassnode, 90 days",
    4.0,
    "2024-01",
    "change of market cap over change of realised cap",
    "four-year median of the inverse ratio over 90 days, 0.25; 4 to 5 at the time",
    "Checkmate for Glassnode, realised capital to valuation change ratio",
)
GABAIX_KOIJEN = Multiplier(
    "Gabaix & Koijen",
    5.0,
    "2021-06",
    "inelastic demand for the whole equity market, not for any coin",
    "US equities 1993 to 2018; 3 to 8 over specifications",
    "In search of the origins of financial fluctuations, NBER working paper 28967",
)

MULTIPLIERS = (BANK_OF_AMERICA, CITI, MAZUR_POLYZOS, GLASSNODE, GABAIX_KOIJEN)


@formula("valuation.capital_behind_bank_of_america", returns="USD", only="btc", cap_change="USD")
def capital_behind_bank_of_america(cap_change: Array) -> Array:
    """Flow behind a change of market cap by Bank of America's figure of 2021, ΔMC / 118.

    cap_change    ΔMC, USD, any shape, signed
    returns       USD, signed, the same shape
    raises        ValueError naming the index that is not finite
    source        `BANK_OF_AMERICA`
    """
    return _behind(cap_change, BANK_OF_AMERICA)


@formula("valuation.capital_behind_citi", returns="USD", only="btc", cap_change="USD")
def capital_behind_citi(cap_change: Array) -> Array:
    """Flow behind a change of market cap by Citi's regression of 2025, ΔMC / 65.

    cap_change    ΔMC, USD, any shape, signed
    returns       USD, signed, the same shape
    raises        ValueError naming the index that is not finite
    source        `CITI`, at $1.9tn: the slope of 3.4 % per $1bn times the market cap
    """
    return _behind(cap_change, CITI)


@formula("valuation.capital_behind_mazur_polyzos", returns="USD", only="btc", cap_change="USD")
def capital_behind_mazur_polyzos(cap_change: Array) -> Array:
    """Flow behind a change of market cap by the regression of Mazur & Polyzos, ΔMC / 61.

    cap_change    ΔMC, USD, any shape, signed
    returns       USD, signed, the same shape
    raises        ValueError naming the index that is not finite
    source        `MAZUR_POLYZOS`
    """
    return _behind(cap_change, MAZUR_POLYZOS)


@formula("valuation.capital_behind_glassnode", returns="USD", only="btc", cap_change="USD")
def capital_behind_glassnode(cap_change: Array) -> Array:
    """Flow behind a change of market cap by Glassnode's 90-day ratio, ΔMC / 4.

    cap_change    ΔMC, USD, any shape, signed
    returns       USD, signed, the same shape
    raises        ValueError naming the index that is not finite
    source        `GLASSNODE`; `realised_multiplier` measures it afresh over a window
    """
    return _behind(cap_change, GLASSNODE)


@formula("valuation.capital_behind_gabaix_koijen", returns="USD", cap_change="USD")
def capital_behind_gabaix_koijen(cap_change: Array) -> Array:
    """Flow behind a change of market cap by the estimate for equities, ΔMC / 5.

    cap_change    ΔMC, USD, any shape, signed
    returns       USD, signed, the same shape
    raises        ValueError naming the index that is not finite
    source        `GABAIX_KOIJEN`; another market, for scale only
    """
    return _behind(cap_change, GABAIX_KOIJEN)


@formula("valuation.realised_multiplier", returns="x", cap_change="USD", realised_change="USD")
def realised_multiplier(cap_change: Array, realised_change: Array) -> Array:
    """Dollars of market cap per dollar of realised cap over one window, ΔMC / ΔRC.

    Realised cap moves when coins change hands at another price, so it is the nearest measure of
    capital that came in or left. No answer where the two moved apart or realised cap stood still.

    cap_change         ΔMC, USD, any shape, signed
    realised_change    ΔRC, USD over the same window, broadcasts with ΔMC, signed
    returns            dimensionless, ≥ 0, NaN where the signs differ or ΔRC is 0
    raises             ValueError naming the argument and index that is out of range
    source             Glassnode, realised capital to valuation change ratio, inverted
    """
    cap_change, realised_change = inside(
        cap_change=(cap_change, FINITE), realised_change=(realised_change, FINITE)
    )
    together = (realised_change != 0.0) & (cap_change * np.sign(realised_change) >= 0.0)
    return cap_change / np.where(together, realised_change, np.nan)


def _behind(cap_change: Array, multiplier: Multiplier) -> Array:
    (cap_change,) = inside(cap_change=(cap_change, FINITE))
    return cap_change / multiplier.value
