"""A driftless random walk: price, volatility and horizon come in, the lowest close ahead goes out.

It is the benchmark that any judgement on a floor must beat, not a judgement of its own. ln P moves
by independent normal steps of constant volatility and no drift, seen at daily closes; today's close
is not among those ahead. Closes are what "below" means here: trading below is likelier.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import AT_LEAST_ONE, POSITIVE, PROBABILITY, Arg, Array, Out
from engine.numeric.normal import normal_cdf, normal_quantile

# −ζ(½)/√(2π): how far, in steps, a barrier seen only at closes lies from one seen always.
CLOSES = 0.5825971579390107
# Annual volatility is that of daily closes times this root: the catalogue's convention.
CLOSES_A_YEAR = 365


Price = Annotated[Array, Arg("USD/coin", POSITIVE, "P, close today")]
Volatility = Annotated[Array, Arg("ratio", POSITIVE, "σ, annual standard deviation of log returns")]
Horizon = Annotated[Array, Arg("day", AT_LEAST_ONE, "H")]


class LowestClose(NamedTuple):
    """Quantiles of the lowest close ahead."""

    low: Annotated[Array, Out("USD/coin", "at which it is as rarely at most this as stated")]
    even: Annotated[Array, Out("USD/coin", "at which it is as likely as not")]
    high: Annotated[Array, Out("USD/coin", "at which it is as rarely above this")]


@formula("floor.lowest_close")
def lowest_close(
    price: Price,
    volatility: Volatility,
    horizon: Horizon,
    tail: Annotated[Array, Arg("ratio", PROBABILITY, "p, chance on each side, below ½")],
) -> LowestClose:
    """Quantiles of the lowest close of the next H days, P·exp(x_p), driftless walk.

    x_p is `log_of_lowest` at p, at ½ and at 1 − p. It may stand slightly above today's close where
    p is small, since that does not count.

    source    as `log_of_lowest`
    """
    return LowestClose(
        *(price * np.exp(log_of_lowest(volatility, horizon, p)) for p in (tail, 0.5, 1.0 - tail))
    )


def log_of_lowest(volatility: Array, horizon: Array, probability: Array | float) -> Array:
    """Quantile of X = ln(lowest close of the next H days / close today), driftless walk.

    x_p = σ·√H·Φ⁻¹(p/2) + β·σ·√(1 day), from P(X ≤ x) = 2Φ((x − βσ√Δt)/(σ√H)): reflection at
    a barrier shifted by β = 0.5826 daily steps. From a quarter of σ·√H below today's close on, p is
    within 0.2 points of an exact recursion at H = 30 and 0.07 at H = 90. At today's close it is
    rougher: P(X > 0) = 4.9/3.5/2.4 % at H = 90/180/365, where the truth is 5.9/4.2/3.0 %.

    volatility     σ, annual standard deviation of log returns, any shape, > 0
    horizon        H, days, broadcasts, ≥ 1
    probability    p, chance that the lowest close is at most this, strictly between 0 and 1
    returns        x_p, log of a price ratio, the broadcast shape; rises with p, slightly above 0
                   near p = 1, since today's close does not count
    raises         nothing
    source         reflection principle; Broadie, Glasserman & Kou 1997 for β
    """
    daily: Array = volatility / np.sqrt(CLOSES_A_YEAR)
    return daily * (np.sqrt(horizon) * normal_quantile(np.asarray(probability) / 2.0) + CLOSES)


@formula("floor.chance_of_close_below")
def chance_of_close_below(
    price: Price,
    level: Annotated[Array, Arg("USD/coin", POSITIVE, "K")],
    volatility: Volatility,
    horizon: Horizon,
) -> Annotated[Array, Out("ratio", "probability")]:
    """Chance that some close of the next H days is below a level, driftless walk.

    min(1, 2Φ((ln(K/P) − β·σ√Δt) / (σ√H))) with β = 0.5826 and Δt one day.

    source    as `log_of_lowest`, of which it is the inverse
    """
    daily = volatility / np.sqrt(CLOSES_A_YEAR)
    steps = np.log(level / price) / daily
    return np.minimum(1.0, 2.0 * normal_cdf((steps - CLOSES) / np.sqrt(horizon)))


@formula("floor.chance_low_is_in")
def chance_low_is_in(
    price: Price,
    lowest: Annotated[Array, Arg("USD/coin", POSITIVE, "m, lowest close of the episode so far")],
    volatility: Volatility,
    horizon: Horizon,
) -> Annotated[Array, Out("ratio", "probability, falling in H")]:
    """Chance that no close of the next H days is below the lowest close so far.

    1 − `chance_of_close_below` at the episode's lowest close. With today the lowest it reads
    4.9/3.5/2.4 % at H = 90/180/365 without any news: a benchmark, not hope.

    source    as `log_of_lowest`
    """
    return 1.0 - chance_of_close_below(price, lowest, volatility, horizon)
