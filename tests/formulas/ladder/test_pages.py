"""What a page reads off the ladder: the same as from the ladder itself, day by day."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from engine.formulas.ladder import pages, reading
from engine.formulas.ladder.layers import next_layers, notional_within
from engine.formulas.ladder.weights import leverage_weights
from tests.every import every
from tests.formulas.ladder.markets import Market, market

BARS = 120
BOOK = market(21, BARS, 0.03, shape=(3, 1))
DOLLARS = BOOK.close * BOOK.coins
TYPICAL, SPREAD = np.array([2.0, 5.0]), np.array([0.5, 0.9])
RATE, RENEWED = np.array([0.004, 0.01]), np.array([0.01, 0.1])
ASSUMED = (TYPICAL, SPREAD, RATE, RENEWED)
HISTORIES = (BOOK.close, BOOK.low, DOLLARS)


def ladder(day, scenario):
    bars = Market(*(each[day, 0] for each in vars(BOOK).values()))
    weights = leverage_weights(TYPICAL[scenario], SPREAD[scenario])
    return bars.ladder(weights, RATE[scenario], RENEWED[scenario])


@pytest.mark.parametrize("cells", [1, 4 * BARS * 13, 1 << 20])
def test_days_and_scenarios_are_each_read_off_their_own_ladder(cells, monkeypatch):
    monkeypatch.setattr(reading, "CELLS", cells)
    fuel = pages.fuel_within(*HISTORIES, *ASSUMED, 0.1)
    largest = pages.largest_layer(*HISTORIES, *ASSUMED, 0.01, 0.4)
    for day, scenario in np.ndindex(3, 2):
        own = ladder(day, scenario)
        layer = next_layers(own, 0.01, 0.4, 1)
        there = [each[day, scenario] for each in (fuel, *largest)]
        alone = [notional_within(own, 0.1), layer.price[0], layer.notional[0]]
        assert there == pytest.approx([float(each) for each in alone])


def test_more_fuel_lies_further_below():
    near, far, all_of_it = (pages.fuel_within(*HISTORIES, *ASSUMED, x) for x in (0.05, 0.2, 1.0))
    assert (near <= far).all()
    assert (far <= all_of_it).all()
    assert (all_of_it < DOLLARS[..., -1]).all()


def test_closes_for_lows_leave_too_much_fuel_near_the_price():
    known = pages.fuel_within(*HISTORIES, *ASSUMED, 0.05)
    blind = pages.fuel_within(BOOK.close, BOOK.close, DOLLARS, *ASSUMED, 0.05)
    assert (blind > known).all()


def test_days_with_too_little_known_have_no_answer_and_the_others_keep_theirs():
    thin = np.broadcast_to(DOLLARS, (3, 1, BARS)).copy()
    thin[1, 0, :40] = np.nan
    found = pages.fuel_within(BOOK.close, BOOK.low, thin, *ASSUMED, 0.1)
    assert np.isnan(found[1]).all()
    assert np.array_equal(found[[0, 2]], pages.fuel_within(*HISTORIES, *ASSUMED, 0.1)[[0, 2]])


def test_days_before_the_first_known_one_change_nothing():
    late = [np.array(each[0, 0]) for each in HISTORIES]
    for each in late:
        each[:20] = np.nan
    short = [each[0, 0, 20:] for each in HISTORIES]
    late_fuel, fuel = (pages.fuel_within(*given, *ASSUMED, 0.1) for given in (late, short))
    assert late_fuel == pytest.approx(fuel)


def test_nothing_liquidated_nearby_is_no_price_and_no_dollars():
    flat = np.full(30, 100.0)
    given = (flat, flat, 10.0 * flat, 1.0, 0.01, 0.005, 0.0, 0.01, 0.1)
    largest = pages.largest_layer(*given)
    assert np.isnan(largest.price)
    assert largest.notional == 0.0


def test_numbers_in_give_one_number_out():
    one = pages.fuel_within(*(each[0, 0] for each in HISTORIES), 3.0, 0.7, 0.005, 0.05, 0.1)
    assert one.shape == ()
    assert one > 0.0


def test_a_width_beyond_the_distance_is_refused():
    with pytest.raises(ValueError, match=r"within\[0\] is 0.1: it must be at least width"):
        pages.largest_layer(*HISTORIES, *ASSUMED, 0.2, 0.1)


@every("position", range(10))
def test_an_argument_of_a_shape_that_does_not_fit_is_named(position):
    given = [*HISTORIES, *ASSUMED, 0.01, 0.4]
    given = [np.broadcast_to(x, (3, 2, BARS) if i < 3 else (3, 2)) for i, x in enumerate(given)]
    if position == len(given):
        assert pages.largest_layer(*given).price.shape == (3, 2)
        return
    given[position] = given[position][:, [0, 0, 1]]
    name = list(inspect.signature(pages.largest_layer).parameters)[max(position, 1)]
    with pytest.raises(ValueError, match=f"^{name} has shape"):
        pages.largest_layer(*given)
