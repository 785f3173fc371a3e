"""The hull of two curves: which level is a record, against looking at every level before it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.formulas.cascade.exact.envelope import SLABS, envelope
from engine.formulas.cascade.exact.hull import hull
from engine.formulas.cascade.exact.scan import Shocks
from tests.formulas.cascade.worlds import any_curves
from tests.worlds import QUICK

seeds = st.integers(0, 2**32 - 1)


def exactly(a, f, w, share):
    """W·A − φ·F in rational numbers."""
    return [
        Fraction(w) * Fraction(x) - Fraction(share) * Fraction(y)
        for x, y in zip(a.tolist(), f.tolist(), strict=True)
    ]


@QUICK
@given(seeds)
def test_a_sure_record_is_above_all_before_it_and_the_last_record_above_all_to_rounding(seed):
    rng = np.random.default_rng(seed)
    a, f = any_curves(rng, 40)
    w, share = (float(x) for x in rng.uniform(0.01, 1.0, 2))
    gain, found = exactly(a, f, w, share), hull(a, f)
    one = Shocks(np.array([1.0]), np.array([w]), np.array([share]))
    for k in range(40):
        if found.is_record(np.array([k]), one)[0]:
            assert gain[k] == max(gain[: k + 1])
        record = int(found.record(np.array([k]), one)[0])
        slack = found.doubt * (w * a[k] + share * f[k])
        assert max(gain[: k + 1]) <= gain[record] + Fraction(slack)


def test_with_a_book_and_uniform_forced_sales_every_level_is_a_record_up_to_r_of_one():
    a = np.arange(64.0)
    found, level = hull(a, 0.5 * a), np.arange(64)
    for share, records in ((1.0, 64), (0.25, 64)):
        w = np.full(64, 0.501)
        assert found.is_record(level, Shocks(w, w, np.full(64, share))).sum() == records
    beyond = Shocks(*np.full((3, 64), 0.5) * [[1], [0.99], [1.99]])
    assert found.is_record(level, beyond).tolist() == [True] + [False] * 63
    assert found.record(level, beyond).tolist() == [0] * 64


@QUICK
@given(seeds)
def test_the_table_bounds_the_reach_of_every_level_from_above(seed):
    rng = np.random.default_rng(seed)
    a, f = any_curves(rng, 60)
    size = 200
    shocks = Shocks(np.zeros(size), *rng.uniform(0.01, 1.0, (2, size)))
    table = envelope(a, f)
    rays = table.rays(shocks)
    scale = shocks.withdrawal * a[-1] + shocks.share * f[-1]
    gain = (np.outer(shocks.withdrawal, a) - np.outer(shocks.share, f)) / scale[:, np.newaxis]
    for k in range(60):
        assert (table.height(rays, np.full(size, k)) >= gain[:, : k + 1].max(axis=1)).all()


def test_a_very_long_curve_gets_fewer_directions(monkeypatch):
    monkeypatch.setattr("engine.formulas.cascade.exact.envelope.LARGEST", 1_000)
    a = np.arange(100.0)
    assert envelope(a, a).heights.shape == (8 + 2, 100)
    assert SLABS == 64
