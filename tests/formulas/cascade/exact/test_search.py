"""The fast search: what it proves is what a plain scan finds, on curves of every kind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.cascade.exact import search as searching
from engine.formulas.cascade.exact.envelope import envelope
from engine.formulas.cascade.exact.hull import hull
from engine.formulas.cascade.exact.scan import Shocks, first_level
from engine.formulas.cascade.exact.search import WINDOW, Shared, search, worth_it
from tests.formulas.cascade.worlds import any_curves, any_shocks, plain_scan
from tests.worlds import QUICK

seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("seed", range(8))
def test_the_scan_is_the_definition(seed):
    rng = np.random.default_rng(seed)
    a, f = any_curves(rng, int(rng.integers(1, 60)))
    shocks = any_shocks(rng, a, f, 150)
    by_hand = [plain_scan(a, f, *scenario) for scenario in zip(*shocks, strict=True)]
    assert first_level(a, f, shocks).tolist() == by_hand


@QUICK
@given(seeds, st.sampled_from([WINDOW, 9, 130, 700]))
def test_the_search_is_the_scan_whatever_the_curves(seed, levels):
    rng = np.random.default_rng(seed)
    a, f = any_curves(rng, levels)
    for _ in range(3):
        shocks = any_shocks(rng, a, f, 2_000)
        assert np.array_equal(search(a, f, shocks), first_level(a, f, shocks))


@QUICK
@given(seeds)
def test_every_step_alone_proves_only_what_is_so(seed):
    rng = np.random.default_rng(seed)
    a, f = any_curves(rng, 200)
    shocks = any_shocks(rng, a, f, 1_500)
    shared, right = Shared(envelope(a, f), hull(a, f)), first_level(a, f, shocks)
    start, guessed = searching._guessed(shared, shocks)
    steps = (searching._by_record, searching._onward, searching._by_hull)
    anywhere = rng.integers(0, 200 - WINDOW, start.size)
    for found in (guessed, *(step(shared, shocks, anywhere) for step in steps)):
        assert np.array_equal(found.level[found.proved], right[found.proved])


def test_a_smooth_case_is_proved_by_the_guess_alone():
    levels = np.linspace(0.0, 0.3, 2_048)
    a, f = 7e10 * levels, -3e9 * np.expm1(-30.0 * levels)
    rng = np.random.default_rng(1)
    shocks = Shocks(np.full(9_000, 1e9), rng.uniform(0.05, 1, 9_000), rng.uniform(0.1, 1, 9_000))
    shared = Shared(envelope(a, f), hull(a, f))
    assert searching._guessed(shared, shocks)[1].proved.mean() > 0.999


def test_only_ties_are_left_to_the_scan(monkeypatch):
    rng = np.random.default_rng(2)
    left = []

    def counted(absorbed, forced, shocks):
        left.append(shocks.shock.size)
        return first_level(absorbed, forced, shocks)

    monkeypatch.setattr(searching, "first_level", counted)
    for _ in range(20):
        a, f = any_curves(rng, 300)
        w, share, shock = rng.uniform(0.01, 1, (3, 5_000))
        search(a, f, Shocks(shock * a[-1], w, share))
    assert sum(left) <= 20  # of 100,000


def test_scenarios_that_differ_by_one_rounding_are_told_apart():
    """R = 1 to the last bit: whether it ever stops is decided by float64 alone."""
    a = np.cumsum(np.full(500, 0.1))
    shock = np.array([0.0, 5e-324, 1e-17, 0.1]).repeat(2_000)
    w = np.full(8_000, 0.3)
    for share in (w, np.nextafter(w, 0), np.nextafter(w, 1)):
        shocks = Shocks(shock, w, share)
        assert np.array_equal(search(a, a, shocks), first_level(a, a, shocks))


@pytest.mark.parametrize("tiny", [1e-119, 1e-100, 1e-99])
def test_amounts_next_to_nothing_are_searched_as_they_are_scanned(tiny):
    rng = np.random.default_rng(3)
    a, f = np.cumsum(rng.exponential(tiny, (2, 400)), axis=1)
    w, share = 10 ** rng.uniform(-320, 0, (2, 3_000))
    shocks = Shocks(a[-1] * 10 ** rng.uniform(-200, 1, 3_000), w, share)
    assert np.array_equal(search(a, f, shocks), first_level(a, f, shocks))


@pytest.mark.parametrize("own", [1e-300, 1e-200, 1e-130, 1e-70])
@pytest.mark.parametrize("share", [0.0, 1e-310, 1e-160, 1.0])
def test_depth_withdrawn_to_next_to_nothing_is_searched_as_it_is_scanned(own, share):
    """Curves over two hundred decades, whose slopes times so small a W underflow."""
    rng = np.random.default_rng(16)
    a, f = np.cumsum(10 ** rng.uniform(-100, 100, (2, 128)), axis=1)
    w = np.full(4_096, own)
    assert worth_it(a, f, w.size)
    shocks = Shocks(own * a[rng.integers(0, 128, w.size)], w, np.full(w.size, share))
    assert np.array_equal(search(a, f, shocks), first_level(a, f, shocks))


def test_a_search_is_made_for_long_curves_many_scenarios_and_plain_numbers():
    a = np.arange(500.0)
    assert worth_it(a, a, 10_000)
    assert worth_it(a, 0.0 * a, 10_000)
    assert not worth_it(a, a, 1_000)
    assert not worth_it(a[:100], a[:100], 10_000)
    assert not worth_it(0.0 * a, a, 10_000)
    assert not worth_it(a, a * 1e-130, 10_000)
    assert not worth_it(a * 1e130, a, 10_000)


def test_batches_give_what_one_gives(monkeypatch):
    rng = np.random.default_rng(4)
    a, f = any_curves(rng, 250)
    shocks = any_shocks(rng, a, f, 6_000)
    whole = search(a, f, shocks)
    monkeypatch.setattr(searching, "BATCH", 1_700)
    monkeypatch.setattr(searching, "TOGETHER", 300)
    assert np.array_equal(search(a, f, shocks), whole)
