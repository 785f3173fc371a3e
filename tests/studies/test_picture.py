"""The picture of a history: an SVG document with a row a claim."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from engine.judge.judgement import STATUS_CODE
from kb.clock import day_number
from tests.studies.picture import LABEL, PLOT, picture

FIRST = day_number("2020-01-01")
SVG = "{http://www.w3.org/2000/svg}"
HELD = np.repeat(np.array([1, 2, 1, 0], dtype=np.int8), [10, 20, 30, 40])
CHAPTERS = {"flows": {"funds_left": HELD, "a<b": HELD}}


def drawn(marks=None):
    """The picture, read as XML."""
    return ElementTree.fromstring(picture(FIRST, CHAPTERS, marks or {}))


def texts(tree):
    return [text.text for text in tree.iter(f"{SVG}text")]


def test_every_chapter_and_claim_is_named():
    assert {"flows", "funds left", "a<b", "2020"} <= set(texts(drawn()))


def test_the_runs_of_a_finding_are_where_its_days_are():
    paths = [path.get("d") for path in drawn().iter(f"{SVG}path")]
    assert paths.count("M0 0h10M30 0h30") == 3  # two claims, and their chapter
    assert paths.count("M10 0h20") == paths.count("M60 0h40") == 2


def test_the_bar_of_a_chapter_says_how_many_of_its_claims_hold():
    half = {"flows": {"one": HELD, "other": np.full(100, STATUS_CODE["fails"], dtype=np.int8)}}
    tree = ElementTree.fromstring(picture(FIRST, half, {}))
    assert [p.get("stroke-opacity") for p in tree.iter(f"{SVG}path")].count("0.5") == 1


def test_a_mark_stands_on_its_day_and_none_outside_the_days_is_drawn():
    tree = drawn({FIRST + 50: "a crash", FIRST - 1: "before", FIRST + 100: "after"})
    assert not {"before", "after"} & set(texts(tree))
    [line] = [p.get("d") for p in tree.iter(f"{SVG}path") if p.get("stroke") == "#cc0000"]
    assert float(re.match(r"M([\d.]+)", line).group(1)) == pytest.approx(LABEL + PLOT / 2)


def test_names_of_marks_that_would_overlap_stand_on_levels_of_their_own():
    tree = drawn({FIRST + 50: "the first crash", FIRST + 52: "the second", FIRST + 54: "a third"})
    levels = [t.get("y") for t in tree.iter(f"{SVG}text") if t.get("fill") == "#990000"]
    assert len(set(levels)) == 3
