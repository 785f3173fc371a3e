"""Scales: round marks, and places that keep to the picture."""

from __future__ import annotations

import numpy as np
import pytest

from engine.pictures.scale import Scale, covering, ticks
from tests.every import every


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0.0, 1.0, (0.0, 0.5, 1.0)),
        (46_000.0, 128_000.0, (50_000.0, 100_000.0)),
        (-0.32, 0.0, (-0.2, 0.0)),
        (-0.9e9, 1.3e9, (0.0, 1e9)),
        (0.0149, 0.0221, (0.015, 0.0175, 0.02)),
    ],
)
def test_marks_are_round(low, high, marks):
    assert ticks(low, high) == pytest.approx(marks)


@every("span", [3e-7, 0.7, 1.0, 12.0, 99.0, 4.2e12])
@every("low", [-5.0, 0.0, 1e3])
def test_there_is_a_mark_within_any_span_and_no_more_than_asked_for(low, span):
    found = ticks(low, low + span)
    assert 1 <= len(found) <= 3
    assert all(low - 1e-6 * span <= mark <= low + span * (1 + 1e-6) for mark in found)


def test_a_span_of_nothing_has_its_one_value_as_a_mark():
    assert ticks(4.0, 4.0) == (4.0,)


def test_the_ends_of_a_scale_lie_at_its_ends_and_what_is_beyond_stays_at_the_edge():
    scale = Scale(10.0, 20.0, 200.0, 0.0)
    assert [scale(v) for v in (10.0, 15.0, 20.0, 99.0)] == [200.0, 100.0, 0.0, 0.0]


def test_what_is_not_known_has_no_place():
    assert np.isnan(Scale(0.0, 1.0, 0.0, 9.0).places(np.array([np.nan]))).all()


def test_a_scale_through_nought_holds_it_though_no_value_does():
    low, high = covering(np.array([3.0, 5.0]), zero=True)
    assert low == 0.0
    assert high > 5.0
