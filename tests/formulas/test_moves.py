"""Moves of a day: how far the last day went and how rare that was, against a plain loop."""

from __future__ import annotations

from math import log
from statistics import stdev

import numpy as np
import pytest

from engine.formulas.moves import (
    BRIDGED,
    ENOUGH,
    close,
    coins_closed,
    days_of_rise,
    low,
    on_the_day,
    widest,
)

NAN = float("nan")


def walked(days: int, gaps: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Closes and lows of a walk, some days missing, the first and the last never."""
    draw = np.random.default_rng(days)
    closes = 100.0 * np.exp(np.cumsum(draw.normal(0.0, 0.03, days)))
    lows = closes * np.exp(-np.abs(draw.normal(0.0, 0.02, days)))
    missing = draw.choice(np.arange(1, days - 1), gaps, replace=False)
    closes[missing] = lows[missing] = NAN
    return closes, lows


def before(closes: np.ndarray, day: int) -> float:
    near = (float(closes[day - b]) for b in range(1, BRIDGED + 1) if day >= b)
    return next((price for price in near if price == price), NAN)


def moves(closes: np.ndarray, reached: np.ndarray) -> list[float]:
    return [log(x / b) for d, x in enumerate(reached) if x / (b := before(closes, d)) > 0]


@pytest.mark.parametrize(("days", "gaps"), [(400, 0), (400, 60), (60, 5)])
def test_a_day_is_measured_as_a_loop_over_its_past_measures_it(days, gaps):
    closes, lows = walked(days, gaps)
    spread = stdev(m for m in moves(closes[-91:-1], closes[-91:-1]))
    if days > 91:  # the close before the window's first day is known here and not in the slice
        first = [log(closes[d] / before(closes, d)) for d in range(days - 91, days - 1)]
        spread = stdev(move for move in first if move == move)
    by_close, by_low = close(closes, 90.0), low(closes, lows, 90.0)
    closed = moves(closes, closes)
    went = [min(move, 0.0) for move in moves(closes, lows)]
    same_way = [m for m in closed if m * closed[-1] > 0 and abs(m) > abs(closed[-1])]
    assert by_close.change == pytest.approx(np.expm1(closed[-1]))
    assert by_close.deviation == pytest.approx(spread)
    assert by_close.size == pytest.approx(abs(closed[-1]) / spread)
    assert (by_close.farther, by_close.days) == (len(same_way), len(closed))
    assert by_low.size == pytest.approx(-went[-1] / spread)
    assert by_low.farther == sum(move < went[-1] for move in went)


def test_the_widest_move_is_found_and_those_as_wide_as_a_size_are_counted():
    """A tenth down, a tenth up, a little; a gap of one day is bridged."""
    found = widest(np.array([100.0, 90.0, NAN, 99.0, 100.0]), 0.1)
    assert (found.move, found.reached, found.days) == (pytest.approx(0.1), 2, 3)
    assert np.isnan(widest(np.array([NAN, 90.0]), 0.1).move)


def test_a_rise_is_counted_from_the_last_close_at_its_start_to_the_first_of_the_highest():
    closes = np.array([40.0, 30.0, 40.0, 50.0, NAN, 126.0, 126.0, 40.0])
    assert days_of_rise(closes, 40.0) == 3
    assert np.isnan(days_of_rise(closes, 20.0))
    assert np.isnan(days_of_rise(closes, 200.0))


def test_the_day_itself_is_not_in_the_deviation_it_is_set_against():
    calm = np.tile([100.0, 101.0], 30)
    assert (
        close(np.append(calm, 50.0), 90.0).deviation == close(np.append(calm, 99), 90.0).deviation
    )


def test_a_low_above_the_close_before_went_nowhere():
    closes, lows = walked(100)
    lows[-1] = closes[-2] * 1.01
    found = low(closes, lows, 90.0)
    assert (found.change, found.size) == (pytest.approx(0.01), 0.0)


def test_a_weekend_is_bridged_and_a_longer_gap_is_not():
    closes, _ = walked(100)
    closes[-4:-1] = NAN
    assert close(closes, 90.0).change == pytest.approx(closes[-1] / closes[-5] - 1)
    closes[-5:-1] = NAN
    assert np.isnan(close(closes, 90.0).change)


def test_a_day_without_a_close_or_with_few_before_it_has_no_move():
    closes, lows = walked(100)
    short = closes[: ENOUGH + 1]
    assert np.isnan(close(short, 90.0).size)
    assert not np.isnan(close(closes[: ENOUGH + 2], 90.0).size)
    lows[-1] = NAN
    assert np.isnan(low(closes, lows, 90.0).size)
    assert not np.isnan(close(closes, 90.0).size)


def test_closes_that_never_moved_have_no_unit_to_measure_by():
    assert np.isnan(close(np.full(100, 100.0), 90.0).size)


def test_coins_are_counted_at_the_price_of_their_own_day():
    assert coins_closed(np.array([10.0, 8.0]), np.array([1_000.0, 720.0])) == pytest.approx(0.1)
    assert coins_closed(np.array([10.0, 8.0]), np.array([1_000.0, 800.0])) == 0.0
    assert np.isnan(coins_closed(np.array([8.0]), np.array([800.0])))


def test_a_flow_of_the_day_is_never_that_of_an_older_one():
    assert on_the_day(np.array([1.0, 2.0])) == 2.0
    assert np.isnan(on_the_day(np.array([1.0, NAN])))


def test_every_day_of_a_panel_has_its_own_past():
    one, other = walked(100)[0], walked(100, 3)[0]
    both = close(np.stack([one, other]), 90.0)
    assert both.size.tolist() == [float(close(row, 90.0).size) for row in (one, other)]
