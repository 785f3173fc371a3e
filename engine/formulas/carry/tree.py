"""The meeting tree: steps expected at each meeting come in, odds of every target range go out.

A meeting takes a whole number of steps, one of the two next to what is expected; meetings are
independent of each other. Both are CME's assumptions, and the second is the bolder: a market that
fears one cut too few in December fears it in January as well.
"""

from __future__ import annotations

import numpy as np

from engine.numeric.arguments import FINITE, POSITIVE, Array, Domain, checked

# A thousand steps of 25 bp are 250 %: beyond, something else than steps was passed.
STEPS = Domain("between -1,000 and 1,000 steps", low=-1e3, high=1e3)


def meeting_tree(expected: Array) -> tuple[Array, Array]:
    """Odds of every total number of steps after a chain of meetings, as a binary tree.

    A meeting with x steps expected takes ⌊x⌋ steps with odds ⌈x⌉ − x, else one more; meetings are
    independent.

    expected    steps expected at each meeting in order, shape (meetings,), −1,000 to 1,000
    returns     (steps, odds): whole numbers of steps, signed and rising by one, and odds that sum
                to 1, both of shape (meetings + 1,)
    raises      ValueError naming the index that is out of range
    source      CME, FedWatch probability tree
    """
    return _branches(_row(expected))[-1]


def target_ranges(expected: Array, lowest: float, step: float) -> tuple[Array, Array]:
    """Odds of each target range after the first, second … meeting, Σ over the tree's paths.

    expected    steps expected at each meeting in order, shape (meetings,), −1,000 to 1,000
    lowest      lower end of today's target range, annual rate
    step        size of a step and width of a range (25 bp is 0.0025), > 0
    returns     (lower ends, odds): the lower end of every range that some meeting can reach,
                rising, shape (ranges,), and the odds after each meeting, shape (meetings, ranges)
    raises      ValueError naming the argument that is out of range
    source      CME, FedWatch probability tree
    """
    lowest, step = float(checked("lowest", lowest, FINITE)), float(checked("step", step, POSITIVE))
    after = _branches(_row(expected))
    first = min(steps[0] for steps, _ in after)
    reach = int(max(steps[-1] for steps, _ in after) - first) + 1
    odds = np.zeros((len(after), reach))
    for row, (steps, chance) in zip(odds, after, strict=True):
        start = int(steps[0] - first)
        row[start : start + chance.size] = chance
    return lowest + step * (first + np.arange(reach)), odds


def _row(expected: Array) -> Array:
    expected = checked("expected", expected, STEPS)
    if expected.ndim != 1 or not expected.size:
        raise ValueError(f"expected has shape {expected.shape}: give one row of meetings")
    return expected


def _branches(expected: Array) -> list[tuple[Array, Array]]:
    """The total steps and their odds after each meeting."""
    after, low, odds = [], 0.0, np.ones(1)
    for steps in expected:
        low += np.floor(steps)
        up = steps - np.floor(steps)
        odds = np.convolve(odds, [1.0 - up, up])
        after.append((low + np.arange(odds.size, dtype=np.float64), odds))
    return after
