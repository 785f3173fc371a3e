"""Where cascades stop, for scenarios by the million on one book, against a scan of every level.

The yardstick is the definition in numpy, W·A ≥ V0 + φ·F on all levels of some scenarios at a time,
in pieces that stay in the cache. It finds levels only; ours goes on to the place inside the cell.
Both run on one core. Every answer of ours is compared with the scan's before anything is timed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.measure import Sizes, WrongAnswer, interleaved, note, seconds
from benchmarks.table import Row, verdict
from engine.formulas.cascade.crossing import Crossing, first_crossing
from engine.formulas.cascade.curves import Curve, book_curve, forced_curve
from engine.formulas.cascade.exact.scan import Shocks, first_level

AIM = 40
LEVELS = 2_048
SCANNED = 16_384  # scenarios of a round that the scan is timed on: it takes as long for each


def measure(sizes: Sizes) -> Iterator[Row]:
    """Two rows: every scenario with its own W and φ, and with its own shock as well."""
    levels = np.linspace(0.0, 0.3, LEVELS)
    book = book_curve(levels, 7e8, 0.01, 1.13)
    sales = forced_curve("minutes", levels, 9e10, 5e9)
    shocks = _shocks(sizes.scenarios)
    one_shock = Shocks(np.full(sizes.scenarios, 5e8), shocks.withdrawal, shocks.share)
    for whose, given in (("W and φ", one_shock), ("W, φ and V0", shocks)):
        what = f"cascade stops on {LEVELS:,} levels, {sizes.scenarios:,} scenarios of own {whose}"
        yield _measured(what, book, sales, given, sizes.rounds)


def _measured(what: str, book: Curve, sales: Curve, shocks: Shocks, rounds: int) -> Row:
    note(f"{what}: comparing with the scan")
    _check(first_crossing(book, sales, *shocks), first_level(book.amounts, sales.amounts, shocks))
    part = shocks.at(slice(0, SCANNED))
    note(f"{what}: {rounds} rounds")
    took = interleaved(
        rounds,
        {
            "ours": lambda: seconds(lambda: first_crossing(book, sales, *shocks)),
            "scan": lambda: seconds(lambda: first_level(book.amounts, sales.amounts, part)),
        },
    )
    speed = {"ours": shocks.shock.size / took["ours"], "scan": part.shock.size / took["scan"]}
    ratio = speed["ours"] / speed["scan"]
    return Row(
        what, f"{speed['ours']:,.0f} a second",
        f"{speed['scan']:,.0f} a second  chunked numpy scan",
        f"{ratio:.0f}", f"at least {AIM}", verdict(ratio >= AIM),
    )  # fmt: skip


def _shocks(size: int) -> Shocks:
    """Scenarios over the ranges that nobody measured, the same on every run."""
    rng = np.random.default_rng(20251010)
    w, share = rng.uniform(0.06, 1.0, size), rng.uniform(0.1, 1.0, size)
    return Shocks(10 ** rng.uniform(7.5, 10.0, size), w, share)


def _check(ours: Crossing, level: np.ndarray) -> None:
    wrong = (ours.level != level) | (np.isnan(ours.fall) != (level < 0))
    if wrong.any():
        raise WrongAnswer(f"{wrong.sum():,} of {level.size:,} cascades stop where none should")
