"""The leaning walk: the reflection principle without lean, limits, fat tails, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from engine.forecast.leaning_walk import DEPTHS, LEANS, fat_tailed, law_of_closes, lowest_law
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.random_walk import log_of_lowest


@pytest.mark.parametrize("days", HORIZONS)
def test_without_lean_it_is_the_plain_walk(days):
    places = log_of_lowest(np.array(1.0), days, LEVELS) / np.sqrt(days / 365)
    assert law_of_closes(places, np.array(0.0), days)[:95] == pytest.approx(LEVELS[:95], abs=1e-9)


def test_an_endless_rise_leaves_an_exponential_law():
    """With θ → ∞ at fixed 2θu the law is e^(2θu): the lowest point of a walk that rises away."""
    depth = np.array([0.005, 0.01, 0.02])
    assert lowest_law(depth, 50.0) == pytest.approx(np.exp(-100.0 * depth), rel=1e-9)


@pytest.mark.parametrize("days", HORIZONS)
def test_uncertain_volatility_fattens_both_ends_and_none_leaves_the_law(days):
    plain = law_of_closes(DEPTHS, LEANS[:, np.newaxis], days)
    assert fat_tailed(days, 0.0) == pytest.approx(plain, abs=1e-12)
    wide = fat_tailed(days, 0.4)[0]
    assert wide[np.searchsorted(DEPTHS, -3.0)] > plain[0, np.searchsorted(DEPTHS, -3.0)]
    assert (np.diff(wide) >= 0.0).all()
    assert (wide[0], wide[-1]) == pytest.approx((0.0, 1.0), abs=1e-4)


def test_a_lean_upwards_lifts_the_low():
    law = fat_tailed(180, 0.3)
    assert (np.diff(law, axis=0) <= 1e-12).all()


def test_what_is_no_depth_or_lean_is_refused():
    with pytest.raises(ValueError, match=r"^depth\[1\] is -1"):
        lowest_law(np.array([0.5, -1.0]), 0.0)
    with pytest.raises(ValueError, match=r"^lean is nan"):
        lowest_law(np.array(0.5), np.nan)
