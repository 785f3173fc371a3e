"""Peaks, troughs, falls and percentiles: what they say of a few days, and when nothing."""

from __future__ import annotations

import pytest

from kb.clock import day_number
from tests.worlds import daily, reading, told


def test_a_peak_over_sparse_facts_prints_how_many_days_it_saw():
    sparse = daily("price.close", "2025-11-17", 100, None, None, None, 95)
    assert reading("peak(price.close, 5d)", sparse).coverage == (2, 5)


@pytest.mark.parametrize("measure", ["peak", "trough", "drawdown"])
def test_one_day_alone_is_neither_high_nor_low(measure):
    alone = told("price.close", "2025-11-17", 95)
    assert reading(f"{measure}(price.close, 5d)", alone).detail == "1 of 5 days"
    assert reading(f"{measure}(price.close, 1d)", alone).value is not None


def test_of_two_equal_peaks_the_earlier_day_is_named():
    flat = daily("price.close", "2025-11-17", 120, 120, 95)
    assert reading("peak(price.close, 3d)", flat).as_of == day_number("2025-11-15")


def test_a_percentile_counts_today_and_its_equals():
    level = daily("price.close", "2025-11-17", 1, 2, 2, 3, 2)
    assert reading("percentile(price.close, 5d)", level).value == pytest.approx(4 / 5)


@pytest.mark.parametrize("peak", [-2, 0])
def test_a_drawdown_from_a_peak_not_above_zero_does_not_apply(peak):
    below = daily("fund.flow", "2025-11-17", -3, peak, -5)
    seen = reading("drawdown(fund.flow, 3d)", below)
    assert (seen.value, seen.reason) == (None, "not_applicable")


def test_a_drawdown_from_a_small_peak_applies():
    assert (
        reading("drawdown(coins.spent, 2d)", daily("coins.spent", "2025-11-17", 0.5, 0.25)).value
        == 0.5
    )


@pytest.mark.parametrize("measure", ["peak", "trough", "mean", "drawdown", "percentile"])
def test_a_window_without_a_day_is_unknown(measure):
    four_days_old = told("price.close", "2025-11-13", 100)
    assert reading(f"{measure}(price.close, 3d)", four_days_old).reason == "missing"
