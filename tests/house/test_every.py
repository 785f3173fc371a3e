"""`every` tries each case, with its fixtures, and names each that fails."""

from __future__ import annotations

import inspect

import pytest

from tests.every import every


def test_every_case_is_tried_with_the_fixtures_of_the_test():
    tried = []

    @every("one", [1, 2])
    @every("other, third", [("a", "b"), ("c", "d")])
    def looked_at(fixture, one, other, third):
        tried.append((fixture, one, other, third))

    assert list(inspect.signature(looked_at).parameters) == ["fixture"]
    looked_at(fixture="x")
    assert tried == [("x", n, *pair) for n in (1, 2) for pair in (("a", "b"), ("c", "d"))]


def test_a_case_that_fails_is_raised_and_named_and_several_are_a_group():
    def least(value):
        assert value > 1

    with pytest.raises(AssertionError) as alone:
        every("value", [1, 2])(least)()
    assert alone.value.__notes__ == ["with value = 1"]
    with pytest.raises(ExceptionGroup, match="2 of 3 cases") as both:
        every("value", [0, 1, 2], ids=["none", "one", "two"])(least)()
    notes = [error.__notes__ for error in both.value.exceptions]
    assert notes == [["with value = none"], ["with value = one"]]


@every("place", [0, 1])
@pytest.mark.parametrize("word", ["ab", "cd"])
def test_what_else_a_test_is_tried_with_stays(word, place):
    assert len(word[place]) == 1


def test_no_case_at_all_is_a_mistake():
    with pytest.raises(AssertionError, match="has no case"):
        every("value", [])(lambda value: None)
