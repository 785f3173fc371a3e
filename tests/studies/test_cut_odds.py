"""The meeting tree against the odds that were published for every meeting of a year.

No futures prices are in the shared files, so the rate expected after each meeting is taken from the
published odds themselves. What is tested is the tree: odds of a whole distribution from one number
a meeting.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
import pytest

from engine.formulas.carry.tree import target_ranges
from tests.studies.market import ABSENT, rows

pytestmark = pytest.mark.skipif(ABSENT, reason="no shared market history beside the checkout")

STEP, RANGE = 25, 425  # basis points; the target's lower end from 18 December 2024 on
FIRST_DAY = "2025-03-20"  # the meetings before May are not in the file, and March's was over


@cache
def published() -> dict[str, dict[str, dict[int, float]]]:
    """Odds by day, meeting and lower end of the range, scaled to add up to 1."""
    days: dict = defaultdict(lambda: defaultdict(dict))
    for row in rows("fedwatch_2025.csv"):
        odds = days[row["as_of"]][row["meeting"]]
        odds[int(row["rate_low_bp"])] = float(row["probability"])
    for meetings in days.values():
        for meeting, odds in meetings.items():
            meetings[meeting] = {low: p / sum(odds.values()) for low, p in odds.items()}
    return days


@cache
def differences() -> list[list[float]]:
    """Largest gap between tree and published odds after the first, second … meeting, by day."""
    gaps: list[list[float]] = [[] for _ in range(10)]
    for day, meetings in published().items():
        ahead = sorted(meeting for meeting in meetings if meeting > day)
        if day >= FIRST_DAY:
            for number, gap in enumerate(_gaps([meetings[m] for m in ahead])):
                gaps[number].append(gap)
    return gaps


def _gaps(told: list[dict[int, float]]) -> list[float]:
    expected = [sum(low * p for low, p in odds.items()) for odds in told]
    steps = np.diff([RANGE, *expected]) / STEP
    lowest, odds = target_ranges(steps, RANGE, STEP)
    return [
        max(abs(p - there.get(round(low), 0.0)) for low, p in zip(lowest, row, strict=True))
        for row, there in zip(odds, told, strict=True)
    ]


def test_more_than_a_hundred_days_are_compared():
    assert len(differences()[1]) > 100


@pytest.mark.parametrize(("meeting", "points"), [(2, 0.005), (4, 0.01), (8, 0.05)])
def test_the_tree_gives_the_published_odds(meeting, points):
    """Median over the days of the largest gap, in percentage points."""
    assert 100 * np.median(differences()[meeting - 1]) < points


def test_no_published_range_is_off_by_more_than_two_points():
    """The widest gap is on a day of decision, when the meeting's own month is half over."""
    assert 100 * max(max(gaps) for gaps in differences() if gaps) < 2.0
