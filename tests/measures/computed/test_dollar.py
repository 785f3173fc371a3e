"""The dollar index from six exchange rates: of one source, or not at all."""

from __future__ import annotations

import math

import pytest

from tests.measures.computed.market import reading
from tests.worlds import told

DAY, BEFORE = "2025-11-14", "2025-11-13"
INDEX = "dollar.index"
LEGS = {
    "eurusd": 1.1,
    "usdjpy": 150.0,
    "gbpusd": 1.25,
    "usdcad": 1.4,
    "usdsek": 10.0,
    "usdchf": 0.9,
}
POWERS = (-0.576, 0.136, -0.119, 0.091, 0.042, 0.036)  # ICE, Frequently Asked Questions


def legs(day: str, source: str = "fred", **others: float):
    """A fact for each leg."""
    return [told(f"fx.{name}", day, value, source) for name, value in (LEGS | others).items()]


def by_hand(**others: float) -> float:
    """The same by logarithms."""
    values = (LEGS | others).values()
    return math.exp(
        math.log(50.14348112) + sum(p * math.log(v) for p, v in zip(POWERS, values, strict=True))
    )


def test_it_is_the_product_of_powers_of_its_legs() -> None:
    found = reading(INDEX, legs(DAY), on=DAY)
    assert found.value == pytest.approx(by_hand(), rel=1e-12)
    assert found.facts == (1, 2, 3, 4, 5, 6)
    assert found.note == "index over six exchange rates of FRED"


def test_a_dearer_euro_is_a_cheaper_dollar() -> None:
    dearer = reading(INDEX, legs(DAY, eurusd=1.2), on=DAY).value
    assert dearer == pytest.approx(by_hand(eurusd=1.2), rel=1e-12)
    assert dearer < by_hand()


def test_legs_of_two_sources_make_no_index() -> None:
    mixed = [*legs(DAY)[:-1], told("fx.usdchf", DAY, 0.9, "yahoo")]
    assert reading(INDEX, mixed, on=DAY).value is None


def test_a_day_that_lacks_a_leg_is_left_out_and_what_is_stated_goes_before() -> None:
    found = reading(INDEX, legs(BEFORE, usdjpy=140.0), legs(DAY)[:-1], on=DAY)
    assert (found.age, found.value) == (1, pytest.approx(by_hand(usdjpy=140.0), rel=1e-12))
    assert reading(INDEX, legs(DAY), told(INDEX, DAY, 99.3, "ice"), on=DAY).source == "ice"
