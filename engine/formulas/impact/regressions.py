"""Published regressions of price on flow: a flow comes in, the return that went with it goes out.

They are co-movement, kept apart from mechanical impact: flows and prices answer the same news, and
the coefficient carries both. Each is named and dated; none is averaged with another or with a law
of impact, and none is ever a channel of an attribution.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import FINITE, POSITIVE, Array, inside


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
CITI_NOVEMBER = Regression(
    "Citi, November 2025",
    "2025-11-24",
    0.034,
    "ratio",
    1e9,
    "weekly returns on net flow of US spot funds; flow goes with some 45 % of their variation",
    "Saunders, Citi Research, as Bloomberg and others reported it",
)
MAZUR_POLYZOS = Regression(
    "Mazur & Polyzos 2024",
    "2024-04-29",
    9_300.0,
    "USD/coin",
    3e9,
    "daily price level on cumulative flow in the funds' first weeks, R² 95 %: two trends, so an "
    "R² that says little",
    "Mazur & Polyzos, Spot Bitcoin ETFs, SSRN 4810965; Journal of Alternative Investments 27 (4)",
)

# In order of publication.
REGRESSIONS = (MAZUR_POLYZOS, CITI_JULY, CITI_NOVEMBER)


@formula(
    "impact.regression_effect",
    returns="ratio",
    amount="USD",
    effect="ratio",
    per_amount="USD",
)
def regression_effect(amount: Array, effect: Array, per_amount: Array) -> Array:
    """Co-movement of price with a flow as a published regression has it, Q·e / q.

    Not mechanical impact: it is shown beside the square-root law, never averaged with it and never
    used as a channel.

    amount        Q, USD of flow, signed, any shape
    effect        e, return per `per_amount` of flow, broadcasts with Q
    per_amount    q, USD, > 0
    returns       return that went with such a flow, signed, the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        definition; `REGRESSIONS` lists what was published, some ten times the
                  square-root law's 0.32 % per $1bn
    """
    amount, effect, per_amount = inside(
        amount=(amount, FINITE), effect=(effect, FINITE), per_amount=(per_amount, POSITIVE)
    )
    return amount * effect / per_amount


@formula("impact.citi_july_effect", returns="ratio", only="btc", amount="USD")
def citi_july_effect(amount: Array) -> Array:
    """Co-movement of price with a flow by Citi's regression of July 2025, Q·3.6 % / $1bn.

    amount     Q, USD of flow, signed, any shape
    returns    return that went with such a flow, signed, the same shape
    raises     ValueError naming the index that is not finite
    source     `CITI_JULY`; the latest slope in print until 24 November 2025
    """
    return _effect(amount, CITI_JULY)


@formula("impact.citi_november_effect", returns="ratio", only="btc", amount="USD")
def citi_november_effect(amount: Array) -> Array:
    """Co-movement of price with a flow by Citi's regression of November 2025, Q·3.4 % / $1bn.

    amount     Q, USD of flow, signed, any shape
    returns    return that went with such a flow, signed, the same shape
    raises     ValueError naming the index that is not finite
    source     `CITI_NOVEMBER`
    """
    return _effect(amount, CITI_NOVEMBER)


def _effect(amount: Array, regression: Regression) -> Array:
    slope, flow = np.asarray(regression.effect), np.asarray(regression.per_amount)
    return regression_effect(amount, slope, flow)
