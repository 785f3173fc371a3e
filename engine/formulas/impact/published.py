"""Published parameters of impact: estimates with their range, sample and source, and nothing else.

What the claim pages assume stands in `rules/assumptions.yaml`, the one place for it. Here is only
what somebody measured; a test holds the assumed ranges against it. Where nothing was published that
could be verified, nothing is listed: neither the share of volume at which impact turns linear, nor
the depth that leaves in stress, nor the depth exponent of perpetuals.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A published estimate of one parameter; `low` and `high` are equal for a single figure."""

    parameter: str
    low: float
    high: float
    published: str
    sample: str
    source: str


PUBLISHED = (
    Estimate(
        "impact_coefficient",
        1.0,
        1.0,
        "2015-07",
        "over a million bitcoin metaorders; the coefficient is given as of order one, not fitted",
        "Donier & Bonart 2015, arXiv 1412.4503; Tóth et al. 2011",
    ),
    Estimate(
        "impact_exponent",
        0.486,
        0.492,
        "2024-11",
        "every liquid stock in Tokyo over eight years: mean 0.489, two standard errors of 0.0015",
        "Sato & Kanazawa 2024, arXiv 2411.13965",
    ),
    Estimate(
        "depth_exponent",
        0.67,
        0.67,
        "2025-08",
        "Binance BTC/FDUSD, 50,526 minutes from July 2025: $3.50M at 10 bp and $16.53M at 100 bp",
        "Amberdata, How liquidity really works in crypto markets; the exponent is our arithmetic",
    ),
)
