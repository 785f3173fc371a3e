"""Strips of findings for a terminal."""

from __future__ import annotations

import numpy as np
import pytest

from engine.cli.strips import counted, statuses, strip, strip_lines
from engine.judge.judgement import STATUS_CODE
from engine.judge.stretches import every_stretch
from tests.desk import book, kb
from tests.judge.days import of, world

__all__ = ["book", "kb"]

SIGNS = {"h": "holds", "f": "fails", "u": "unknown", "s": "stated"}


def codes(text):
    """Statuses written a letter a day."""
    return np.array([STATUS_CODE[SIGNS[sign]] for sign in text], dtype=np.int8)


def lines_of(kb, rules, width):
    """The lines of a made-up history."""
    past = of(kb, rules)
    return strip_lines(past.asked.first, statuses(rules, every_stretch(past)), width)


@pytest.mark.parametrize(
    ("days", "step", "marks"),
    [
        ("hhhhh", 1, "█████"),
        ("hhfhffuuf", 3, "█▄·"),  # two of three; one of three; none of what is known
        ("uuus", 2, " ="),
        ("hff", 2, "▄·"),  # the last mark stands for one day
    ],
)
def test_a_mark_says_what_most_of_its_days_say(days, step, marks):
    assert strip(codes(days), step) == marks


def test_days_are_counted():
    assert counted(codes("hhfuuus")) == (2, 1, 3)


@pytest.mark.parametrize("width", [20, 60, 80, 200])
def test_every_claim_but_opinions_has_a_line_that_fits(book, width):
    with world(0) as kb:
        lines = list(lines_of(kb, book, width))
    claims = [page.claim for page in book.pages if page.kind != "opinion"]
    assert sorted(claims) == sorted(
        line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "
    )
    if width >= 60:
        assert all(len(line) <= width for line in lines[1:])


def test_the_ruler_names_the_years_where_they_begin(book):
    with world(0) as kb:
        ruler = list(lines_of(kb, book, 80))[1]
    assert ruler.split() == ["2025", "hold", "fail", "unknown"]
