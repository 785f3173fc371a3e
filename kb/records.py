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
    """A column of some records: the type of each cell, one where all are alike, and its place."""

    def __init__(self, content: Bytes, kinds: Places | int, at: Places) -> None:
        self._content, self._kinds, self._at = content, kinds, at

    def whole(self) -> Places | int:
        """Whole numbers; one where all are the same and take no room."""
        kind = self._kinds
        if not isinstance(kind, int):
            return self._mixed(kind)
        if kind in (_ZERO, _ONE):
            return kind - _ZERO
        if kind not in _WHOLE:
            raise Odd
        found: Places = taken(self._content, self._at, ">i8") >> (64 - 8 * int(_SIZES[kind]))
        return found

    def _mixed(self, kinds: Places) -> Places:
        found = np.empty(len(self._at), dtype=np.int64)
        for kind in np.flatnonzero(np.bincount(kinds)).tolist():
            those = kinds == kind
            found[those] = Cells(self._content, kind, self._at[those]).whole()
        return found

    def real(self) -> NDArray[Any] | int:
        """Numbers; one without a fraction is kept as a whole one."""
        whole = self._kinds != _REAL
        if np.all(whole):
            return self.whole()
        found: NDArray[np.float64] = taken(self._content, self._at, ">f8")
        if not isinstance(self._kinds, int):
            found[whole] = Cells(self._content, self._kinds[whole], self._at[whole]).whole()
        return found

    def texts(self) -> bool:
        """Whether any of them, which are texts, says anything."""
        kinds = np.asarray(self._kinds)
        if (kinds < _TEXT).any() or (kinds % 2 == 0).any():
            raise Odd
        return bool((kinds > _TEXT).any())


def columns(content: Bytes, begins: Places, ends: Places, count: int) -> list[Cells]:
    """The cells of records that begin and end there.

    count  of the columns; a record from before there was the last of them lacks it, which is a 0
    """
    length = content[begins]
    place, until = begins + 1, begins + length
    at, found = until, []
    for column in range(count):
        kinds, place = _kinds(content, place, until if column == count - 1 else None)
        found.append(Cells(content, kinds, at))
        at = at + _SIZES[kinds]
    if (length > 127).any() or (place != until).any() or (at != ends).any():
        raise Odd
    return found


def _kinds(content: Bytes, place: Places, until: Places | None) -> tuple[Places | int, Places]:
    """The types that stand there, one where all are alike, and where the next ones do.

    until  where the headers end, if some may lack the type
    """
    found = content[place]
    lack = None if until is None else place >= until
    some = lack is not None and bool(lack.any())
    first = int(found[0])
    if first < 128 and not some and (found == first).all():
        return first, place + 1
    kinds, length = found.astype(np.int64), np.ones(len(found), dtype=np.int64)
    long = kinds > 127
    if long.any():
        low = content[place + 1]
        if (low[long] > 127).any():
            raise Odd
        kinds = np.where(long, (kinds & 127) << 7 | low, kinds)
        length += long
    if lack is not None and some:
        kinds[lack] = _ZERO
        return kinds, np.where(lack, place, place + length)
    return kinds, place + length


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
