"""Programs and truths that cannot be judged are refused, with one sentence that names the claim."""

from __future__ import annotations

import numpy as np
import pytest

from engine.judge.claims import LogicError
from engine.judge.infer import infer
from engine.judge.logic import Program, Truths
from tests.every import every
from tests.judge.worlds import NUMBER, claim, program, truths

FALL = claim("fall", NUMBER)


@every(
    ("claims", "sentence"),
    [
        ([FALL, FALL], "the id fall is used twice"),
        ([claim("fall")], "claim fall has no lines"),
        ([claim("a fall", NUMBER)], "claim a fall: 'a fall' is not a plain id"),
        ([claim('say"', NUMBER)], "is not a plain id; use letters, digits"),
        ([claim("flöte", NUMBER)], "is not a plain id"),
        ([claim("fall", (0, [NUMBER]))], "claim fall, line fall#1: at least 0 of 1"),
        ([claim("fall", (3, [NUMBER, NUMBER]))], "claim fall, line fall#1: at least 3 of 2"),
        ([claim("fall", (1, []))], "claim fall, line fall#1: at least 1 of 0"),
        ([claim("fall", "rise")], "claim fall rests on rise, which is not a claim of this program"),
        ([claim("fall", "fall")], "claim fall rests on fall, which does not come before it"),
        ([claim("stop", (1, ["fall"])), FALL], "claim stop rests on fall, which does not come"),
    ],
)
def test_a_program_that_cannot_be_judged_names_its_claim(claims, sentence):
    with pytest.raises(LogicError, match=sentence.replace("(", r"\(")):
        Program(tuple(claims))


def test_a_line_that_two_claims_share_is_refused():
    shared = claim("fall", NUMBER).lines
    with pytest.raises(LogicError, match=r"fall#1 is used twice \(in claims fall and stop\)"):
        program(FALL, type(FALL)("stop", "floor", shared))


def test_a_chapter_in_two_pieces_is_refused():
    torn = (FALL, claim("floor", NUMBER, chapter="floor"), claim("rise", NUMBER))
    with pytest.raises(
        LogicError, match=r"claim rise stands apart from .* leverage: chapter floor"
    ):
        program(*torn)


def test_chapters_that_rest_on_each_other_are_in_pieces_and_refused():
    circle = (FALL, claim("floor", "fall", chapter="floor"), claim("rise", "floor"))
    with pytest.raises(LogicError, match=r"claim rise stands apart .* put the claims .* together"):
        program(*circle)


def test_a_program_knows_its_chapters_in_order():
    built = program(FALL, claim("rise", NUMBER), claim("floor", "fall", chapter="floor"))
    assert {name: [c.id for c in claims] for name, claims in built.chapters.items()} == {
        "leverage": ["fall", "rise"],
        "floor": ["floor"],
    }


def test_a_line_both_true_and_false_is_refused_with_its_day():
    both = np.array([[False], [True]])
    with pytest.raises(LogicError, match="line fall#1 is given as both true and false on day 1"):
        Truths(("fall#1",), both, both)


@pytest.mark.parametrize(
    "plane", [np.zeros((2, 1)), np.zeros((3, 1), np.bool_), np.zeros((2, 2), np.bool_)]
)
def test_planes_of_another_shape_or_type_are_refused(plane):
    with pytest.raises(LogicError, match="give two planes of bool"):
        Truths(("fall#1",), np.zeros((2, 1), np.bool_), plane)


def test_a_line_given_twice_is_refused():
    with pytest.raises(LogicError, match="the id fall#1 is used twice"):
        Truths(("fall#1", "fall#1"), np.zeros((1, 2), np.bool_), np.zeros((1, 2), np.bool_))


def test_a_line_nobody_gave_truths_for_is_refused_naming_its_claim():
    with pytest.raises(LogicError, match="claim fall: no truth is given for its line fall#2"):
        infer(program(claim("fall", NUMBER, NUMBER)), truths({"fall#1": "T"}))
