"""Panel files laid out: a base in, the content of a file of the facts of some assets each out.

How a file is made is said where it is read: `kb.panel_file`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.all_facts import StrandRow
from kb.ordering import order_of
from kb.packed_rows import Rows
from kb.panel_file import ALIGNED, COLUMNS, COMMON
from kb.queries import Whole
from kb.store import KnowledgeBase
from kb.visible import STORED, by_id

TOGETHER = 16
"""Assets in a file: what they are read and judged for is shared among them."""
AT_ONCE = 1_500_000
"""Rows that wait in memory; then all of them go to the disk."""
_ORDER = ("as_of", "known_at", "span")

Columns = dict[str, NDArray[Any]]


def groups(assets: Sequence[str]) -> list[tuple[str, ...]]:
    """The assets that share a file, and behind them what is told of no asset."""
    cuts = range(0, len(assets), TOGETHER)
    return [*(tuple(assets[cut : cut + TOGETHER]) for cut in cuts), (COMMON,)]


def panel_files(kb: KnowledgeBase, assets: Sequence[str], batch: int) -> Iterator[bytes]:
    """The content of a file for each of `groups`, on the facts up to a batch; the last comes first.

    The base is read once, whatever the number of assets; rows that wait lie on the disk.
    """
    sorted_assets = groups(assets)
    place = {asset: number for number, group in enumerate(sorted_assets) for asset in group}
    strands = kb.rows("SELECT id, asset FROM strand")
    group_of = by_id([row for row, _ in strands], [place.get(asset, -1) for _, asset in strands])
    with _Waiting.opened(group_of, len(sorted_assets)) as waiting:
        whole = kb.hand_on(batch, waiting.take)
        said: dict[int, list[StrandRow]] = {number: [] for number in range(len(sorted_assets))}
        for row in whole.said.series:
            said.get(place.get(row[3], -1), []).append(row)
        for number in (len(sorted_assets) - 1, *range(len(sorted_assets) - 1)):
            yield _content(waiting.rows(number), sorted_assets[number], said.pop(number), whole)


class _Waiting:
    """Rows by the file that they go to, in memory as long as they are few."""

    def __init__(self, group_of: NDArray[np.int32], files: int, folder: Path) -> None:
        self._group_of, self._files, self._folder = group_of, files, folder
        self._parts: dict[int, list[Rows]] = {}
        self._held, self._last = 0, -1
        self._start()

    @classmethod
    @contextmanager
    def opened(cls, group_of: NDArray[np.int32], files: int) -> Iterator[_Waiting]:
        """With a folder for those that are many, which goes at the end."""
        with tempfile.TemporaryDirectory(prefix="downdraft-panels-") as folder:
            yield cls(group_of, files, Path(folder))

    def take(self, rows: Rows) -> None:
        """The next rows; those of a first row that was there before begin all anew."""
        if len(rows) and rows["id"][0] <= self._last:
            self._start()
        self._last = int(rows["id"][-1]) if len(rows) else self._last
        group = self._group_of[rows["source_series"]]
        if (group[1:] < group[:-1]).any():
            order = np.argsort(group, kind="stable")
            rows, group = rows[order], group[order]
        ends = np.searchsorted(group, np.arange(self._files + 1))
        for number, (start, end) in enumerate(pairwise(ends.tolist())):
            if end > start:
                self._parts[number].append(rows[start:end])
        self._held += len(rows)
        if self._held > AT_ONCE:
            self._put_down()

    def rows(self, number: int) -> Rows:
        """All rows of a file, which wait no longer."""
        file, parts = self._folder / str(number), self._parts.pop(number)
        before = np.fromfile(file, dtype=STORED) if file.exists() else np.empty(0, STORED)
        file.unlink(missing_ok=True)
        return np.concatenate([before, *parts]) if parts else before

    def _start(self) -> None:
        for file in self._folder.iterdir():
            file.unlink()
        self._parts = {number: [] for number in range(self._files)}
        self._held, self._last = 0, -1

    def _put_down(self) -> None:
        for number, parts in self._parts.items():
            with (self._folder / str(number)).open("ab") as file:
                for part in parts:
                    part.tofile(file)
            parts.clear()
        self._held = 0


def _content(rows: Rows, assets: Sequence[str], said: Sequence[StrandRow], whole: Whole) -> bytes:
    """A file: its names numbered anew, in the order of assets, and its rows in their order."""
    names = sorted(said, key=_by_asset)
    anew = by_id([row[0] for row in names], range(len(names)))
    name = anew[rows["source_series"]].astype(np.min_scalar_type(len(names)))
    columns = _sorted(name, {key: np.ascontiguousarray(rows[key]) for key, _ in COLUMNS})
    ids = np.sort(columns["id"])
    head = {
        "assets": list(assets),
        "names": [row[1:] for row in names],
        "rows": np.bincount(name, minlength=len(names)).tolist(),
        "taken_back": [each for each in whole.taken_back if _among(ids, each[0])],
        "accepted": [each for each in whole.accepted if _among(ids, each)],
    }
    line = json.dumps(head, ensure_ascii=False).encode()
    line += b" " * (-(len(line) + 1) % ALIGNED) + b"\n"
    return b"".join([line, *(columns[key].data for key, _ in COLUMNS)])


def _sorted(name: NDArray[Any], columns: Columns) -> Columns:
    """Rows by name and in the order of a name's; they mostly come in that."""
    if (name[1:] < name[:-1]).any():
        by_name = np.argsort(name, kind="stable")
        name, columns = name[by_name], {key: column[by_name] for key, column in columns.items()}
    order = order_of([name, *(columns[key] for key in _ORDER)])
    return columns if order is None else {k: column[order] for k, column in columns.items()}


def _by_asset(row: StrandRow) -> tuple[str, str, str, int]:
    _, series, source, asset, target = row
    return asset, series, source, target


def _among(ids: NDArray[np.int64], one: int) -> bool:
    at = int(np.searchsorted(ids, one))
    return at < len(ids) and int(ids[at]) == one
