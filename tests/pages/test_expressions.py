"""The names an expression mentions, and the clause about the nearest known ones."""

from __future__ import annotations

import pytest

from engine.pages.builder import parse
from engine.pages.errors import nearest
from engine.pages.expressions import Name, Upstream, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("3 * 5 %", []),
        ("a - b / a", ["a", "b", "a"]),
        ("-(a + 2) ^ 2", ["a"]),
        ("max(a, cascade.fall, 0 %)", ["a", "cascade.fall"]),
        ("f(a, step = b + assume.c)", ["a", "b", "assume.c"]),
    ],
)
def test_names_are_found_from_left_to_right(text, names):
    found = [n.path if isinstance(n, Upstream) else n.name for n in names_in(parse(text, "sum"))]
    assert found == names


def test_a_dotted_name_is_of_another_claim():
    assert list(names_in(parse("cascade.fall + fall", "sum"))) == [
        Upstream("cascade", "fall"),
        Name("fall"),
    ]


@pytest.mark.parametrize(
    ("known", "clause"),
    [
        (["price", "prise", "prices", "pricey"], "nearest: price, pricey, prices"),
        (["flow"], "known: flow"),
        ([f"k{i}" for i in range(9)], "known: k0, k1, k2, k3, k4, k5, k6, k7 and 1 more"),
        ([], "none is known here"),
    ],
)
def test_the_nearest_names_are_given_or_the_first_known_ones(known, clause):
    assert nearest("price", known) == clause
