"""How much further a running cascade goes: the published points, and nothing beyond them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.cascade.further import chance_of_further

PUBLISHED = ((0.005, 0.63), (0.01, 0.49), (0.02, 0.29), (0.03, 0.18), (0.05, 0.09))


@pytest.mark.parametrize(("further", "chance"), PUBLISHED)
def test_the_published_points_are_met(further, chance):
    assert chance_of_further(further) == pytest.approx(chance, rel=1e-14)


def test_half_way_between_two_points_is_their_geometric_mean():
    assert chance_of_further(0.015) == pytest.approx((0.49 * 0.29) ** 0.5, rel=1e-14)
    assert chance_of_further(0.04) == pytest.approx((0.18 * 0.09) ** 0.5, rel=1e-14)


def test_outside_what_was_published_there_is_no_number():
    assert np.isnan(chance_of_further([0.0, 0.0049, 0.0501, 0.5])).all()
    assert np.isfinite(chance_of_further([0.005, 0.05])).all()


def test_going_further_is_never_likelier_and_ever_less_unlikely_per_percent():
    """The deeper it goes, the further it goes: from 1 % on, the chance of stopping falls."""
    chance = chance_of_further(np.linspace(0.005, 0.05, 91))
    assert (np.diff(chance) < 0).all()
    falls, shares = np.array(PUBLISHED).T
    stopping = -np.diff(np.log(shares)) / np.diff(falls)
    assert (np.diff(stopping[1:]) < 0).all()


def test_a_negative_distance_is_refused():
    with pytest.raises(ValueError, match=r"^further\[1\] is -0.01"):
        chance_of_further([0.01, -0.01])
