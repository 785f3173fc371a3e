"""Multipliers: listed, dated, far apart, and never made into one number."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.register import formula_named
from engine.formulas.valuation.multipliers import MULTIPLIERS, CapitalBehind, capital_behind

NAMED = {
    "bank_of_america": "Bank of America",
    "citi": "Citi",
    "mazur_polyzos": "Mazur & Polyzos",
    "glassnode": "Glassnode, 90 days",
    "gabaix_koijen": "Gabaix & Koijen",
}


def test_multipliers_are_listed_and_lie_far_apart():
    flows = capital_behind(1.7e12)
    assert max(flows) / min(flows) == pytest.approx(118 / 4)
    assert len({m.estimator for m in MULTIPLIERS}) == 5


@pytest.mark.parametrize("estimate", MULTIPLIERS, ids=lambda m: m.estimator)
def test_each_estimator_has_a_field_of_its_own_name(estimate):
    change = np.array([[1.7e12], [-0.6e12]])
    found = {NAMED[name]: each for name, each in capital_behind(change)._asdict().items()}
    assert found[estimate.estimator] == pytest.approx(change / estimate.value, rel=1e-15)


def test_only_the_estimate_for_shares_is_of_no_coin():
    fields = formula_named("valuation.capital_behind").results
    assert {name for name, out in fields.items() if out.only != "btc"} == {"gabaix_koijen"}
    assert tuple(NAMED) == tuple(fields) == CapitalBehind._fields


def test_every_multiplier_is_dated_and_says_what_it_measures():
    for estimate in MULTIPLIERS:
        assert estimate.published[:2] == "20"
        assert estimate.kind
        assert estimate.sample
        assert estimate.source
    assert len({m.kind for m in MULTIPLIERS}) == 5
