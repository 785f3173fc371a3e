"""Multipliers: listed, dated, far apart, and never made into one number."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.impact.regressions import CITI_NOVEMBER
from engine.formulas.impact.regressions import MAZUR_POLYZOS as REGRESSION
from engine.formulas.valuation import multipliers
from engine.formulas.valuation.multipliers import (
    CITI,
    MAZUR_POLYZOS,
    MULTIPLIERS,
    capital_behind,
    realised_multiplier,
    regression_multiplier,
)

NAMED = {
    "Bank of America": multipliers.capital_behind_bank_of_america,
    "Citi": multipliers.capital_behind_citi,
    "Mazur & Polyzos": multipliers.capital_behind_mazur_polyzos,
    "Glassnode, 90 days": multipliers.capital_behind_glassnode,
    "Gabaix & Koijen": multipliers.capital_behind_gabaix_koijen,
}


def test_multipliers_are_listed_and_lie_far_apart():
    flows = [float(capital_behind(1.7e12, m.value)) for m in MULTIPLIERS]
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


def test_the_two_regressions_give_the_multipliers_they_are_listed_with():
    citi = regression_multiplier(CITI_NOVEMBER.effect, CITI_NOVEMBER.per_amount, 1.915e12)
    assert round(float(citi)) == CITI.value
    assert round(REGRESSION.effect / REGRESSION.per_amount * 19.6e6) == MAZUR_POLYZOS.value


def test_a_regression_of_returns_multiplies_more_the_larger_the_market():
    found = regression_multiplier(0.034, 1e9, np.array([1e12, 2e12]))
    assert found == pytest.approx([34.0, 68.0])


def test_the_realised_multiplier_is_for_a_window_in_which_both_moved_alike():
    cap = np.array([400e9, -400e9, 400e9, -400e9, 0.0, 400e9])
    realised = np.array([100e9, -50e9, -100e9, 30e9, 30e9, 0.0])
    np.testing.assert_array_equal(
        realised_multiplier(cap, realised), [4.0, 8.0, np.nan, np.nan, 0.0, np.nan]
    )
