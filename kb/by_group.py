"""Rows by the group that each belongs to: rows in as they come, those of one group out.

They wait in memory as long as they are few, and on the disk where there is room for them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.errors import StoreError
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

    def __init__(self, group_of: NDArray[np.int32], groups: int, stack: ExitStack) -> None:
        self._group_of, self.groups, self._stack = group_of, groups, stack
        self._parts: list[list[Rows]] = [[] for _ in range(groups)]
        self._written: list[_OnDisk] = []
        self._held, self._room = 0, True

    @classmethod
    @contextmanager
    def opened(cls, group_of: NDArray[np.int32], groups: int) -> Iterator[ByGroup]:
        """With a folder for rows that are many, once they are, which goes at the end.

        group_of  by the row id of a source series, below 0 where its rows belong to none
        """
        with ExitStack() as stack:
            yield cls(group_of, groups, stack)

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
        """The rows of a group, in parts.

        raises  StoreError where what waited on the disk is not there any more
        """
        for file, starts in self._written:
            start, end = int(starts[number]), int(starts[number + 1])
            if end > start:
                found = np.fromfile(file, STORED, end - start, offset=start * STORED.itemsize)
                if len(found) != end - start:
                    raise StoreError(f"{file} was cut short while facts waited in it; try again")
                yield found
        yield from self._parts[number]

    def _put_down(self) -> None:
        """Write the rows that wait into a file of their own; without room for it they stay."""
        file: Path | None = None
        try:
            file = self._folder / str(len(self._written))
            with file.open("wb") as opened:
                for part in chain.from_iterable(self._parts):
                    opened.write(part.tobytes())
        except OSError:
            self._room = False
            if file is not None:
                with suppress(OSError):
                    file.unlink(missing_ok=True)
            return
        sizes = [sum(map(len, parts)) for parts in self._parts]
        self._written.append(_OnDisk(file, np.cumsum([0, *sizes])))
        self._parts = [[] for _ in self._parts]
        self._held = 0

    @cached_property
    def _folder(self) -> Path:
        """A folder that goes at the end.

        raises  OSError where none can be had
        """
        made = tempfile.TemporaryDirectory(prefix="downdraft-rows-", ignore_cleanup_errors=True)
        return Path(self._stack.enter_context(made))
