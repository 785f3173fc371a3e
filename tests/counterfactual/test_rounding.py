"""Rounding away from today: never on the near side, never far off."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.counterfactual.rounding import away, decimals
from tests.worlds import QUICK

numbers = st.floats(-1e12, 1e12).filter(lambda x: x == 0 or abs(x) > 1e-6)


@QUICK
@given(numbers, numbers)
def test_a_rounded_number_lies_beyond_the_place_and_close_to_it(now, then):
    assume(abs(then - now) > 1e-6 * max(abs(now), abs(then)))
    way, share = (1 if then > now else -1), 0.01 * abs(then - now)
    for rounded in away(now, then):
        assert (rounded - then) * way >= -1e-9 * max(abs(now), abs(then))
        assert abs(rounded - then) <= share


@QUICK
@given(numbers, numbers)
def test_it_is_printed_with_the_decimals_it_has(now, then):
    assume(abs(then - now) > 1e-6 * max(abs(now), abs(then)))
    places = decimals(now, then)
    for rounded in away(now, then):
        assert abs(float(f"{rounded:.{places}f}") - rounded) <= 1e-9 * max(abs(now), abs(then))


def test_a_place_that_is_round_already_stays():
    assert away(90, 100) == (100, 100.01)
    assert away(92_215.14, 58_012.26) == (58_000, 57_900)
    assert away(0.397, 0.42) == (0.42, 0.42001)
