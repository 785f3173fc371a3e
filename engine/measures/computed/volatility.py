"""Realised volatility from closes: the standard deviation of daily log returns, made annual.

In: the closes of all measuring sources. Out: a figure for every day whose window is there. A return
is made of two closes of one source, of the best-ranked that has the day and the one before it;
where a day lacks everywhere, one return spans the gap, so that no move is lost. Source: the
definition; the mean of the window is taken off (n − 1).
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.measures.computed.asked import Asked
from engine.measures.computed.track import Made
from kb.frozen import dataclass
from kb.panel import Floats, Ints, Longs, Track
from kb.series import Series

LONGEST = 6
"""Days that a return may span: a weekend of holidays."""


@dataclass(frozen=True)
class Returns:
    """Log returns, one a day, oldest first, with their last days and the facts at both ends."""

    end: Ints
    move: Floats
    ids: NDArray[np.int64]
    known_at: Longs


def realised_volatility(asked: Asked) -> Made | None:
    """A figure a day, annual; None where there are too few closes."""
    closes = asked.told(asked.how.inputs[0])
    moves = returns(closes)
    length = asked.how.days
    first = np.searchsorted(moves.end, moves.end - length, side="right")
    count = np.arange(1, len(first) + 1) - first
    year, needed = rhythm(asked.catalog.get(asked.how.inputs[0]))
    value = deviation(moves.move, first, count) * np.sqrt(year)
    rows = np.flatnonzero((count >= needed * length) & (count > 1))
    who = ", ".join(dict.fromkeys(track.source for track in closes))

    def facts(place: int) -> NDArray[np.int64]:
        row = int(rows[place])
        return moves.ids[first[row] : row + 1].ravel()

    note = f"deviation of daily log returns over {length} days, from closes of {who}"
    return Made(moves.end[rows], moves.known_at[rows], value[rows], facts, note=note)


def rhythm(closes: Series) -> tuple[float, float]:
    """Days of trade in a year, and the returns that a day of the window needs at least.

    Every day counts where there is trade on all; of the five of a week, holidays take up to three a
    month.
    """
    return (365.0, 0.95) if closes.calendar == "utc" else (252.0, 0.85 * 5 / 7)


def returns(closes: tuple[Track, ...]) -> Returns:
    """The shortest return that ends on each day, of sources alike that of the best."""
    parts = [_returns(rank, track) for rank, track in enumerate(closes)]
    if not parts:
        none = np.array([], dtype=np.int64)
        return Returns(none.astype(np.int32), none.astype(float), none.reshape(0, 2), none)
    rank, end, gap, move, known, old, new = map(np.concatenate, zip(*parts, strict=True))
    order = np.lexsort((rank, gap, end)) if len(closes) > 1 else np.arange(len(end))
    order = order[gap[order] <= LONGEST]
    order = order[np.diff(end[order], prepend=-1) > 0]
    ids = np.stack([old, new], axis=1)[order]
    return Returns(end[order], move[order], ids, np.maximum.accumulate(known[order]))


def _returns(rank: int, track: Track) -> tuple[NDArray[np.generic], ...]:
    with np.errstate(divide="ignore", invalid="ignore"):
        move = np.diff(np.log(track.value))
    known = np.maximum(track.known_at[1:], track.known_at[:-1])
    gap, end = np.diff(track.as_of), track.as_of[1:]
    return np.full(len(end), rank), end, gap, move, known, track.ids[:-1], track.ids[1:]


def deviation(move: Floats, first: NDArray[np.intp], count: NDArray[np.intp]) -> Floats:
    """The sample deviation of the returns from `first` to each row, NaN of fewer than two."""
    sums, squares = _sums(move, first, first + count)
    spread = squares - sums**2 / np.maximum(count, 1)
    found = np.sqrt(np.maximum(spread, 0.0) / np.maximum(count - 1, 1))
    return np.asarray(np.where(count > 1, found, np.nan))


class _Summed(NamedTuple):
    """The sums of the returns and of their squares over each stretch."""

    move: Floats
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    sums: Floats
    squares: Floats


_LATELY: deque[_Summed] = deque(maxlen=4)
"""The last that were summed: who looks for what turns an answer asks of hundreds of closes, each
time of nearly the same."""


def _sums(move: Floats, first: NDArray[np.intp], last: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """The sums of the returns and of their squares; only stretches that differ are summed anew."""
    rows: NDArray[np.intp] | slice = slice(None)
    sums, squares = np.zeros((2, len(first)))
    for before in tuple(_LATELY):
        if np.array_equal(before.first, first) and np.array_equal(before.last, last):
            other = np.flatnonzero(before.move != move)
            low, high = (int(other[0]), int(other[-1])) if len(other) else (len(move), -1)
            rows = np.flatnonzero((first <= high) & (last > low))
            sums, squares = before.sums.copy(), before.squares.copy()
            break
    sums[rows] = _summed(move, first[rows], last[rows])
    squares[rows] = _summed(move**2, first[rows], last[rows])
    _LATELY.append(_Summed(move, first, last, sums, squares))
    return sums, squares


def _summed(x: Floats, first: NDArray[np.intp], last: NDArray[np.intp]) -> Floats:
    """The sum of each stretch by itself, so that what lies outside moves not its last bit."""
    if not len(first):
        return np.zeros(0)
    ends = np.stack([first, last], axis=1).ravel()
    return np.where(last > first, np.add.reduceat(np.append(x, 0.0), ends)[::2], 0.0)
