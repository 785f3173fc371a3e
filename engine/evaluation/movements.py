"""Ways in which thin windows may be wrong: readings in, what is moved together and each way out.

What stood on the day of an extreme may lie on either side; an extreme itself on one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from engine.evaluation.facts import DOWNWARD, EITHER_WAY
from engine.measures.request import Request

Way = Literal["up", "down"]
Movement = frozenset[tuple[Request, Way]]
"""The readings of thin windows that are moved together, each with its way."""


def ways(request: Request) -> tuple[Way, ...]:
    """Where a reading of a thin window may lie: what stood on the day of a peak, either way."""
    if request.measure in EITHER_WAY:
        return ("up", "down")
    return ("down",) if request.measure in DOWNWARD else ("up",)


def movements(bounds: Iterable[Request]) -> tuple[Movement, ...]:
    """Extremes together and each alone, then what stood beside them; nothing if none is thin."""
    each = tuple(dict.fromkeys(bounds))
    extremes = [request for request in each if request.measure not in EITHER_WAY]
    beside = [request for request in each if request.measure in EITHER_WAY]
    groups = ((extremes, 0), (beside, 0), (beside, 1))
    together = (frozenset((r, ways(r)[at]) for r in group) for group, at in groups if group)
    alone = (frozenset({(request, way)}) for request in each for way in ways(request))
    return tuple(dict.fromkeys((*together, *alone)))


def stays_in_window(movement: Movement) -> bool:
    """Whether it moves only what stood beside an extreme, which the window bounds."""
    return all(request.measure in EITHER_WAY for request, _ in movement)
