"""A driftless random walk: price, volatility and horizon come in, the lowest close ahead goes out.

It is the benchmark that any judgement on a floor must beat, not a judgement of its own. ln P moves
by independent normal steps of constant volatility and no drift, seen at daily closes; today's close
is not among those ahead. Closes are what "below" means here: trading below is likelier.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import AT_LEAST_ONE, POSITIVE, PROBABILITY, Array, inside
from engine.numeric.normal import normal_cdf, normal_quantile

# −ζ(½)/√(2π): how far, in steps, a barrier seen only at closes lies from one seen always.
CLOSES = 0.5825971579390107
# Annual volatility is that of daily closes times this root: the catalogue's convention.
CLOSES_A_YEAR = 365


@formula(
    "floor.lowest_close",
    returns="ratio",
    volatility="ratio",
    horizon="day",
    probability="ratio",
)
def lowest_close(volatility: Array, horizon: Array, probability: Array) -> Array:
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
    raises         ValueError naming the argument and index that is out of range
    source         reflection principle; Broadie, Glasserman & Kou 1997 for β
    """
    volatility, horizon, probability = inside(
        volatility=(volatility, POSITIVE),
        horizon=(horizon, AT_LEAST_ONE),
        probability=(probability, PROBABILITY),
    )
    daily: Array = volatility / np.sqrt(CLOSES_A_YEAR)
    return daily * (np.sqrt(horizon) * normal_quantile(probability / 2.0) + CLOSES)


@formula(
    "floor.chance_of_close_below",
    returns="ratio",
    price="USD/coin",
    level="USD/coin",
    volatility="ratio",
    horizon="day",
)
def chance_of_close_below(price: Array, level: Array, volatility: Array, horizon: Array) -> Array:
    """Chance that some close of the next H days is below a level, driftless walk.

    min(1, 2Φ((ln(K/P) − β·σ√Δt) / (σ√H))) with β = 0.5826 and Δt one day.

    price         P, USD per coin, close today, any shape, > 0
    level         K, USD per coin, broadcasts with P, > 0
    volatility    σ, annual standard deviation of log returns, > 0
    horizon       H, days, ≥ 1
    returns       probability in [0, 1], the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        as `lowest_close`, of which it is the inverse
    """
    price, level, volatility, horizon = inside(
        price=(price, POSITIVE),
        level=(level, POSITIVE),
        volatility=(volatility, POSITIVE),
        horizon=(horizon, AT_LEAST_ONE),
    )
    daily = volatility / np.sqrt(CLOSES_A_YEAR)
    steps = np.log(level / price) / daily
    return np.minimum(1.0, 2.0 * normal_cdf((steps - CLOSES) / np.sqrt(horizon)))


@formula(
    "floor.chance_low_is_in",
    returns="ratio",
    price="USD/coin",
    lowest="USD/coin",
    volatility="ratio",
    horizon="day",
)
def chance_low_is_in(price: Array, lowest: Array, volatility: Array, horizon: Array) -> Array:
    """Chance that no close of the next H days is below the lowest close so far.

    1 − `chance_of_close_below` at the episode's lowest close. With today the lowest it reads
    4.9/3.5/2.4 % at H = 90/180/365 without any news: a benchmark, not hope.

    price         P, USD per coin, close today, any shape, > 0
    lowest        m, USD per coin, lowest close of the episode so far, broadcasts, > 0
    volatility    σ, annual standard deviation of log returns, > 0
    horizon       H, days, ≥ 1
    returns       probability in [0, 1], falling in H, the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        as `lowest_close`
    """
    price, lowest, volatility, horizon = inside(
        price=(price, POSITIVE),
        lowest=(lowest, POSITIVE),
        volatility=(volatility, POSITIVE),
        horizon=(horizon, AT_LEAST_ONE),
    )
    return 1.0 - chance_of_close_below(price, lowest, volatility, horizon)
