"""Multipliers: a change of market cap comes in, the flow one estimator puts behind it goes out.

"Dollars of market cap per dollar of flow" has five published estimators. They differ in kind, by a
factor of thirty, so each has a field of its own name and nothing averages two of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple

from engine.formulas.register import formula
from engine.numeric.arguments import FINITE, Arg, Array, Out


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


class CapitalBehind(NamedTuple):
    """The flow that each of `MULTIPLIERS`, in their order, puts behind a change of market cap."""

    bank_of_america: Annotated[Array, Out("USD", "ΔMC/118, a figure of 2021", only="btc")]
    citi: Annotated[Array, Out("USD", "ΔMC/65, a regression of 2025, at $1.9tn", only="btc")]
    mazur_polyzos: Annotated[Array, Out("USD", "ΔMC/61, a regression of 2024", only="btc")]
    glassnode: Annotated[Array, Out("USD", "ΔMC/4, a ratio over 90 days", only="btc")]
    gabaix_koijen: Annotated[Array, Out("USD", "ΔMC/5, of equities, for scale only")]


@formula("valuation.capital_behind")
def capital_behind(
    cap_change: Annotated[Array, Arg("USD", FINITE, "ΔMC, signed")],
) -> CapitalBehind:
    """Flow behind a change of market cap by each published multiplier M, ΔMC / M.

    source    `MULTIPLIERS`
    """
    return CapitalBehind(*(cap_change / estimate.value for estimate in MULTIPLIERS))
