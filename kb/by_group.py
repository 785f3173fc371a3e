"""Rows by the group that each belongs to: rows in as they come, those of one group out.

They wait in memory as long as they are few, and on the disk where there is room for them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.packed_rows import Rows
from kb.visible import STORED

AT_ONCE = 1_500_000
"""Rows that wait in memory; then all of them go to the disk."""


class _OnDisk(NamedTuple):
    """A file of rows, group after group, and where each begins; behind the last where it ends."""

    file: Path
    starts: NDArray[np.int64]


class ByGroup:
    """Rows by group, those of one in the order in which they came."""

    def __init__(self, group_of: NDArray[np.int32], groups: int, folder: Path) -> None:
        self._group_of, self.groups, self._folder = group_of, groups, folder
        self._parts: list[list[Rows]] = [[] for _ in range(groups)]
        self._written: list[_OnDisk] = []
        self._held, self._room = 0, True

    @classmethod
    @contextmanager
    def opened(cls, group_of: NDArray[np.int32], groups: int) -> Iterator[ByGroup]:
        """With a folder for rows that are many, which goes at the end.

        group_of  by the row id of a source series, below 0 where its rows belong to none
        """
        with tempfile.TemporaryDirectory(prefix="downdraft-rows-") as folder:
            yield cls(group_of, groups, Path(folder))

    def take(self, rows: Rows) -> None:
        """The next rows."""
        group = self._group_of[rows["source_series"]]
        if (group[1:] < group[:-1]).any():
            order = np.argsort(group, kind="stable")
            rows, group = rows[order], group[order]
        ends = np.searchsorted(group, np.arange(self.groups + 1))
        for number, (start, end) in enumerate(pairwise(ends.tolist())):
            if end > start:
                self._parts[number].append(rows[start:end])
        self._held += int(ends[-1] - ends[0])
        if self._held > AT_ONCE and self._room:
            self._put_down()

    def of(self, number: int) -> Iterator[Rows]:
        """The rows of a group, in parts."""
        for file, starts in self._written:
            start, end = int(starts[number]), int(starts[number + 1])
            if end > start:
                yield np.fromfile(file, STORED, count=end - start, offset=start * STORED.itemsize)
        yield from self._parts[number]

    def _put_down(self) -> None:
        file = self._folder / str(len(self._written))
        with suppress(OSError), file.open("wb") as opened:
            for part in (part for parts in self._parts for part in parts):
                opened.write(part.tobytes())
            sizes = [sum(map(len, parts)) for parts in self._parts]
            self._written.append(_OnDisk(file, np.cumsum([0, *sizes])))
            self._parts = [[] for _ in self._parts]
            self._held = 0
            return
        file.unlink(missing_ok=True)  # no room: what there is stays in memory
        self._room = False
