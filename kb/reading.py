"""Reading a base as it was: (asset, as_of, known_at, batch) in, arrays, facts and digests out.

Every read takes both clocks and, for replay, a batch number. A fact is visible when it speaks of a
day up to `as_of`, could be known by `known_at`, and came with that batch or an earlier one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.clock import NO_TARGET, day_date, moment
from kb.content import SQL_LANES, from_lanes
from kb.errors import StoreError
from kb.facts import Fact

_EVERYTHING = 2**63 - 1
_ROW = np.dtype(
    [
        ("id", "i8"), ("series", "i4"), ("source", "i4"), ("as_of", "i4"), ("known_at", "i8"),
        ("span", "i4"), ("target", "i4"), ("value", "f8"),
    ]
)  # fmt: skip
_COLUMNS = """fact.id, strand.series_id, strand.source_id, fact.as_of, fact.known_at, fact.span,
    strand.target, fact.value"""
_SEEN = "fact.as_of <= :as_of AND fact.known_at <= :known_at AND fact.id <= :last"
# CROSS JOIN fixes the order of loops. A question about every series reads the facts in the order in
# which they lie in the file, one about some series seeks their strands: each is the faster there.
_EVERY = f"""SELECT {_COLUMNS} FROM fact CROSS JOIN strand ON strand.id = fact.strand_id
    WHERE {_SEEN} AND strand.asset IN (:asset, '')"""
_SOME = f"""SELECT {_COLUMNS} FROM strand CROSS JOIN fact ON fact.strand_id = strand.id
    WHERE {_SEEN} AND strand.asset IN (:asset, '')"""
_DIGEST = f"""SELECT {SQL_LANES} FROM fact WHERE {_SEEN}
    AND +strand_id IN (SELECT id FROM strand WHERE asset IN (:asset, ''))"""
# The inner query is one seek in fact_newest, which holds the row id too.
_NEWEST = f"""SELECT {_COLUMNS} FROM strand CROSS JOIN fact ON fact.id = (
    SELECT id FROM fact WHERE strand_id = strand.id
    AND as_of <= :as_of AND known_at <= :known_at AND id <= :last
    ORDER BY as_of DESC, known_at DESC, span LIMIT 1)
    WHERE strand.asset IN (:asset, '')"""
_AMONG = """ AND strand.series_id IN
    (SELECT id FROM series WHERE name IN (SELECT value FROM json_each(:series)))"""
_FACT = """SELECT fact.id, fact.batch_id, series.name, strand.asset, strand.target, fact.as_of,
    fact.span, fact.known_at, fact.value, fact.unit, source.name, fact.note
    FROM fact JOIN strand ON strand.id = fact.strand_id
    JOIN series ON series.id = strand.series_id JOIN source ON source.id = strand.source_id
    WHERE fact.id = ?"""


@dataclass(frozen=True)
class Question:
    """Which facts may be seen."""

    asset: str
    as_of: int
    known_at: int
    batch: int | None = None


@dataclass(frozen=True)
class Observed:
    """Visible observations as arrays of one length.

    series, source   indexes into series_names and source_names, both in alphabetical order
    target           day number, -1 where there is none
    sorted by        series, source, as_of, known_at, target, span, ids
    """

    ids: NDArray[np.int64]
    series: NDArray[np.int32]
    source: NDArray[np.int32]
    as_of: NDArray[np.int32]
    known_at: NDArray[np.int64]
    span: NDArray[np.int32]
    target: NDArray[np.int32]
    value: NDArray[np.float64]
    series_names: tuple[str, ...]
    source_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)


class StoredFact(Fact):
    """A fact as it stands in the base, with its row and its batch."""

    id: int
    batch: int


def observations(
    connection: sqlite3.Connection, question: Question, series: Sequence[str] | None = None
) -> Observed:
    """Every visible vintage."""
    return _observed(connection, _EVERY if series is None else _SOME, question, series)


def snapshot(
    connection: sqlite3.Connection, question: Question, series: Sequence[str] | None = None
) -> Observed:
    """The newest visible observation of each series, source and target."""
    return _observed(connection, _NEWEST, question, series)


def digest(connection: sqlite3.Connection, question: Question) -> str:
    """The digest of the visible facts, whatever their order, row ids and batches."""
    rows, *lanes = connection.execute(_DIGEST, _bounds(connection, question)).fetchone()
    return from_lanes(rows, lanes).digest()


def facts(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[StoredFact]:
    """The facts with these row ids, in that order."""
    for number in ids:
        row = connection.execute(_FACT, (int(number),)).fetchone()
        if row is None:
            raise StoreError(f"there is no fact {number} in this base")
        yield _stored(row)


def last_day(connection: sqlite3.Connection, asset: str, series: str) -> int | None:
    """The last day any source speaks of a series; None where none does."""
    found = connection.execute(
        """SELECT max((SELECT as_of FROM fact WHERE strand_id = strand.id
            ORDER BY as_of DESC LIMIT 1)) FROM strand JOIN series ON series.id = strand.series_id
            WHERE series.name = ? AND strand.asset IN (?, '')""",
        (series, asset),
    ).fetchone()
    return None if found[0] is None else int(found[0])


def _bounds(connection: sqlite3.Connection, question: Question) -> dict[str, str | int]:
    return {
        "asset": question.asset,
        "as_of": question.as_of,
        "known_at": question.known_at,
        "last": _EVERYTHING if question.batch is None else _last_fact(connection, question.batch),
    }


def _last_fact(connection: sqlite3.Connection, batch: int) -> int:
    if batch == 0:
        return 0
    found = connection.execute("SELECT last_fact FROM batch WHERE id = ?", (batch,)).fetchone()
    if found is None:
        raise StoreError(f"there is no batch {batch} in this base")
    return int(found[0])


def _observed(
    connection: sqlite3.Connection, query: str, question: Question, series: Sequence[str] | None
) -> Observed:
    bounds = _bounds(connection, question)
    if series is not None:
        query += _AMONG
        bounds["series"] = json.dumps(list(series))
    rows = np.fromiter(connection.execute(query, bounds), dtype=_ROW)
    series_names = _alphabetical(connection, "series", rows)
    source_names = _alphabetical(connection, "source", rows)
    keys = ("id", "span", "target", "known_at", "as_of", "source", "series")
    rows = rows[np.lexsort([rows[key] for key in keys])]
    columns = {name: np.ascontiguousarray(rows[name]) for name in _ROW.names or ()}
    return Observed(
        ids=columns.pop("id"), **columns, series_names=series_names, source_names=source_names
    )


def _alphabetical(
    connection: sqlite3.Connection, table: str, rows: NDArray[np.void]
) -> tuple[str, ...]:
    """Replace row ids of `table` by places in the alphabetical list of their names; return it."""
    present = set(np.unique(rows[table]).tolist())
    names = connection.execute(f"SELECT name, id FROM {table} ORDER BY name").fetchall()
    kept = [(name, number) for name, number in names if number in present]
    places = np.zeros(max(present, default=0) + 1, dtype=np.int32)
    for place, (_, number) in enumerate(kept):
        places[number] = place
    rows[table] = places[rows[table]]
    return tuple(name for name, _ in kept)


def _stored(row: tuple[int, int, str, str, int, int, int, int, float, str, str, str]) -> StoredFact:
    number, batch, series, asset, target, as_of, span, known_at, value, unit, source, note = row
    return StoredFact(
        id=number, batch=batch, series=series, asset=asset,
        target=None if target == NO_TARGET else day_date(target), as_of=day_date(as_of), span=span,
        known_at=moment(known_at), value=value, unit=unit, source=source, note=note,
    )  # fmt: skip
