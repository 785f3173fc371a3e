"""floor: figures somebody published, and closed forms."""

from __future__ import annotations

from functools import partial
from math import acos, cos, erf, exp, log, pi, sqrt
from statistics import NormalDist, mean, stdev

import numpy as np

from engine.forecast import anchors
from engine.forecast.anchors import LOWS, mean_and_deviation
from engine.forecast.condition_record import CONFIDENCE
from engine.forecast.leaning_walk import lowest_law
from engine.forecast.random_walk import CLOSES, chance_low_is_in
from engine.numeric.normal import normal_quantile
from engine.numeric.proportion import exact_interval
from tests.forecast.scores import (
    brier,
    crps_from_quantiles,
    crps_normal,
    crps_sample,
    kupiec,
    pinball,
    pit,
)
from tests.formulas.checks import Check

LEVELS = np.arange(1, 100) / 100
RATIOS = [log(ratio) for ratio in (0.423, 0.57, 0.690, 0.877, 0.758)]
RATIOS_OF = "arithmetic on five ratios as CoinMetrics and others published them"
FIVE_LOWS = "exp(m ± t·s·√(1 + 1/5)), t(4; 0.9) in closed form"
ZETA = -1.4603545088095868  # ζ(½)
T_OF_4 = 2 * sqrt(cos(acos(0.6) / 3) / 0.6 - 1)  # √(4p(1 − p)) is 0.6 at 90 %


def band(ratios: list[float], t: float, side: int) -> float:
    """One edge of the band over realised price that the logarithms of past ratios give."""
    return exp(mean(ratios) + side * t * stdev(ratios) * sqrt(1 + 1 / len(ratios)))


CHECKS: tuple[Check, ...] = (
    Check(
        "mean of ln(low/realised price) over five lows",
        RATIOS_OF,
        mean(RATIOS),
        lambda: mean_and_deviation(LOWS)[0],
    ),
    Check(
        "their sample deviation",
        RATIOS_OF,
        stdev(RATIOS),
        lambda: mean_and_deviation(LOWS)[1],
    ),
    Check(
        "lower edge of the band over realised price",
        FIVE_LOWS,
        band(RATIOS, T_OF_4, -1),
        lambda: anchors.band(1.0, 0.8).low,
    ),
    Check(
        "upper edge of the band over realised price",
        FIVE_LOWS,
        band(RATIOS, T_OF_4, 1),
        lambda: anchors.band(1.0, 0.8).high,
    ),
    *(
        Check(
            f"chance that no close of {days} days is below today's",
            "2Φ(−ζ(½)/√(2πH)) − 1 = erf(−ζ(½)/√(4πH))",
            100 * erf(-ZETA / sqrt(4 * pi * days)),
            partial(lambda days: 100 * chance_low_is_in(1.0, 1.0, 0.5, days), days),
            "%",
        )
        for days in (90, 180, 365)
    ),
    Check(
        "chance that a walk with a drift of its own variance ever falls by 0.5",
        "the lowest point of a rising walk is exponential: e^(−2μd/σ²)",
        exp(-1.0),
        lambda: lowest_law(0.5 / 40.0, 40.0),
    ),
    Check(
        "upper end of the exact interval for none of ten, 90 %",
        "1 − 0.05^(1/10)",
        1.0 - 0.05**0.1,
        lambda: exact_interval(0, 10, CONFIDENCE)[1],
    ),
    Check(
        "upper end of the exact interval for one of five, 90 %",
        "the p at which (1 − p)⁵ + 5p(1 − p)⁴ is 5 %, from tables of the binomial",
        "0.6574",
        lambda: exact_interval(1, 5, CONFIDENCE)[1],
    ),
    Check(
        "shift of a barrier seen at closes only",
        "Broadie, Glasserman & Kou 1997",
        "0.5826",
        lambda: CLOSES,
    ),
    Check(
        "CRPS of N(0, 1) at 0",
        "properscoring, crps_gaussian",
        "0.23369497725511",
        lambda: crps_normal(0.0, 1.0, 0.0),
    ),
    Check(
        "the same in closed form",
        "(√2 − 1)/√π",
        (sqrt(2) - 1) / sqrt(pi),
        lambda: crps_normal(0.0, 1.0, 0.0),
    ),
    Check(
        "the same from 99 quantiles",
        "twice the mean pinball loss, level by level",
        2 * mean(abs(NormalDist().inv_cdf(i / 100)) * min(i, 100 - i) / 100 for i in range(1, 100)),
        lambda: crps_from_quantiles(LEVELS, normal_quantile(LEVELS), 0.0),
    ),
    Check(
        "CRPS of a forecast that is all but certain, 3 away",
        "the distance of y from μ, less σ/√π",
        3.0 - 1e-6 / sqrt(pi),
        lambda: crps_normal(0.0, 1e-6, 3.0),
    ),
    Check(
        "fair CRPS of the draws 0 and 1 at 0",
        "½ − ½",
        0.0,
        lambda: crps_sample(np.array([0.0, 1.0]), 0.0),
    ),
    Check(
        "fair CRPS of the draws 1, 2, 4 at 3",
        "4/3 − ½·(1 + 3 + 2)/3",
        1 / 3,
        lambda: crps_sample(np.array([1.0, 2.0, 4.0]), 3.0),
    ),
    Check(
        "pinball loss of a 90 % quantile 2 too low", "0.9·2", 1.8, lambda: pinball(0.9, 10.0, 12.0)
    ),
    Check(
        "PIT of 2 among the draws 1, 2, 2, 5",
        "(1 + 1)/4",
        0.5,
        lambda: pit(np.array([1.0, 2, 2, 5]), 2.0),
    ),
    Check("Brier score of 30 % for what came", "0.7²", 0.49, lambda: brier(0.3, 1.0)),
    Check(
        "Kupiec's statistic, 57 exceptions of 1,043 at 5 %",
        "MathWorks, varbacktest pof",
        "0.46147",
        lambda: kupiec(57.0, 1_043.0, 0.05)[0],
    ),
    Check(
        "its p-value",
        "MathWorks, varbacktest pof",
        "0.49694",
        lambda: kupiec(57.0, 1_043.0, 0.05)[1],
    ),
    Check(
        "Kupiec's statistic without an exception in 250 at 1 %",
        "−2·250·ln 0.99",
        -500 * log(0.99),
        lambda: kupiec(0.0, 250.0, 0.01)[0],
    ),
)
