"""The rest: signed, never rescaled, and no share of a fall that was none."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.attribution.rest import amplification, share, unexplained


def test_the_rest_is_below_nothing_where_sales_explain_too_much():
    assert unexplained(0.02, 0.05) == pytest.approx(-0.03)
    assert share(unexplained(0.02, 0.05), 0.02) == pytest.approx(-1.5)


def test_the_rest_is_more_than_the_fall_where_the_known_sources_bought():
    assert share(unexplained(0.10, -0.01), 0.10) == pytest.approx(1.1)


def test_shares_of_a_fall_add_up_to_one():
    parts = np.array([0.01, 0.002, -0.001])
    rest = unexplained(0.3, parts.sum())
    assert share(np.append(parts, rest), 0.3).sum() == pytest.approx(1.0)


def test_a_price_that_did_not_fall_has_no_shares():
    assert np.isnan(share(0.01, [0.0, -0.1])).all()


def test_amplification_is_the_whole_over_the_sources_alone():
    assert amplification(0.06, 0.04) == pytest.approx(0.5)
    assert amplification(0.03, 0.04) == pytest.approx(-0.25)


def test_sources_that_make_no_fall_have_nothing_to_amplify():
    assert np.isnan(amplification([0.0, -0.02], [0.0, -0.01])).all()
