"""Episodes: closes come in; every fall from a record close goes out, its depth, length and speed.

An episode runs from a record close of the history to the next close at least as high. What was a
record before the history begins is not known, so its first close counts as one. The last episode
may still run: its trough is then the lowest close so far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.numeric.arguments import Array, BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class Episodes:
    """The falls from a record close, oldest first; every array has one element an episode.

    start       bar of the record close
    trough      bar of the lowest close so far
    recovery    bar of the first close at least as high again, −1 while there is none
    under       days under water, from the record to the recovery or to the last bar
    depth       fall from the record to the lowest close, a share
    crossed     bar of the first close at least as deep as the fall asked for
    speed       log fall a day from the record to that close
    """

    start: IntArray
    trough: IntArray
    recovery: IntArray
    under: IntArray
    depth: Array
    crossed: IntArray
    speed: Array

    @property
    def over(self) -> Episodes:
        """Those that ended in a new record."""
        return self.only(self.recovery >= 0)

    def only(self, kept: BoolArray) -> Episodes:
        """Those where `kept` is true."""
        return Episodes(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))


def episodes(closes: Array, fall: float) -> Episodes:
    """Every fall of one history that went so deep, 1 − min P / P_start ≥ f.

    closes     P, USD per coin, shape (bars,), > 0, none missing
    fall       f, simple, strictly between 0 and 1
    returns    an `Episodes`
    raises     nothing
    source     definition
    """
    found = zip(*_deep(closes, fall), strict=True)
    rows = [_episode(closes, int(start), int(end), fall) for start, end in found]
    columns = np.array(rows, dtype=np.float64).reshape(-1, 7).T
    start, trough, recovery, under, crossed = columns[[0, 1, 2, 3, 5]].astype(np.int64)
    return Episodes(start, trough, recovery, under, columns[4], crossed, columns[6])


def _deep(closes: Array, fall: float) -> tuple[IntArray, IntArray]:
    """The records that a fall of f follows, and the records that end it; −1 for none."""
    records = np.flatnonzero(closes >= np.maximum.accumulate(closes))
    if not records.size:
        return records, records
    # Up to the next record all closes are lower, so a stretch's lowest is that of the fall.
    deep = np.minimum.reduceat(closes, records) <= _level(closes[records], fall)
    nexts = np.append(records[1:], -1)
    return records[deep], nexts[deep]


def _level(record: Array, fall: float) -> Array:
    """The close at which a fall from a record is so deep; below the record however small f is."""
    return np.minimum((1.0 - fall) * record, np.nextafter(record, 0.0))


def _episode(
    closes: Array, start: int, recovery: int, fall: float
) -> tuple[int, int, int, int, float, int, float]:
    kept = closes[start : recovery if recovery >= 0 else closes.size]
    under = (recovery if recovery >= 0 else closes.size - 1) - start
    days, trough = int(np.argmax(kept <= _level(kept[0], fall))), int(np.argmin(kept))
    depth, speed = 1.0 - kept[trough] / kept[0], np.log(kept[0] / kept[days]) / days
    return start, start + trough, recovery, under, float(depth), start + days, float(speed)
