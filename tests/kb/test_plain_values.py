"""Plain values as JSON and back: the same, of the named types and no others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pytest

from kb.built_in import MADE_OF, catalog
from kb.plain_values import from_bytes, to_bytes
from tests.every import every


@dataclass(frozen=True)
class Pair:
    """Two things."""

    first: object
    second: object


def again(thing: object, *types: type) -> object:
    """A thing, written and read."""
    return from_bytes(to_bytes(thing, types), types)


@every(
    "thing",
    [None, True, 1, 1.0, -0.0, 0.1, float("inf"), "", "é", (), ((),), (1, 1.0, True), {"a": ()},
     {("a", "b"): 1}, date(2025, 11, 17)],
)  # fmt: skip
def test_a_value_comes_back_as_it_was_and_of_its_type(thing):
    assert repr(again(thing)) == repr(thing)


def test_models_come_back():
    pair = Pair((1, Pair(None, "x")), {"a": Pair(1, 1.0)})
    assert again(pair, Pair) == pair
    with pytest.raises(TypeError, match="Pair is not kept"):
        to_bytes(pair, ())


def test_dictionaries_that_are_alike_stay_two():
    first, second = again(({}, {}))
    assert first is not second


def test_nothing_but_the_named_types_is_made():
    written = json.dumps([1, ["Pair", 0, 0]]).encode()
    assert from_bytes(written, (Pair,)) == Pair(1, 1)
    with pytest.raises(KeyError):
        from_bytes(written, ())


def test_our_catalogue_comes_back():
    parts = catalog().series, catalog().sources, catalog().assets
    assert again(parts, *MADE_OF) == parts
