"""carry: figures somebody published, and closed forms."""

from __future__ import annotations

from datetime import date
from math import log

import numpy as np

from engine.formulas.carry.meetings import MeetingOdds, meeting_odds
from engine.formulas.carry.odds import implied_rate
from engine.formulas.carry.tree import meeting_tree, target_ranges
from engine.formulas.carry.weight import (
    duration_needed,
    expected_rate_shift,
    given_up,
    relative_weight_change,
    weight_change,
)
from tests.formulas.checks import Check

YEAR, BP, STEP = 365.25, 1e-4, 0.0025
SHIFT = 12.5 * BP
CME = "CME, Fed Funds Futures Probability Tree Calculator"
SETTLEMENT = "CME FedWatch worked example, settlement of 12 September 2022"
AGGREGATED = "½·½ + ½·½, with the contracts of CME's aggregated example of May 2024"


def september_2015(day: int) -> MeetingOdds:
    """FFQ5 99.8675 and FFU5 99.805, with the decision on a day of September."""
    strip = {date(2015, 8, 1): implied_rate(99.8675), date(2015, 9, 1): implied_rate(99.805)}
    return meeting_odds(strip, [date(2015, 9, day)], STEP)


def autumn_2022() -> MeetingOdds:
    """Three contracts without August's, which was over: October is the anchor of both meetings."""
    prices = {9: 97.4475, 10: 96.94, 11: 96.43}
    strip = {date(2022, month, 1): implied_rate(price) for month, price in prices.items()}
    return meeting_odds(strip, [date(2022, 9, 21), date(2022, 11, 2)], STEP)


def june_and_july_2024() -> np.ndarray:
    """Odds of no rise, one and two by July: the contracts imply 5.125 %, 5.25 % and 5.375 %."""
    steps = np.diff([0.05125, 0.0525, 0.05375]) / STEP
    return target_ranges(steps, 0.05, STEP)[1][1]


CHECKS: tuple[Check, ...] = (
    Check("odds of a hike on 17 September 2015: FFQ5 99.8675, FFU5 99.805", CME, "53.6",
          lambda: 100 * september_2015(17).steps[0], "%"),
    Check("rate after that meeting", CME, "0.26643",
          lambda: 100 * september_2015(17).after[0], "%"),
    Check("the same odds, counting the day of the decision as before it",
          "30/13·(0.195 − 17/30·0.1325) less 0.1325, over 0.25",
          100 * (30 / 13 * (0.195 - 17 / 30 * 0.1325) - 0.1325) / 0.25,
          lambda: 100 * september_2015(18).steps[0], "%"),
    Check("rate before the meeting of 21 September 2022, back from October", SETTLEMENT, "2.2987",
          lambda: 100 * autumn_2022().before[0], "%"),
    Check("change of rate in September 2022", SETTLEMENT, "0.7613",
          lambda: 100 * (autumn_2022().after - autumn_2022().before)[0], "%"),
    Check("rate after the meeting of 2 November 2022, forward from October", SETTLEMENT, "3.5876",
          lambda: 100 * autumn_2022().after[1], "%"),
    Check("change of rate in November 2022", SETTLEMENT, "0.5276",
          lambda: 100 * (autumn_2022().after - autumn_2022().before)[1], "%"),
    Check("odds of two steps, 2.1103 being expected",
          "CME, Understanding the FedWatch Tool Methodology", "88.97",
          lambda: 100 * meeting_tree(np.array([2.1103]))[1][0], "%"),
    Check("odds of one rise after two meetings of 50 % each", AGGREGATED, 0.5,
          lambda: june_and_july_2024()[1]),
    Check("rate shift as odds fall from 90 % to 40 %, a cut being 25 bp", "(0.9 − 0.4)·25 bp", 12.5,
          lambda: expected_rate_shift(0.9, 0.4, STEP) / BP, "bp"),
    Check("the same as interest over a year", "12.5 bp · 1 year", 12.5,
          lambda: given_up(SHIFT, YEAR) / BP, "bp"),
    Check("change of the Merton weight, 12.5 bp, σ = 50 %, γ = 1", "−Δr/(γσ²)", -0.5,
          lambda: 100 * weight_change(SHIFT, 0.5, 1.0), "pp"),
    Check("change of the Merton weight, 12.5 bp, σ = 50 %, γ = 3", "−Δr/(γσ²)", -0.5 / 3,
          lambda: 100 * weight_change(SHIFT, 0.5, 3.0), "pp"),
    Check("the same over the weight, premium 5 %", "−Δr/(μ − r)", -2.5,
          lambda: 100 * relative_weight_change(SHIFT, 0.05), "%"),
    Check("the same over the weight, premium 20 %", "−Δr/(μ − r)", -0.625,
          lambda: 100 * relative_weight_change(SHIFT, 0.2), "%"),
    Check("duration at which 12.5 bp take a quarter off the price", "ln(4/3)/Δr",
          log(4 / 3) / SHIFT, lambda: duration_needed(SHIFT, 0.25) / YEAR, "years"),
)  # fmt: skip
