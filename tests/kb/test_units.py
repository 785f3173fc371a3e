"""The closed table of units."""

from __future__ import annotations

import pytest

from kb.units import (
    UnitError,
    meant_by,
    names,
    nearest,
    over,
    power,
    spell,
    spelling,
    times,
    unit,
)  # fmt: skip
from tests.every import every


@every(
    ("text", "value", "canonical"),
    [
        ("%", 90, 0.9), ("bp", 25, 0.0025), ("pp", 50, 0.5), ("x", 10, 10), ("share", 1, 1),
        ("$", 1, 1), ("USD m", -867, -867e6), ("USD tn", 0.6, 0.6e12), ("BTC", 3, 3),
        ("k coins", 815, 815_000), ("% of par", 55, 0.55), ("h", 24, 1), ("min", 1_440, 1),
        ("y", 1, 365.25), ("JPY tn", 17, 17e12), ("EH/s", 1, 86_400e18),
    ],
)  # fmt: skip
def test_a_value_becomes_canonical(text, value, canonical):
    assert unit(text).canonical(value) == pytest.approx(canonical, rel=1e-15)


@every("whole", range(101))
def test_a_whole_percentage_becomes_the_share_one_would_type(whole):
    assert unit("%").canonical(whole) == float(f"{whole}e-2")


@every("name", names())
def test_every_unit_shows_what_it_was_given(name):
    assert unit(name).shown(unit(name).canonical(7.25)) == pytest.approx(7.25, rel=1e-15)


def test_dimensions_multiply_and_cancel():
    price, coins = unit("USD/coin").dimension, unit("coins").dimension
    assert times(price, coins) == unit("USD").dimension
    assert over(price, price) == ()
    assert power(coins, 2) == (("coin", 2),)


@pytest.mark.parametrize(
    ("text", "spelt"),
    [("USD bn", "USD"), ("USD/coin", "USD/coin"), ("%", "ratio"), ("EH/s", "hash/day")],
)
def test_a_dimension_is_spelt_as_people_write_it(text, spelt):
    assert spell(unit(text).dimension) == spelt


def test_a_dimension_without_a_numerator_is_spelt_with_a_one():
    assert spell(over((), unit("day").dimension)) == "1/day"


def test_percent_is_refused_with_the_sign_to_write():
    with pytest.raises(UnitError, match="unit 'percent' is not known; write %"):
        unit("percent")


def test_an_unknown_unit_is_answered_with_the_nearest():
    assert nearest("USDm", unit("USD").dimension)[0] == "USD m"


def test_a_unit_that_resembles_nothing_is_answered_with_those_that_fit():
    assert nearest("parsec", unit("index").dimension) == ("index",)


def test_units_are_spelt_in_one_way_only():
    with pytest.raises(UnitError):
        unit("usd")


@pytest.mark.parametrize(
    ("written", "spelt"),
    [("USD BN", "USD bn"), ("usd/COIN", "USD/coin"), ("btc", "BTC"), ("$", "$"), ("Bps", None)],
)
def test_the_case_of_letters_makes_no_other_unit(written, spelt):
    assert spelling(written) == spelt


def test_no_two_units_differ_by_the_case_of_their_letters_alone():
    assert len({name.casefold() for name in names()}) == len(names())


@every(
    ("written", "meant"),
    [
        ("bn USD", "USD bn"), ("BN usd", "USD bn"), ("USDm", "USD m"), ("USD billion", "USD bn"),
        ("million USD", "USD m"), ("USD thousand", "USD k"), ("USD t", "USD tn"),
        ("USD bnn", ""), ("USD lakh", ""), ("percent", ""), ("coins", ""),
    ],
)  # fmt: skip
def test_advice_is_one_unit_only_where_its_scale_is_no_guess(written, meant):
    assert meant_by(written, unit("USD").dimension) == meant
