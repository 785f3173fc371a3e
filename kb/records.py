"""Records of a table as columns: the bytes in which they lie in, a cell of all of them out.

A record is a header, which tells the type of each cell, and the cells. What is not exactly as
expected raises Odd. Source: https://www.sqlite.org/fileformat2.html#record_format
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]

BEYOND = 1_024
"""Bytes that lie behind the last record, so that its cells are taken as those of others are."""
_LONGEST = 5
"""Bytes of the longest number of seven bits a byte."""
_REAL, _ZERO, _ONE, _TEXT = 7, 8, 9, 13
"""Types of a cell: a number with a fraction, the two that take no room, a text without a letter."""
_WHOLE = (1, 2, 3, 4, 5, 6, _ZERO, _ONE)
_SIZES = np.zeros(1 << 14, dtype=np.int64)
_SIZES[:8] = 0, 1, 2, 3, 4, 6, 8, 8
_SIZES[_TEXT - 1 :] = np.arange(len(_SIZES) - _TEXT + 1) // 2


class Odd(Exception):
    """What is not as expected."""


class Cells:
    """A column of some records: the type of each cell, and where it begins."""

    def __init__(self, content: Bytes, kinds: Places, at: Places) -> None:
        self._content, self._kinds, self._at = content, kinds, at

    def whole(self) -> Places | int:
        """Whole numbers; one where all are the same and take no room."""
        first = int(self._kinds[0])
        if not (self._kinds == first).all():
            return self._mixed()
        if first not in _WHOLE:
            raise Odd
        if first in (_ZERO, _ONE):
            return first - _ZERO
        found: Places = taken(self._content, self._at, ">i8") >> (64 - 8 * int(_SIZES[first]))
        return found

    def _mixed(self) -> Places:
        found = np.empty(len(self._at), dtype=np.int64)
        for kind in np.flatnonzero(np.bincount(self._kinds)).tolist():
            those = self._kinds == kind
            found[those] = Cells(self._content, self._kinds[those], self._at[those]).whole()
        return found

    def real(self) -> NDArray[Any] | int:
        """Numbers; one without a fraction is kept as a whole one."""
        whole = self._kinds != _REAL
        if whole.all():
            return self.whole()
        found: NDArray[np.float64] = taken(self._content, self._at, ">f8")
        if whole.any():
            found[whole] = Cells(self._content, self._kinds[whole], self._at[whole]).whole()
        return found

    def texts(self) -> bool:
        """Whether any of them, which are texts, says anything."""
        if (self._kinds < _TEXT).any() or (self._kinds % 2 == 0).any():
            raise Odd
        return bool((self._kinds > _TEXT).any())


def columns(content: Bytes, begins: Places, ends: Places, count: int) -> list[Cells]:
    """The cells of records that begin and end there.

    count  of the columns; a record from before there was the last of them lacks it, which is a 0
    """
    length = content[begins]
    at, place, until = begins + length, begins + 1, begins + length
    found = []
    for column in range(count):
        kinds = content[place].astype(np.int64)
        place = place + 1
        if (long := kinds > 127).any():
            low = content[place]
            if (low[long] > 127).any():
                raise Odd
            kinds = np.where(long, (kinds & 127) << 7 | low, kinds)
            place += long
        if column == count - 1 and (lack := place > until).any():
            kinds[lack] = _ZERO
            place = np.minimum(place, until)
        found.append(Cells(content, kinds, at))
        at = at + _SIZES[kinds]
    if (length > 127).any() or (place != until).any() or (at != ends).any():
        raise Odd
    return found


def taken(content: Bytes, at: Places, kind: str) -> NDArray[Any]:
    """The values of a kind that begin at some places, which may be any."""
    of = np.dtype(kind)
    every: NDArray[Any] = np.ndarray((len(content) - of.itemsize + 1,), of, content, strides=(1,))
    return every[at].astype(of.newbyteorder("="), copy=False)


def numbers(content: Bytes, at: Places) -> tuple[Places, Places]:
    """The numbers of seven bits a byte that begin at some places, and how many bytes each takes."""
    found = content[at].astype(np.int64)
    length, more = np.ones(len(at), dtype=np.int64), found > 127
    found &= 127
    for place in range(1, _LONGEST):
        if not more.any():
            return found, length
        byte = content[at + place].astype(np.int64)
        if more.all():
            found <<= 7
            found |= byte & 127
            length += 1
        else:
            found = np.where(more, found << 7 | byte & 127, found)
            length += more
        more &= byte > 127
    if more.any():
        raise Odd
    return found, length
