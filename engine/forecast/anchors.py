"""Anchors: a realised price comes in, the band in which past lows would put the next one goes out.

The record is five lows, chosen because they were lows, so the band is wide and flatters the anchor:
realised price was never the floor itself, and every low undershot it. It says what the record says
and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Annotated, NamedTuple

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import POSITIVE, PROBABILITY, Arg, Array, Out, upper_end
from engine.numeric.student import t_quantile


@dataclass(frozen=True)
class Low:
    """A published low: close and realised price in USD on its day, and their published ratio."""

    day: str
    price: float
    realised_price: float
    market_to_realised: float
    source: str

    @property
    def log_ratio(self) -> float:
        """ln(price / realised price), from the published ratio."""
        return log(self.market_to_realised)


LOWS = (
    Low("2011-11-18", 2.105, 4.97, 0.423, "CoinMetrics"),
    Low("2015-01-14", 177.0, 311.0, 0.57, "CoinMetrics; closes of the day run from 175.6 to 178.1"),
    Low("2018-12-15", 3_185.0, 4_613.0, 0.690, "CoinMetrics"),
    Low("2020-03-12", 4_959.0, 5_652.0, 0.877, "CoinMetrics"),
    Low("2022-11-09", 15_863.0, 20_900.0, 0.758, "between CoinMetrics 15,758, CryptoQuant 15,891"),
)


# March 2020 lies inside the drawdown of 2017 to 2020: one low an episode leaves it out.
def mean_and_deviation(lows: tuple[Low, ...]) -> tuple[float, float]:
    """Mean and sample deviation of ln(low / realised price).

    lows       past lows, at least two
    returns    (m, s); −0.44 and 0.28 for the five of `LOWS`
    raises     ValueError when there are fewer than two lows
    source     definition
    """
    if len(lows) < 2:
        raise ValueError(f"lows holds {len(lows)}: a spread needs at least two")
    ratios = [low.log_ratio for low in lows]
    mean = sum(ratios) / len(ratios)
    return mean, sqrt(sum((ratio - mean) ** 2 for ratio in ratios) / (len(ratios) - 1))


def predictive_band(lows: tuple[Low, ...], confidence: float) -> tuple[float, float]:
    """Band for the next low over realised price, exp(m ∓ t·s·sqrt(1 + 1/n)).

    m and s are the mean and standard deviation of ln(low / realised price), t the quantile of
    Student's t with n − 1 degrees of freedom at (1 + confidence)/2.

    lows          past lows, at least two
    confidence    chance that the next low falls inside, strictly between 0 and 1
    returns       (low, high) as multiples of realised price
    raises        ValueError when there are fewer than two lows or confidence is out of range
    source        normal predictive interval for one further observation, e.g. Hahn & Meeker 1991
    """
    n = len(lows)
    mean, deviation = mean_and_deviation(lows)
    reach = t_quantile(float(upper_end(confidence)), n - 1) * deviation * sqrt(1.0 + 1.0 / n)
    return exp(mean - reach), exp(mean + reach)


def held_beforehand(confidence: float) -> tuple[int, int]:
    """How many of `LOWS` lay in the band that the lows before them gave, and of how many.

    confidence    as for `predictive_band`
    returns       (held, tried): the first two lows have no band before them
    raises        nothing
    source        the record of the band itself
    """
    bands = [(LOWS[n], predictive_band(LOWS[:n], confidence)) for n in range(2, len(LOWS))]
    return sum(low <= a.market_to_realised <= high for a, (low, high) in bands), len(bands)


class Band(NamedTuple):
    """Where past lows put the next one, from the n = 5 published `LOWS`."""

    low: Annotated[Array, Out("USD/coin", "0.40 of realised price at 80 %")]
    high: Annotated[Array, Out("USD/coin", "1.03 of realised price at 80 %")]


@formula("floor.band", only="btc")
def band(
    realised_price: Annotated[Array, Arg("USD/coin", POSITIVE, "RP")],
    confidence: Annotated[Array, Arg("ratio", PROBABILITY, "chance of the next low falling in it")],
) -> Band:
    """Edges of the band that past lows give the next one, RP·exp(m ∓ t·s·sqrt(1 + 1/n)).

    Lows were chosen as lows, and one an episode (n = 4) gives a lower edge of 0.37.

    source    `predictive_band` of `LOWS`
    """
    levels, where = np.unique(confidence, return_inverse=True)
    edges = np.array([predictive_band(LOWS, float(level)) for level in levels])
    low, high = (edges[where, side].reshape(confidence.shape) for side in (0, 1))
    return Band(realised_price * low, realised_price * high)
