"""A published regression of price on flow: a flow comes in, the return that went with it goes out.

It is co-movement, kept apart from mechanical impact: flows and prices answer the same news, and the
coefficient carries both. It is named and dated, never averaged with a law of impact, and never a
channel of an attribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from engine.formulas.register import formula
from engine.numeric.arguments import FINITE, Arg, Array, Out


@dataclass(frozen=True)
class Regression:
    """One published slope: `effect`, in `unit`, for each `per_amount` dollars of flow."""

    name: str
    published: str
    effect: float
    unit: str
    per_amount: float
    sample: str
    source: str


CITI_JULY = Regression(
    "Citi, July 2025",
    "2025-07-25",
    0.036,
    "ratio",
    1e9,
    "weekly returns on net flow of US spot funds; flow goes with some 41 % of their variation",
    "Rupert & Saunders, Citi Research, as the Financial Times and others reported it",
)


@formula("impact.citi_july_effect", only="btc")
def citi_july_effect(
    amount: Annotated[Array, Arg("USD", FINITE, "Q, net flow into the funds; below 0 out of them")],
) -> Annotated[Array, Out("ratio", "return that went with such a flow, of its sign")]:
    """Co-movement of price with a flow by Citi's regression of July 2025, Q·3.6 % / $1bn.

    source    `CITI_JULY`; the latest slope in print until 24 November 2025
    """
    return amount * CITI_JULY.effect / CITI_JULY.per_amount
