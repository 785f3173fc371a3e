"""Published regressions stay what they are: named, dated, and apart from mechanical impact."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.impact.regressions import (
    CITI_JULY,
    CITI_NOVEMBER,
    REGRESSIONS,
    citi_july_effect,
    citi_november_effect,
    regression_effect,
)
from engine.formulas.impact.square_root import square_root


def test_an_effect_keeps_the_sign_of_its_flow():
    flows = np.array([1e9, 0.0, -867e6])
    assert regression_effect(flows, 0.034, 1e9) == pytest.approx([0.034, 0.0, -0.029478])


def test_each_named_regression_carries_its_own_published_slope():
    flows = np.array([[-1.1e9], [2e9]])
    assert citi_july_effect(flows) == pytest.approx(flows * 0.036 / 1e9)
    assert citi_november_effect(flows) == pytest.approx(flows * 0.034 / 1e9)


def test_every_regression_is_dated_in_order_and_says_where_it_comes_from():
    assert [r.published for r in REGRESSIONS] == sorted(r.published for r in REGRESSIONS)
    assert len({r.name for r in REGRESSIONS}) == len(REGRESSIONS)
    assert all(r.sample and r.source and r.per_amount > 0 for r in REGRESSIONS)


@pytest.mark.parametrize("regression", [CITI_JULY, CITI_NOVEMBER], ids=["july", "november"])
def test_co_movement_is_ten_times_the_mechanical_impact_of_the_same_flow(regression):
    """$1bn, σ = 2.5 %, V = $60bn: the gap is why neither may stand for the other."""
    mechanical = square_root(1e9, 60e9, 0.025, 1.0)
    assert 10 < regression.effect * 1e9 / regression.per_amount / mechanical < 12
