"""A published regression stays what it is: named, dated, and apart from mechanical impact."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.impact.regressions import CITI_JULY, citi_july_effect
from engine.formulas.impact.square_root import square_root


def test_an_effect_carries_the_published_slope_and_the_sign_of_its_flow():
    flows = np.array([[-1.1e9], [0.0], [2e9]])
    assert citi_july_effect(flows) == pytest.approx(flows * 0.036 / 1e9)


def test_the_regression_is_dated_and_says_where_it_comes_from():
    assert CITI_JULY.published == "2025-07-25"
    assert CITI_JULY.sample
    assert CITI_JULY.source


def test_co_movement_is_ten_times_the_mechanical_impact_of_the_same_flow():
    """$1bn, σ = 2.5 %, V = $60bn: the gap is why neither may stand for the other."""
    assert 10 < citi_july_effect(1e9) / square_root(1e9, 60e9, 0.025, 1.0) < 12
