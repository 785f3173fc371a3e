"""Graded words: the size of a change decides the word, and the word never contradicts the sign."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.words.cite import Cited, Ref, Refs, bind
from engine.words.filters import GRADES, graded

DOWN = {"collapsed", "slumped", "dropped", "fell", "slipped"}
UP = {"edged up", "rose", "climbed", "jumped", "surged"}


def word(value: float | None, table: str = "moved") -> str:
    """The word for a value."""
    refs = Refs()
    cited = Cited(Ref("quantity", "etf.flow"), (), value, value, value)
    return bind(graded(cited, table, refs), refs).text


@pytest.mark.parametrize(
    ("change", "expected"),
    [(-0.45, "collapsed"), (-0.26, "slumped"), (-0.05, "fell"), (0.0, "held"), (0.5, "surged")],
)
def test_the_size_decides_the_word(change, expected):
    assert word(change) == expected


def test_the_sign_of_the_word_is_the_sign_of_the_change():
    for change in np.linspace(-1, 1, 401):
        said = word(float(change))
        assert said not in (UP if change < 0 else DOWN)
        assert said != "held" or abs(change) <= 0.002


def test_every_word_of_movement_has_a_direction():
    assert {said for _, said in GRADES["moved"]} - DOWN - UP == {"held"}


@pytest.mark.parametrize("table", GRADES)
def test_grades_rise_and_leave_no_gap(table):
    bounds = [bound for bound, _ in GRADES[table]]
    assert all(low < high for low, high in pairwise(bounds))
    assert bounds[-1] == float("inf")


@pytest.mark.parametrize("share", [-0.5, 0.0])
def test_what_takes_no_part_is_not_given_a_small_one(share):
    assert word(share, "weight") == "no part"


@pytest.mark.parametrize(
    ("share", "expected"), [(0.44, "a part"), (0.5, "about half"), (0.59, "most")]
)
def test_about_half_lies_within_a_twentieth_of_a_half(share, expected):
    assert word(share, "weight") == expected


def test_no_word_is_found_for_what_is_unknown():
    assert word(None) == "unknown"


def test_a_word_rests_on_the_value_it_grades():
    refs = Refs()
    ref = Ref("quantity", "etf.flow", ((1, 2),))
    assert bind(graded(Cited(ref, (), -0.3, -0.3, -0.3), "moved", refs), refs).refs == (ref,)
