"""Ranges of readings: an estimate or an old value lies between two ends, as what is assumed does.

In: what was read of a fact and how many scenarios there are. Out: its values along the scenarios of
the assumptions, the first the reading itself, the others one of its ends. What is read of one
series goes to the same end everywhere, since its readings are wrong together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zlib import crc32

import numpy as np

from engine.evaluation.facts import EITHER_WAY, FactDays
from engine.evaluation.values import Floats, Values
from engine.measures.request import Request
from engine.pages.assumptions import corners

ALONE = 3
"""Scenarios of a book that assumes nothing: the reading and both ends."""


def along_scenarios(request: Request, fact: FactDays, axis: Mapping[str, Floats]) -> Values:
    """The values of a fact, with a range on the days where its reading is an estimate."""
    values = Values(fact.values[:, np.newaxis], fact.reasons, path=fact.path)
    ranged = np.flatnonzero(~np.isnan(fact.low))
    if request.measure in EITHER_WAY or not len(ranged):
        return values
    high = _ends(request.series, axis)
    wide = np.repeat(values.values, 1 + len(high), axis=1)
    ends = fact.low[ranged, np.newaxis], fact.high[ranged, np.newaxis]
    wide[ranged, 1:] = np.where(high, ends[1], ends[0])
    return replace(values, values=wide)


def _ends(series: str, axis: Mapping[str, Floats]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether a series is at its high end, for each scenario but the first.

    The design of the assumptions has columns that none of them uses: a series has one of these.
    """
    scenarios = len(next(iter(axis.values()))) if axis else ALONE
    columns = (scenarios - 1) // 2
    spare = max(columns - len(axis), 1)
    return corners(columns)[:, columns - 1 - crc32(series.encode()) % spare]
