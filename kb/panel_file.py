"""Panel files read: the content of files of some assets in, what could be seen from them out.

A file holds every vintage of its assets, so that any question up to its batch is answered from it
as from the base, fact for fact: a line of names as JSON with how many rows each has, then the rows
as columns, the names one after the other, each name's rows in the order of their days.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.clock import FOREVER, Day, Moment, day_number, moment_number
from kb.visible import COMMON, Observed

FORMAT = "2"
"""What files of another make do not share."""
COLUMNS = (("id", "<i8"), ("known_at", "<i8"), ("value", "<f8"), ("as_of", "<i4"), ("span", "<i4"))
ALIGNED = 8
"""Bytes of which a column begins at a multiple, so that it is read where it lies."""


class _Rows(NamedTuple):
    """The rows of a source series, or some of them, in their order: what `Observed` has of them."""

    id: NDArray[np.int64]
    known_at: NDArray[np.int64]
    value: NDArray[np.float64]
    as_of: NDArray[np.int32]
    span: NDArray[np.int32]
    target: NDArray[np.int32]

    def at(self, rows: NDArray[Any]) -> _Rows:
        return _Rows(*(column[rows] for column in self))


_NO_ROWS = _Rows._make([*(np.empty(0, kind) for _, kind in COLUMNS), np.empty(0, np.int32)])
_Key = tuple[str, str, str]
"""A series, source and asset."""


@dataclass(frozen=True, eq=False)
class PanelFile:
    """The facts of some assets, and those that are told of none: answers as the base would.

    said  by asset and key the rows, those of each target by themselves
    """

    name: str
    catalog: Catalog
    said: Mapping[str, Mapping[_Key, Sequence[_Rows]]]
    taken_back: Mapping[int, int]
    accepted: frozenset[int]

    @classmethod
    def read(cls, contents: Iterable[bytes], catalog: Catalog, name: str) -> PanelFile:
        """Of the contents of files that were made together.

        raises  ValueError for what is no such content
        """
        said: dict[str, dict[_Key, list[_Rows]]] = {}
        gone: dict[int, int] = {}
        accepted: set[int] = set()
        for content in contents:
            head = json.loads(content[: content.index(b"\n")])
            gone |= dict(head["taken_back"])
            accepted |= set(head["accepted"])
            for key, rows in _read(content, head):
                said.setdefault(key[2], {}).setdefault(key, []).append(rows)
        return cls(name, catalog, said, gone, frozenset(accepted))

    def observations(
        self, asset: str, *, as_of: Day, known_at: Moment, batch: int | None = None,
        series: Sequence[str] | None = None, taken_back: bool = False,
    ) -> Observed:  # fmt: skip
        """Every vintage visible then, as `KnowledgeBase.observations` gives it.

        batch  that of the files, or None
        """
        day, moment = day_number(as_of), moment_number(known_at)
        told = {**self.said.get(asset, {}), **self.said.get(COMMON, {})}
        seen: dict[_Key, _Rows] = {}
        for key in sorted(told):
            if series is None or key[0] in series:
                parts = [self._seen(rows, day, moment, taken_back) for rows in told[key]]
                seen[key] = _together([rows for rows in parts if len(rows.id)] or [_NO_ROWS])
        return self._observed({key: rows for key, rows in seen.items() if len(rows.id)}, moment)

    def _seen(self, rows: _Rows, day: int, moment: int, taken_back: bool) -> _Rows:
        """Those of the rows that are visible."""
        seen = (rows.as_of <= day) & (rows.known_at <= moment)
        if self.taken_back and not taken_back:
            gone = [row for row, since in self.taken_back.items() if since <= moment]
            seen &= ~np.isin(rows.id, gone)
        return rows if seen.all() else rows.at(seen)

    def _observed(self, seen: Mapping[_Key, _Rows], moment: int) -> Observed:
        series, source = (sorted({key[n] for key in seen}) for n in (0, 1))
        counts = [len(rows.id) for rows in seen.values()]
        places = [series.index(key[0]) for key in seen], [source.index(key[1]) for key in seen]
        in_series, in_source = (np.repeat(np.array(each, np.int32), counts) for each in places)
        ids, known_at, value, as_of, span, target = (
            np.concatenate(columns) for columns in zip(_NO_ROWS, *seen.values(), strict=True)
        )
        withdrawn = np.full(len(ids), FOREVER, dtype=np.int64)
        for at in np.flatnonzero(np.isin(ids, list(self.taken_back))).tolist():
            since = self.taken_back[int(ids[at])]
            withdrawn[at] = since if since <= moment else FOREVER
        return Observed(
            ids, in_series, in_source, as_of, known_at, span, target, value, withdrawn,
            tuple(series), tuple(source), self.accepted,
        )  # fmt: skip


def _read(content: bytes, head: Mapping[str, Any]) -> Iterator[tuple[_Key, _Rows]]:
    """The rows of each name of a file; nothing is copied."""
    at, ends = content.index(b"\n") + 1, np.cumsum([0, *head["rows"]]).tolist()
    columns: dict[str, NDArray[Any]] = {}
    for name, kind in COLUMNS:
        columns[name] = np.frombuffer(content, kind, ends[-1], at)
        at += columns[name].nbytes
    for (series, source, asset, target), (start, end) in zip(
        head["names"], pairwise(ends), strict=True
    ):
        about = np.full(end - start, target, dtype=np.int32)
        own = (columns[name][start:end] for name, _ in COLUMNS)
        yield (series, source, asset), _Rows._make((*own, about))


def _together(parts: Sequence[_Rows]) -> _Rows:
    """The rows of all targets of a source series, in the one order of visible facts."""
    if len(parts) == 1:
        return parts[0]
    whole = _Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    return whole.at(np.lexsort((whole.span, whole.target, whole.known_at, whole.as_of)))
