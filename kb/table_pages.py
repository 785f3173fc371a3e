"""The facts of a base out of the pages of its file: row ids in, rows as arrays out, or nothing.

SQLite gives a row at a time, and Python makes a value of each of its cells; a page of the table
holds a hundred rows, of which numpy takes a cell of all at once, in a tenth of the time. So is read
a file only as long as a transaction holds it as it is and no log of changes lies beside it, and
what is read is for whoever holds it against the checksums. Of anything that is not exactly as
expected SQLite is asked, which tells what is damaged.
Source: https://www.sqlite.org/fileformat2.html#b_tree_pages
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from kb.records import BEYOND, Bytes, Odd, Places, columns, numbers, taken
from kb.visible import STORED

_LEAF, _LEAF_HEAD, _ABOVE, _ABOVE_HEAD = 13, 8, 5, 12
"""The kinds of pages of a table, and the bytes with which each begins."""
_DEPTH = 20
_AT_ONCE = 64
"""Pages whose rows are taken at once: few enough that what is made of them stays at hand."""
_WHOLE = {
    "source_series": "strand_id", "as_of": "as_of", "known_at": "known_at", "span": "span",
    "unit": "unit_id", "publication": "publication",
}  # fmt: skip
_COLUMNS = "SELECT name FROM pragma_table_info('fact') ORDER BY cid"
_ROOT = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = 'fact'"
_files: dict[tuple[int, int], int] = {}


class Stretch(NamedTuple):
    """Rows of the type STORED, and whether any of them has a note."""

    rows: NDArray[np.void]
    noted: bool


@contextmanager
def table_pages(file: str) -> Iterator[TablePages | None]:
    """The table of facts of a base as it is when the block begins; None where it cannot be had."""
    held: sqlite3.Connection | None = None
    found: TablePages | None = None
    with suppress(sqlite3.Error, OSError, IndexError, ValueError):  # another file, perhaps
        if file and hasattr(os, "preadv"):
            path = Path(file).resolve()
            held = sqlite3.connect(
                f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None, timeout=0,
                check_same_thread=False,
            )  # fmt: skip
            held.execute("BEGIN")
            columns = tuple(name for (name,) in held.execute(_COLUMNS))
            [(root,)] = held.execute(_ROOT)
            log = path.with_name(f"{path.name}-wal")
            if not log.exists() or not log.stat().st_size:
                found = TablePages(_opened(path), root, columns)
    try:
        yield found
    finally:
        if held is not None:
            held.close()


def _opened(path: Path) -> int:
    """A file to read from, open as long as the process lives.

    Closing it would let go of what SQLite holds of the same file, as POSIX has it.
    """
    found = path.stat()
    which = found.st_dev, found.st_ino
    if which not in _files:
        _files[which] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    return _files[which]


class TablePages:
    """The pages of the table of facts.

    root     its first page
    columns  in their order, the row id first
    """

    def __init__(self, file: int, root: int, columns: tuple[str, ...]) -> None:
        head = os.pread(file, 100, 0)
        self._file, self._root, self._columns = file, root, columns
        self._size = int.from_bytes(head[16:18], "big")
        self._size = 65_536 if self._size == 1 else self._size
        self._usable = self._size - head[20]
        self._below = lru_cache(maxsize=16)(self._read_below)

    def stretch(self, first: int, last: int) -> Stretch | None:
        """The facts behind the first so many up to another; None where SQLite is to be asked."""
        try:
            return self._stretch(first, last)
        except (Odd, OSError, IndexError, ValueError, OverflowError):
            return None

    def _stretch(self, first: int, last: int) -> Stretch:
        leaves, rows, noted = list(self._leaves(self._root, first, last)), [], False
        for cut in range(0, len(leaves), _AT_ONCE):
            some, with_note = self._rows(leaves[cut : cut + _AT_ONCE], first, last)
            rows.append(some)
            noted |= with_note
        found = np.concatenate(rows)
        if not np.array_equal(found["id"], np.arange(first + 1, last + 1)):
            raise Odd
        return Stretch(found, noted)

    def _rows(self, leaves: list[int], first: int, last: int) -> tuple[NDArray[np.void], bool]:
        """Those of the rows that lie in some pages, and whether any has a note."""
        content = self._content(leaves)
        begins, room = self._cells(content, _LEAF, _LEAF_HEAD)
        length, took = numbers(content, begins)
        ids, more = numbers(content, begins + took)
        if (took + more + length > room).any() or (length > self._usable - 35).any():
            raise Odd  # it goes on elsewhere
        wanted = slice(*np.searchsorted(ids, (first + 1, last + 1)).tolist())
        at, length = (begins + took + more)[wanted], length[wanted]
        rows = np.empty(len(at), dtype=STORED)
        if not len(rows):
            return rows, False
        found = columns(content, at, at + length, len(self._columns))
        cells = dict(zip(self._columns, found, strict=True))
        rows["id"], rows["value"] = ids[wanted], cells["value"].real()
        for name, column in _WHOLE.items():
            whole = cells[column].whole()
            rows[name] = whole
            if (rows[name] != whole).any():
                raise Odd  # more than goes in there
        return rows, cells["note"].texts()

    def _leaves(self, page: int, first: int, last: int, depth: int = 0) -> Iterator[int]:
        """The pages that hold the rows, in their order."""
        if depth > _DEPTH:
            raise Odd
        below, ends = self._below(page)
        if not below:
            yield page
            return
        start, end = np.searchsorted(ends, (first + 1, last)).tolist()
        some = below[start : end + 1]
        if self._below(some[0])[0]:
            for each in some:
                yield from self._leaves(each, first, last, depth + 1)
        else:  # and so are those beside it
            yield from some

    def _read_below(self, page: int) -> tuple[list[int], Places]:
        """The pages under one and the last row id of each but the last; none under a leaf."""
        content = self._content([page])
        if content[0] == _LEAF:
            return [], np.empty(0, dtype=np.int64)
        begins, _ = self._cells(content, _ABOVE, _ABOVE_HEAD)
        ends, _ = numbers(content, begins + 4)
        return taken(content, np.append(begins, _LEAF_HEAD), ">u4").tolist(), ends

    def _content(self, pages: list[int]) -> Bytes:
        """Pages one behind the other, and some room behind them."""
        found = bytearray(len(pages) * self._size + BEYOND)
        view = memoryview(found)
        for n, page in enumerate(pages):
            part = view[n * self._size : (n + 1) * self._size]
            if page < 2 or os.preadv(self._file, [part], (page - 1) * self._size) != self._size:
                raise Odd
        return np.frombuffer(found, dtype=np.uint8)

    def _cells(self, content: Bytes, kind: int, head: int) -> tuple[Places, Places]:
        """Where the cells of pages of a kind begin, in their order, and the bytes up to the end."""
        pages = np.arange((len(content) - BEYOND) // self._size) * self._size
        counts = taken(content, pages + 3, ">u2").astype(np.int64)
        if (content[pages] != kind).any() or (head + 2 * counts > self._usable).any():
            raise Odd
        before = np.cumsum(counts) - counts
        slots = np.repeat(pages + head - 2 * before, counts) + 2 * np.arange(counts.sum())
        inside = taken(content, slots, ">u2").astype(np.int64)
        if (inside < head).any() or (inside > self._usable - 4).any():
            raise Odd
        return np.repeat(pages, counts) + inside, self._usable - inside
