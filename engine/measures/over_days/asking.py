"""What one source answers on each of many days, and the best of several: as `asking` and `choose`
say it of one day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.measures.computed.track import estimated
from engine.measures.doubted import NUMBERS
from engine.measures.over_days.answers import Answers, chosen, nothing
from engine.measures.over_days.rolling import ROLLING
from engine.measures.over_days.sight import EVER, Sight, unless
from engine.measures.request import Request

STANDING = ("latest", "lag")
"""Measures for which an old value may stand with a range."""
BEYOND = 100
"""Days that a quarterly series may lie before the window that asks for it."""


def ask_sight(s: Sight, request: Request, stale_after: int | None = None) -> Answers:
    """What one source answers; odd where an old value may stand for today's, or it is in doubt.

    stale_after  days that its newest fact may be old, where that is not the series' own limit
    """
    measure = ROLLING.get(request.measure)
    if measure is None or request.target is not None or estimated(s.track):
        return nothing(len(s.at), "missing").odd_too(s.spoken)
    limit = s.series.stale_after if stale_after is None else stale_after
    old = s.spoken & (s.day - s.newest > limit)
    found = unless(measure(s, *map(int, request.arguments)), (old, "stale"))
    if s.doubted is not None:
        changes = request.measure in NUMBERS
        found = found.odd_too(s.in_doubt(_reach(request, limit)) & (changes | ~found.known))
    carried = s.series.carried and s.series.positive and request.measure in STANDING
    return found.odd_too(old) if carried else found


def _reach(request: Request, stale_after: int) -> int:
    """Days within which every fact lies that an answer may rest on."""
    if request.measure == "streak":
        return EVER
    length = max(map(int, request.arguments), default=0)
    return 2 * length + stale_after + BEYOND


def first_of(sights: Sequence[Sight], parts: Sequence[Answers]) -> Answers:
    """The first answer with a value, of those who have spoken; else the first of these."""
    days = len(parts[0].value)
    which = np.full(days, len(parts))
    for place in reversed(range(len(parts))):
        which[sights[place].spoken] = place
    for place in reversed(range(len(parts))):
        which[sights[place].spoken & parts[place].known] = place
    odd = [part.odd & s.spoken for s, part in zip(sights, parts, strict=True)]
    found = chosen(which, (*parts, nothing(days, "missing")))
    return found.odd_too(np.any(odd, axis=0))
