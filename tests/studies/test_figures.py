"""How the page of the five falls words and prints its figures; needs no market files."""

from __future__ import annotations

import pytest

from tests.studies import page
from tests.studies.assumed import Range
from tests.studies.figures import Closed
from tests.studies.filled import filled


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.2, 0.3, "inside"),
        (0.05, 0.3, "partly inside"),
        (0.2, 0.5, "partly inside"),
        (0.41, 0.5, "above"),
        (0.01, 0.05, "below"),
        (0.05, 0.5, "around"),
    ],
)
def test_a_verdict_says_where_what_went_lies(low, high, word):
    of = Range(0.1, 0.2, 0.4)
    assert Closed(of, of, low, high, (1.0, 1.0)).verdict(of) == word


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (0.0996, 2, "0.10"),
        (94_023.0, 3, "94,000"),
        (0.73, 3, "0.730"),
        (99.96, 3, "100"),
        (float("nan"), 3, "none"),
    ],
)
def test_figures_are_printed_to_significant_digits(value, digits, printed):
    assert page.sig(value, digits) == printed


def test_paragraphs_are_filled_and_tables_left_alone():
    told = "# A title\n\n\n| a | b |\n|---|---|\n\none\ntwo\n\n- three\n  four\n- five\n"
    assert filled(told).split("\n\n") == [
        "# A title",
        "| a | b |\n|---|---|",
        "one two",
        "- three four\n- five\n",
    ]
