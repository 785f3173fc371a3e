"""The facts a question sees, as one sorted array: rows of a base in, `Observed` and a digest out.

Sorted by series, source, asset, as_of, known_at, target and span, by name and not by row id, a fact
has exactly one place among those visible with it. So the digest of the sorted array, its names and
its notes is the same in every base that knows the same facts, whatever their order and batches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.chain import canonical
from kb.clock import FOREVER, Day, Moment
from kb.frozen import dataclass

COMMON = ""
"""The asset of what is told of no asset."""
# As SQLite gives it.
STORED = np.dtype(
    [
        ("id", "<i8"), ("source_series", "<i4"), ("as_of", "<i4"), ("known_at", "<i8"),
        ("span", "<i4"), ("unit", "<i4"), ("value", "<f8"), ("publication", "u1"),
    ]
)  # fmt: skip
# As it is hashed: row ids are replaced by places in alphabetical lists.
SAID = np.dtype(
    [
        ("series", "<i4"), ("source", "<i4"), ("asset", "<i4"), ("as_of", "<i4"),
        ("known_at", "<i8"), ("target", "<i4"), ("span", "<i4"), ("unit", "<i4"), ("value", "<f8"),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Observed:
    """Visible observations as arrays of one length.

    series, source   indexes into series_names and source_names, both in alphabetical order
    target           day number, -1 where there is none
    withdrawn        seconds; FOREVER where nobody had taken it back when the question was asked
    accepted         row ids of facts that somebody accepts, however they look; of others too
    sorted by        series, source, as_of, known_at, target, span: a fact has one place among them
    """

    ids: NDArray[np.int64]
    series: NDArray[np.int32]
    source: NDArray[np.int32]
    as_of: NDArray[np.int32]
    known_at: NDArray[np.int64]
    span: NDArray[np.int32]
    target: NDArray[np.int32]
    value: NDArray[np.float64]
    withdrawn: NDArray[np.int64]
    series_names: tuple[str, ...]
    source_names: tuple[str, ...]
    accepted: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.ids)


class Observing(Protocol):
    """Whatever answers what could be seen: a base, or a file of some assets' facts."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    @property
    def catalog(self) -> Catalog:
        """What the series mean."""

    def observations(
        self, asset: str, *, as_of: Day, known_at: Moment, batch: int | None = None,
        series: Sequence[str] | None = None, taken_back: bool = False,
    ) -> Observed:  # fmt: skip
        """Every vintage visible then, as `KnowledgeBase.observations` gives it."""


@dataclass(frozen=True)
class Visible:
    """The sorted facts: their row ids, what they say, and the names that places stand for.

    publication  how each known_at is known, by place in PUBLICATIONS
    withdrawn    since when each is taken back, as far as the question knows; else FOREVER
    """

    ids: NDArray[np.int64]
    said: NDArray[np.void]
    publication: NDArray[np.uint8]
    withdrawn: NDArray[np.int64]
    series: tuple[str, ...]
    source: tuple[str, ...]
    asset: tuple[str, ...]
    unit: tuple[str, ...]

    def observed(self, taken_back: bool) -> Observed:
        """The facts as arrays, for a panel; those that were taken back only where asked for."""
        if not taken_back and (gone := self.withdrawn < FOREVER).any():
            return self._of(~gone).observed(True)
        columns = {
            name: np.ascontiguousarray(self.said[name])
            for name in ("series", "source", "as_of", "known_at", "span", "target", "value")
        }
        return Observed(
            ids=self.ids, withdrawn=self.withdrawn, **columns, series_names=self.series,
            source_names=self.source, accepted=frozenset(),
        )  # fmt: skip

    def among(self, series: Collection[str]) -> Visible:
        """The facts of some series, as if only these had been read."""
        places = [place for place, name in enumerate(self.series) if name in series]
        return self._of(np.isin(self.said["series"], places))

    def _of(self, rows: NDArray[np.bool_]) -> Visible:
        """Some of the facts, as if only these had been read."""
        said, names = self.said[rows], {}
        for column in ("series", "source", "asset", "unit"):
            said[column], names[column] = _used(said[column], getattr(self, column))
        ids = np.ascontiguousarray(self.ids[rows])
        return Visible(ids, said, self.publication[rows], self.withdrawn[rows], **names)

    def digest(self, notes: Iterable[tuple[int, str]]) -> str:
        """The digest of the facts with their notes, given as (row id, note)."""
        names = [self.series, self.source, self.asset, self.unit]
        hashed = sha256(canonical(["visible facts", len(self.ids), names]).encode())
        hashed.update(self.said.tobytes())
        hashed.update(canonical(self._placed(list(notes))).encode())
        for name, column, plain in (
            ("publication", self.publication, 0), ("withdrawn", self.withdrawn, FOREVER),
        ):  # fmt: skip
            if (column != plain).any():  # where nothing is said, the digest is what it always was
                hashed.update(name.encode() + column.tobytes())
        return hashed.hexdigest()

    def _placed(self, notes: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """The notes of visible facts by the place of their fact."""
        if not notes or not len(self.ids):
            return []
        sorter = np.argsort(self.ids)
        wanted = np.fromiter((number for number, _ in notes), dtype=np.int64)
        found = np.minimum(np.searchsorted(self.ids, wanted, sorter=sorter), len(sorter) - 1)
        places = sorter[found]
        here = self.ids[places] == wanted
        noted = zip(places.tolist(), here.tolist(), notes, strict=True)
        return sorted((place, note) for place, visible, (_, note) in noted if visible)


@dataclass(frozen=True)
class Column:
    """Different names in alphabetical order, and for each row id the place of its name."""

    names: tuple[str, ...]
    places: NDArray[np.int32]

    def used(self, ids: NDArray[np.int32]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """The places of these ids among the names they use, and those names."""
        return _used(self.places[ids], self.names)


def _used(
    places: NDArray[np.int32], names: tuple[str, ...]
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    present = np.bincount(places, minlength=len(names)) > 0
    among = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return among[places], tuple(names[n] for n in np.flatnonzero(present).tolist())


def column(ids: Sequence[int], texts: Sequence[str]) -> Column:
    """The column of the texts that these row ids have."""
    names = tuple(sorted(set(texts)))
    place = {name: number for number, name in enumerate(names)}
    return Column(names, by_id(ids, [place[text] for text in texts]))


def by_id(ids: Sequence[int], values: Sequence[int]) -> NDArray[np.int32]:
    """An array that gives the value for a row id."""
    table = np.full(max(ids, default=0) + 1, -1, dtype=np.int32)
    table[list(ids)] = values
    return table


@dataclass(frozen=True)
class NameColumns:
    """What the row ids of source series and units stand for."""

    series: Column
    source: Column
    asset: Column
    target: NDArray[np.int32]
    unit: Column


def arranged(
    rows: NDArray[np.void], names: NameColumns, taken_back: Iterable[tuple[int, int]] = ()
) -> Visible:
    """Rows as stored, in the one order that their names give them.

    taken_back  the row ids of facts that were, and since when
    """
    said = np.empty(len(rows), dtype=SAID)
    for name in ("as_of", "known_at", "span", "value"):
        said[name] = rows[name]
    said["target"] = names.target[rows["source_series"]]
    said["series"], series = names.series.used(rows["source_series"])
    said["source"], source = names.source.used(rows["source_series"])
    said["asset"], asset = names.asset.used(rows["source_series"])
    said["unit"], unit = names.unit.used(rows["unit"])
    order = _order(said, len(source), len(asset))
    ids = np.ascontiguousarray(rows["id"][order])
    withdrawn = np.full(len(ids), FOREVER, dtype=np.int64)
    for row, since in taken_back:
        withdrawn[ids == row] = since
    publication = np.ascontiguousarray(rows["publication"][order])
    return Visible(ids, said[order], publication, withdrawn, series, source, asset, unit)


def _order(said: NDArray[np.void], sources: int, assets: int) -> NDArray[np.intp]:
    """What sorts facts by series, source, asset, as_of, known_at, target and span.

    Numbers of 32 bits stand two in one key, since each key is a sort of its own.
    """
    one, other, asset, as_of, target, span = (
        said[name].astype(np.int64)
        for name in ("series", "source", "asset", "as_of", "target", "span")
    )
    named = (one * sources + other) * assets + asset
    return np.lexsort(((target << 32) + span, said["known_at"], (named << 32) + as_of))
