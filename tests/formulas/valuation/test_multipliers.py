"""Multipliers: listed, dated, far apart, and never made into one number."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.valuation import multipliers
from engine.formulas.valuation.multipliers import (
    MULTIPLIERS,
    realised_multiplier,
)

NAMED = {
    "Bank of America": multipliers.capital_behind_bank_of_america,
    "Citi": multipliers.capital_behind_citi,
    "Mazur & Polyzos": multipliers.capital_behind_mazur_polyzos,
    "Glassnode, 90 days": multipliers.capital_behind_glassnode,
    "Gabaix & Koijen": multipliers.capital_behind_gabaix_koijen,
}


def test_multipliers_are_listed_and_lie_far_apart():
    flows = [float(behind(1.7e12)) for behind in NAMED.values()]
    assert max(flows) / min(flows) == pytest.approx(118 / 4)
    assert len({m.estimator for m in MULTIPLIERS}) == 5


@pytest.mark.parametrize("estimate", MULTIPLIERS, ids=lambda m: m.estimator)
def test_each_estimator_has_a_formula_of_its_own_name(estimate):
    change = np.array([[1.7e12], [-0.6e12]])
    assert NAMED[estimate.estimator](change) == pytest.approx(change / estimate.value, rel=1e-15)


def test_every_multiplier_is_dated_and_says_what_it_measures():
    for estimate in MULTIPLIERS:
        assert estimate.published[:2] == "20"
        assert estimate.kind
        assert estimate.sample
        assert estimate.source
    assert len({m.kind for m in MULTIPLIERS}) == 5


def test_the_realised_multiplier_is_for_a_window_in_which_both_moved_alike():
    cap = np.array([400e9, -400e9, 400e9, -400e9, 0.0, 400e9])
    realised = np.array([100e9, -50e9, -100e9, 30e9, 30e9, 0.0])
    np.testing.assert_array_equal(
        realised_multiplier(cap, realised), [4.0, 8.0, np.nan, np.nan, 0.0, np.nan]
    )
