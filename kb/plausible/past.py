"""What a fact is held against: the facts before it that were known by then and are believed."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from kb.frozen import dataclass
from kb.middle import middle
from kb.plausible.line import Line
from kb.plausible.rule import PART, TIMES, Rule

WINDOW = 30
"""Facts that say what is usual."""
MIDDLE = 15
"""Facts whose middle the size of a flow is held against."""
QUARTER = 92
REVISED = 50
LIGHTLY = 8.0
"""Usual moves from which on a move is a jump where it has the shape of a slip."""
FEWEST = 3
"""Sizes that have a middle to be far from."""
ENOUGH = 8
"""Moves from which on one of them is usual."""
BEYOND = log(3)
"""What is no jump yet beyond the largest of the last sizes, where signs change."""
_TEN = log(10)
_POWERS = (1, 2, 3, 6, 9)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Jump:
    """How far a fact lies from its past, where that is too far."""

    power: int
    against: float
    as_of: int
    several: int
    moves: float


def jump(rule: Rule, past: Line, as_of: int, value: float) -> Jump | None:
    """The jump to a value from its past, the newest last; None where it is none."""
    if rule.kind == "size":
        return _off_the_middle(rule, past, as_of, value)
    x, now = rule.scaled(past.value), float(rule.scaled(np.array([value]))[0])
    before, move = float(past.value[-1]), abs(now - float(x[-1]))
    usual, days = _usual_move(x, past.as_of), abs(as_of - int(past.as_of[-1]))
    usual *= growth(days)
    if rule.kind == "rate":
        power, far = _shape(before, value, 3 * usual), _far(rule, before, value, usual, days)
        slip = bool(power) or _sign_or_nought(rule, past.value, value, 3 * usual)
    else:
        power = _power(before, value, min(max(5 * usual, 0.1), 0.25))
        slip, far = bool(power), move > max(_reach(rule, days), rule.usual * usual)
    if not far and not (slip and move > max(rule.light, LIGHTLY * usual)):
        return None
    return Jump(power, before, int(past.as_of[-1]), 1, move / usual if usual else 0.0)


def _far(rule: Rule, before: float, value: float, usual: float, days: int) -> bool:
    """Whether a rate has moved too far, and is of another order or sign."""
    move = abs(value - before)
    larger = value * before > 0 and abs(value) > abs(before)
    order = abs(before) * (TIMES - 1 if larger else 1 - PART)
    return move > max(rule.up * growth(days), rule.usual * usual, order)


def _sign_or_nought(rule: Rule, past: Floats, value: float, near: float) -> bool:
    """Whether a sign is lost, or a number, where neither sign nor nought was before."""
    if not ((past > 0).all() or (past < 0).all()):
        return False
    if value == 0:
        return rule.daily
    last = float(past[-1])
    return abs(value + last) <= max(near, abs(last) / 4) and abs(value - last) > 4 * rule.light


def _shape(before: float, value: float, near: float) -> int:
    """The power of ten between two rates that would else be alike, 0 where none is.

    near  how far they may lie apart; a value must be well above it to show its power of ten
    """
    small, large = sorted((value, before), key=abs)
    for power in _POWERS:
        if abs(small) * 10**power > abs(large) / 2 and abs(small * 10**power - large) <= near:
            return -power if small == value else power
    return 0


def _reach(rule: Rule, days: int) -> float:
    """What is no jump in so many days; in a quarter no level goes to ten times what it was."""
    reach = rule.up * growth(days)
    tenfold = rule.kind == "level" and days <= QUARTER
    return min(reach, max(rule.up, 0.85 * _TEN)) if tenfold else reach


def growth(days: int) -> float:
    """How much further a series may go in so many days than in one."""
    return max(1.0, min(sqrt(days), 3.0), sqrt(days / 10))


def _usual_move(x: Floats, as_of: NDArray[np.int64]) -> float:
    """The middle of the moves, each brought to one day; 0 where they are few."""
    if len(x) <= ENOUGH:
        return 0.0
    days = np.maximum(np.diff(as_of), 1)
    return float(middle(np.abs(np.diff(x)) / np.sqrt(days)))


def _off_the_middle(rule: Rule, past: Line, as_of: int, value: float) -> Jump | None:
    """A flow many times larger or smaller than the middle of the last ones."""
    recent = past.value[-MIDDLE:]
    known = recent[recent != 0]
    if len(known) < FEWEST or value == 0:
        return None
    newest = int(past.as_of[-1])
    if newest == as_of and past.value[-1]:
        return _revised(float(past.value[-1]), value, as_of)
    y = np.log(np.abs(known))
    centre = float(middle(y))
    spread = float(middle(np.abs(y - centre))) if len(y) >= ENOUGH else 0.0
    off = float(np.log(abs(value))) - centre
    few = 1.0 if len(y) >= ENOUGH else 1.4  # of a few facts the middle says little
    reach = (rule.up if off > 0 else rule.down) * few * growth(abs(as_of - newest) // WINDOW)
    if rule.signed and off > 0:
        reach = max(reach, float(np.log(np.abs(past.value).max())) - centre + BEYOND)
    if abs(off) <= max(reach, rule.usual * spread if off > 0 or not rule.signed else 0.0):
        return None
    many = abs(off) / spread if spread else 0.0
    size = float(np.exp(centre))
    return Jump(_power(size, value, max(3 * spread, 0.7)), size, newest, len(known), many)


def _revised(before: float, value: float, as_of: int) -> Jump | None:
    """A day's flow revised to a hundred times what it was, or to a hundredth."""
    if abs(log(abs(value / before))) <= log(REVISED):
        return None
    return Jump(_power(before, value, 0.7), before, as_of, 1, 0.0)


def _power(before: float, value: float, near: float) -> int:
    """The power of ten that a value is off by, 0 where it is off by something else."""
    if before == 0 or value == 0:
        return 0
    off = log(abs(value / before))
    for power in _POWERS:
        if abs(abs(off) - power * _TEN) <= min(near, _TEN / 2):
            return power if off > 0 else -power
    return 0
