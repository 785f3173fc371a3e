"""What was read of one fact of a page, a row a day: readings of single days or of many at once in.

Of a reading a quantity needs its number, or why there is none, and where it may lie. A reading of a
thin window is a bound: a peak over a few known days can only be too low (see `bounds`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.evaluation.values import Bools, Codes, Floats
from engine.measures.reading import CODE, Reading
from engine.measures.request import Request
from engine.measures.window import COVERAGE_NEEDED
from kb.frozen import dataclass

UPWARD = ("peak", "drawdown", "crossed_below")
DOWNWARD = ("trough",)
GAPS = ("sum", "mean")
EITHER_WAY = ("at_peak", "at_trough", *GAPS)


@dataclass(frozen=True, eq=False)
class FactDays:
    """One fact over days, every array of shape (days,).

    values     canonical units, NaN where unknown
    reasons    0 when known, else the place of the reason in REASONS
    bound      where it is a sum of what is known, or the extreme of a thin window
    low, high  where each may lie; NaN where nothing is said of it
    path       of a path, every day of its window, shape (days, window)
    """

    values: Floats
    reasons: Codes
    bound: Bools
    low: Floats
    high: Floats
    path: Floats | None = None

    def over(self, rows: Any) -> FactDays:
        """The same of some of its days, in any order."""
        path = None if self.path is None else self.path[rows]
        ends = self.low[rows], self.high[rows]
        return FactDays(self.values[rows], self.reasons[rows], self.bound[rows], *ends, path)


def from_readings(request: Request, readings: Sequence[Reading]) -> FactDays:
    """One fact from one reading a day."""
    none = (np.nan, np.nan)
    ends = np.array([r.between or none for r in readings], dtype=np.float64).reshape(-1, 2)
    return FactDays(
        np.array([np.nan if r.value is None else r.value for r in readings], dtype=np.float64),
        np.array(
            [0 if r.value is not None else CODE[r.reason or "missing"] for r in readings], np.int8
        ),
        np.array([is_bound(request, r) for r in readings], dtype=np.bool_),
        ends[:, 0],
        ends[:, 1],
        _paths(readings),
    )


def below(parts: Sequence[FactDays]) -> FactDays:
    """One fact of several panels, the days of one below those of the other."""
    if len(parts) == 1:
        return parts[0]
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("values", "reasons", "bound", "low", "high")
    }
    length = next((part.path.shape[1] for part in parts if part.path is not None), 0)
    paths = [
        np.full((len(part.values), length), np.nan) if part.path is None else part.path
        for part in parts
    ]
    return FactDays(**columns, path=np.concatenate(paths) if length else None)


def _paths(readings: Sequence[Reading]) -> Floats | None:
    """The paths of a path's readings below each other, None for any other measure."""
    length = next((len(r.path) for r in readings if r.path is not None), 0)
    if not length:
        return None
    return np.stack([np.full(length, np.nan) if r.path is None else r.path for r in readings])


def is_bound(request: Request, reading: Reading) -> bool:
    """Whether a reading is a sum of those that are known, or the extreme of a thin window."""
    if reading.value is None or reading.least or reading.coverage is None:
        return reading.value is not None and bool(reading.least)
    return bool(is_thin(request, *reading.coverage, reading.silent))


def is_thin(request: Request, seen: Any, asked: Any, silent: Any) -> Any:
    """Whether too little of a window was seen for its measure, for one day or many."""
    if request.measure in GAPS:
        return seen < asked
    if request.measure in (*UPWARD, *DOWNWARD, *EITHER_WAY):
        return silent | (seen < COVERAGE_NEEDED * asked)
    return False
