"""The waves of a cascade: they add up to the stop, shrink by R, and are counted."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.cascade.curves import book_curve, forced_curve
from engine.formulas.cascade.stop import total_fall
from engine.formulas.cascade.waves import MOST, wave_count, waves, waves_along
from tests.formulas.cascade.worlds import bundled, curve, parts


def test_the_waves_add_up_to_the_stop_and_shrink_by_r():
    """A linear book with R = 0.5: each wave half the last, all together twice the shock."""
    sizes = waves(bundled(1e8, 35e9), count=60)
    assert sizes[:4] == pytest.approx([1e8, 5e7, 2.5e7, 1.25e7], rel=1e-12)
    assert sizes.sum() == pytest.approx(2e8, rel=1e-12)
    assert sizes.sum() * 0.01 / 7e8 == pytest.approx(total_fall(*parts(1e8, 35e9)), rel=1e-12)


def test_the_waves_of_days_and_scenarios_keep_their_shape():
    of = bundled(np.full((3, 1), 1e8), np.full((1, 5), 3e10))
    assert waves(of, count=4).shape == waves(of, count=4.0).shape == (4, 3, 5)


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, r"^count is 0"),
        (2.5, r"^count is 2.5: it must be a whole number$"),
        ([1, 2], r"^count has shape \(2,\): give one whole number$"),
        (np.nan, r"^count is nan"),
    ],
)
def test_waves_that_cannot_be_counted_out_are_refused(count, sentence):
    flat = curve([0, 0.1], [0, 1])
    with pytest.raises(ValueError, match=sentence):
        waves_along(flat, flat, 0.5, count=count)
    with pytest.raises(ValueError, match=sentence):
        waves(bundled(1e8), count=count)


def test_a_cascade_that_does_not_stop_has_waves_that_end_in_no_number():
    sizes = waves(bundled(1e8, 140e9), count=20)
    assert sizes[3] == pytest.approx(8e8)
    assert np.isnan(sizes[-1])


@pytest.mark.parametrize("exponent", [0.6, 1.0, 1.8])
def test_the_waves_along_curves_are_those_of_the_parameters(exponent):
    """On a grid so fine that chords differ from arcs by cents on waves of millions."""
    given = parts([2e7, 5e7], 30e9, 8e8, exponent=exponent, w=0.7, share=0.8)
    levels = np.concatenate([[0.0], np.geomspace(1e-7, 0.5, 60_000)])
    book, sales = (
        book_curve(levels, 7e8, 0.01, exponent),
        forced_curve("minutes", levels, 30e9, 8e8),
    )
    along = waves_along(book, sales, [2e7, 5e7], 0.7, 0.8, count=12)
    assert along == pytest.approx(waves(bundled(*given), count=12), abs=2.0)


def test_waves_along_curves_of_their_own_end_where_the_book_does():
    levels = [0.0, 0.1, 0.2]
    book, sales = curve(levels, [[0, 10, 20], [0, 5, 6]]), curve(levels, [0, 5, 20])
    sizes = waves_along(book, sales, 4.0, count=5)
    assert sizes[:, 0].tolist() == pytest.approx([4.0, 2.0, 1.0, 0.5, 0.25])
    assert sizes[:2, 1].tolist() == pytest.approx([4.0, 4.0])
    assert np.isnan(sizes[2:, 1]).all()


def test_a_jump_is_forced_in_the_proportion_the_book_is_used_up():
    book, sales = curve([0.0, 0.1, 0.1], [0, 10, 30]), curve([0.0, 0.1, 0.1], [0, 0, 8])
    assert waves_along(book, sales, 15.0, count=2).tolist() == [15.0, 2.0]


@pytest.mark.parametrize("r", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_with_a_linear_book_the_waves_left_after_n_are_r_to_the_n(r):
    """1 − Rⁿ ≥ 0.99 first at n = ⌈ln 0.01/ln R⌉."""
    expected = max(1.0, np.ceil(np.log(0.01) / np.log(r))) if r else 1.0
    assert wave_count(*parts(1e3, r * 70e9)) == expected


def test_waves_are_not_counted_where_there_are_none_or_too_many():
    shocks = [0.0, 1e6, 1e8, 1e3]
    slopes = np.array([0.5, 0.5, 1.2, 1.0 - 1e-5]) * 70e9
    counted = wave_count(*parts(shocks, slopes))
    assert counted.tolist() == [
        0.0,
        7.0,
        pytest.approx(np.nan, nan_ok=True),
        pytest.approx(np.nan, nan_ok=True),
    ]
    assert np.log(0.01) / np.log(1.0 - 1e-5) > MOST
    assert wave_count(*parts(np.full((2, 1), 1e6), np.full((1, 3), 35e9))).shape == (2, 3)
