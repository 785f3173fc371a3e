"""The duration that a shift of rates would need: centuries, for what cut odds imply."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.carry.weight import duration_needed

SHIFT, YEAR = 12.5e-4, 365.25


def test_a_quarter_off_the_price_would_need_a_duration_of_centuries():
    years = float(duration_needed(SHIFT, 0.25)) / YEAR
    assert round(years) == 230
    assert np.expm1(-SHIFT * years) == pytest.approx(-0.25, rel=1e-14)


def test_no_duration_turns_a_falling_rate_into_a_fall():
    assert np.isnan(duration_needed(np.array([0.0, -SHIFT]), 0.25)).all()


def test_a_fall_of_the_whole_price_is_refused():
    with pytest.raises(ValueError, match=r"^fall is 1: it must be at least 0 and below 1$"):
        duration_needed(SHIFT, 1.0)
