"""carry: figures somebody published, and closed forms."""

from __future__ import annotations

from math import log

from engine.formulas.carry.odds import cut_probability, rate_after_meeting
from engine.formulas.carry.weight import duration_needed
from tests.formulas.checks import Check

YEAR, STEP = 365.25, 0.0025
CME = "CME, Fed Funds Futures Probability Tree Calculator"


def september_2015(days_before: float) -> float:
    """Rate in % after the decision: FFQ5 99.8675 before it, FFU5 99.805 the month's average."""
    return 100 * float(rate_after_meeting(0.00195, 0.001325, 30.0, days_before))


CHECKS: tuple[Check, ...] = (
    Check("rate after 17 September 2015: FFQ5 99.8675, FFU5 99.805", CME, "0.26643",
          lambda: september_2015(16.0), "%"),
    Check("odds of a hike at that meeting", CME, "53.6",
          lambda: 100 * (september_2015(16.0) - 0.1325) / 0.25, "%"),
    Check("the same odds, counting the day of the decision as before it",
          "30/13·(0.195 − 17/30·0.1325) less 0.1325, over 0.25",
          100 * (30 / 13 * (0.195 - 17 / 30 * 0.1325) - 0.1325) / 0.25,
          lambda: 100 * (september_2015(17.0) - 0.1325) / 0.25, "%"),
    Check("odds of a cut of 25 bp where 10 bp are expected", "10/25", 0.4,
          lambda: cut_probability(0.04, 0.039, STEP)),
    Check("duration at which 12.5 bp take a quarter off the price", "ln(4/3)/Δr",
          log(4 / 3) / 12.5e-4, lambda: duration_needed(12.5e-4, 0.25) / YEAR, "years"),
)  # fmt: skip
