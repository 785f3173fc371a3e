"""Ranges of readings: an estimate or an old value lies between two ends, as what is assumed does.

In: the readings of a fact and how many scenarios there are. Out: its values along the scenario axis
of the assumptions, the first the reading itself, the others one of its ends. What is read of one
series goes to the same end everywhere, since its readings are wrong together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zlib import crc32

import numpy as np

from engine.evaluation.bounds import EITHER_WAY
from engine.evaluation.values import Floats, Values
from engine.measures.reading import Reading
from engine.measures.request import Request
from engine.pages.assumptions import corners

ALONE = 3
"""Scenarios of a book that assumes nothing: the reading and both ends."""


def is_range(request: Request, reading: Reading) -> bool:
    """Whether a reading is an estimate between two ends."""
    return reading.between is not None and request.measure not in EITHER_WAY


def along_scenarios(
    values: Values, request: Request, readings: Sequence[Reading], axis: Mapping[str, Floats]
) -> Values:
    """The values of readings, with a range on the days where they have one."""
    ranged = [day for day, each in enumerate(readings) if is_range(request, each)]
    if not ranged:
        return values
    high = _ends(request.series, axis)
    wide = np.repeat(values.values, 1 + len(high), axis=1)
    for day in ranged:
        low_end, high_end = readings[day].between or (np.nan, np.nan)
        wide[day, 1:] = np.where(high, high_end, low_end)
    return replace(values, values=wide)


def _ends(series: str, axis: Mapping[str, Floats]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether a series is at its high end, for each scenario but the first.

    The design of the assumptions has columns that none of them uses: a series has one of these.
    """
    scenarios = len(next(iter(axis.values()))) if axis else ALONE
    columns = (scenarios - 1) // 2
    spare = max(columns - len(axis), 1)
    return corners(columns)[:, columns - 1 - crc32(series.encode()) % spare]
