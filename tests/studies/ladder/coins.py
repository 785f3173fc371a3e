"""Coins that a move forces out: a ladder in, what lies within a share of the price out."""

from __future__ import annotations

from engine.formulas.ladder.ladder import Ladder
from engine.formulas.ladder.layers import sum_within
from engine.numeric.arguments import SHARE, Array, checked


def coins_within(ladder: Ladder, fall: Array | float) -> Array:
    """Coins whose liquidation price lies within a share of the price, LP ≥ P·(1 − x).

    ladder     of leading shape (...); for shorts LP ≤ P·(1 + x)
    fall       x, share of the price, broadcasts with (...), in [0, 1]
    returns    coins, the broadcast shape
    raises     ValueError naming the index that is out of range
    source     sum over cohorts
    """
    return sum_within(ladder, checked("fall", fall, SHARE), ladder.populations.held)
