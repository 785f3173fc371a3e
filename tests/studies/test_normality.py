"""How usual the fall of November 2025 was, in bitcoin's own history."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.normality.cases import cases
from engine.formulas.normality.drawdowns import fall_among_past
from engine.formulas.normality.falls import falls_after_rises
from engine.formulas.normality.lowest import Lowest
from engine.formulas.normality.tail import log_losses
from engine.formulas.normality.tail_readings import tail_index
from tests.formulas.normality.worlds import bootstrap_interval
from tests.studies.market import ABSENT, daily

pytestmark = pytest.mark.skipif(ABSENT, reason="no shared market history beside the checkout")

TRIPLED = 2.0, 730.0, 0.25, 365.0, 0.95  # up 200 % within two years, down 25 % within one


@pytest.fixture(scope="module")
def closes():
    """Closes from 2014 on."""
    return daily().between("2014-01-01", "2025-11-22").close


def test_the_fall_of_2025_was_neither_the_deepest_nor_the_fastest_of_its_kind(closes):
    found = fall_among_past(closes, 0.25)
    assert found.past >= 10
    assert found.shallower < 0.5
    assert found.slower < 0.5
    assert 30 < found.days < 60


def test_every_such_rise_was_followed_by_such_a_fall_and_so_was_nearly_every_year(closes):
    found = falls_after_rises(closes, *TRIPLED)
    assert found.share == 1.0
    assert found.base_rate > 0.9
    assert found.placebo > 0.5


def test_the_cases_are_so_few_that_the_interval_says_so(closes):
    found = falls_after_rises(closes, *TRIPLED)
    assert found.rises < 6
    assert found.high - found.low > 0.5


def test_large_daily_losses_have_a_power_tail_near_the_cube(closes):
    for share in (0.01, 0.025):
        found = tail_index(closes, share, 5.0, 0.95)
        assert 2.0 < found.low < 3.0 < found.high < 5.0


def test_the_more_of_the_days_it_takes_in_the_lower_the_index(closes):
    found = tail_index(closes, np.array([0.01, 0.025, 0.05, 0.1]), 5.0, 0.95).alpha
    assert (np.diff(found) < 0.0).all()


def test_a_block_bootstrap_gives_an_interval_no_wider_than_that_by_clusters(closes):
    drawn = bootstrap_interval(log_losses(closes), 0.05, 20, 400, 0.95, 1)
    counted = tail_index(closes, 0.05, 5.0, 0.95)
    assert counted.low < drawn[0] < drawn[1] < counted.high


def test_no_close_after_a_day_changes_what_is_said_of_it(closes):
    asked = 0.5, 180, 0.25, 60
    then, now = cases(Lowest(closes[:2_000]), *asked), cases(Lowest(closes), *asked)
    assert then.start.size > 3
    assert then.start.tolist() == now.start[: then.start.size].tolist()
    assert then.fell.tolist() == now.fell[: then.fell.size].tolist()


def test_days_before_the_history_began_change_nothing(closes):
    padded = np.concatenate([np.full(500, np.nan), closes])
    assert tail_index(padded, 0.05, 5.0, 0.95) == tail_index(closes, 0.05, 5.0, 0.95)
    assert fall_among_past(padded, 0.2) == fall_among_past(closes, 0.2)
