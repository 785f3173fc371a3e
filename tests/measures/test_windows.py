"""Every measure of one slide, and what its window takes in."""

from __future__ import annotations

import pytest

from kb.clock import day_number
from tests.every import every
from tests.worlds import SLIDE, reading


@every(
    ("measure", "value", "as_of"),
    [
        ("price.close", 95, "2025-11-17"),
        ("peak(price.close, 5d)", 120, "2025-11-14"),
        ("peak(price.close, 3d)", 110, "2025-11-15"),
        ("trough(price.close, 5d)", 90, "2025-11-16"),
        ("mean(price.close, 5d)", 103, "2025-11-17"),
        ("lag(price.close, 2d)", 110, "2025-11-15"),
        ("change(price.close, 2d)", -15, "2025-11-17"),
        ("drawdown(price.close, 5d)", 1 - 95 / 120, "2025-11-17"),
        ("percentile(price.close, 5d)", 2 / 5, "2025-11-17"),
        ("crossed_below(price.close, 100 USD/coin, 5d)", 1, "2025-11-16"),
    ],
)
def test_each_measure_of_one_slide(measure, value, as_of):
    seen = reading(measure, SLIDE)
    assert seen.value == pytest.approx(value, rel=1e-15)
    assert seen.as_of == day_number(as_of)


def test_a_window_opens_after_its_first_day():
    assert reading("peak(price.close, 3d)", SLIDE).value == 110
    assert reading("peak(price.close, 4d)", SLIDE).value == 120


def test_a_reading_names_the_facts_it_used():
    assert reading("peak(price.close, 5d)", SLIDE).facts == (2,)
    assert reading("change(price.close, 2d)", SLIDE).facts == (3, 5)
    assert reading("mean(price.close, 5d)", SLIDE).facts == (1, 2, 3, 4, 5)
