"""How far a count of findings can move: by hand, and against every assignment there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.briefing.theses import balance_range as ranges
from engine.briefing.theses.balance_range import BalanceRange, balance_range
from engine.judge.claims import Atom
from engine.judge.logic import Program, Truths
from tests.judge.worlds import (
    NUMBER,
    atoms,
    by_hand,
    claim,
    program,
    random_program,
    random_truths,
    truths,
)

FREED = 7


def count(found: dict[str, bool | None], weights: dict[str, int]) -> int:
    """Σ weight · (holds − fails) of findings by hand."""
    worth = {True: 1, False: -1, None: 0}
    return sum(weights.get(name, 0) * worth[known] for name, known in found.items())


def one_by_one(
    of: Program, today: Truths, free: list[str], weights: dict[str, int]
) -> BalanceRange:
    """The span by every assignment of the free lines, each judged by the plainest evaluator."""
    now = by_hand(of, today, 0)
    counts, decided = [], set()
    for way in product([True, False], repeat=len(free)):
        true, false = today.true.copy(), today.false.copy()
        for line, known in zip(free, way, strict=True):
            column = today.lines.index(line)
            true[0, column], false[0, column] = known, not known
        found = by_hand(of, Truths(today.lines, true, false), 0)
        counts.append(count(found, weights))
        decided |= {name for name in found if now[name] is None and found[name] is not None}
    order = tuple(name for name in of.ids if name in decided)
    return BalanceRange(count(now, weights), min(counts), max(counts), order)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_the_span_is_that_of_every_assignment_of_the_lines(seed):
    rng = np.random.default_rng(seed)
    base = random_program(rng)
    today = random_truths(rng, atoms(base), 1)
    known = today.true[0] | today.false[0]
    unknown = [line for line, decided in zip(today.lines, known, strict=True) if not decided]
    free = [line for line in unknown if rng.random() < 0.8][:FREED]
    weights = {name: int(rng.integers(-1, 2)) for name in base.ids}
    assert balance_range(base, today, free, weights) == one_by_one(base, today, free, weights)


def test_a_line_moves_every_claim_that_rests_on_it():
    base = program(claim("a", NUMBER), claim("b", "a"), claim("c", "not a"))
    moved = balance_range(base, truths({"a#1": "?"}), ["a#1"], {"a": 1, "b": 1, "c": -1})
    assert moved == BalanceRange(0, -3, 3, ("a", "b", "c"))
    assert moved.width == 6


def test_a_claim_of_the_other_side_counts_the_other_way():
    base = program(claim("a", NUMBER), claim("b", "a"))
    assert balance_range(base, truths({"a#1": "?"}), ["a#1"], {"a": 1, "b": -1}).width == 0


def test_a_claim_that_has_failed_already_moves_no_more():
    base = program(claim("a", NUMBER, NUMBER), claim("b", "a"))
    moved = balance_range(base, truths({"a#1": "?", "a#2": "F"}), ["a#1"], {"a": 1, "b": 1})
    assert moved == BalanceRange(-2, -2, -2, ())


def test_one_line_of_two_that_are_unknown_can_fail_a_claim_but_not_make_it_hold():
    base = program(claim("a", NUMBER, NUMBER))
    moved = balance_range(base, truths({"a#1": "?", "a#2": "?"}), ["a#1"], {"a": 1})
    assert (moved.low, moved.high) == (-1, 0)


def test_nothing_freed_moves_nothing():
    base = program(claim("a", NUMBER))
    assert balance_range(base, truths({"a#1": "T"}), [], {"a": 1}) == BalanceRange(1, 1, 1, ())


@pytest.fixture
def wide() -> tuple[Program, Truths, list[str]]:
    """Thirteen claims with a free line each, and one that rests on all of them."""
    first = [claim(f"c{i}", NUMBER) for i in range(13)]
    base = program(*first, claim("all", *[each.id for each in first]))
    free = [n.line for c in first for n in c.nodes() if isinstance(n, Atom)]
    return base, truths(dict.fromkeys(free, "?")), free


def test_too_many_ways_are_bounded_and_said_to_be(wide):
    base, today, free = wide
    moved = balance_range(base, today, free, dict.fromkeys(base.ids, 1))
    assert (moved.low, moved.high, moved.exact) == (-14, 14, False)
    assert set(moved.decides) == set(base.ids)


def test_a_bound_is_never_inside_the_exact_span(wide, monkeypatch):
    base, today, free = wide
    weights = {name: (-1) ** place for place, name in enumerate(base.ids)}
    outer = balance_range(base, today, free, weights)
    monkeypatch.setattr(ranges, "MOST_TRIED", 2**13)
    inner = balance_range(base, today, free, weights)
    assert inner.exact
    assert outer.low <= inner.low <= inner.high <= outer.high


def test_lines_that_meet_nowhere_are_tried_apart(monkeypatch):
    """Twenty claims that nothing rests on together are twenty small questions, not a million."""
    monkeypatch.setattr(ranges, "MOST_TRIED", 2)
    base = program(*(claim(f"c{i}", NUMBER) for i in range(20)))
    free = list(atoms(base))
    moved = balance_range(base, truths(dict.fromkeys(free, "?")), free, dict.fromkeys(base.ids, 1))
    assert (moved.low, moved.high, moved.exact) == (-20, 20, True)
