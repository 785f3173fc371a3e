"""Reading a base as it was: (asset, as_of, known_at, batch) in, arrays and a digest out.

Every read takes both clocks and, for replay, a batch number. A fact is visible when it speaks of a
day up to `as_of`, could be known by `known_at`, came with that batch or an earlier one, and was not
taken back by then.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.cache import cached_bytes
from kb.errors import StoreError
from kb.plausible.words import ACCEPTED
from kb.visible import STORED, NameColumns, Observed, Visible, arranged, by_id, column

__all__ = ["Cutoff", "Observed", "Reader"]

_COLUMNS = """fact.id, fact.strand_id, fact.as_of, fact.known_at, fact.span, fact.unit_id,
    fact.value, fact.publication"""
_SEEN = "fact.as_of <= :as_of AND fact.known_at <= :known_at AND fact.id <= :last"
_OF_ASSET = "SELECT id FROM strand WHERE asset IN (:asset, '')"
_AMONG = """ AND strand.series_id IN
    (SELECT id FROM series WHERE name IN (SELECT value FROM json_each(:series)))"""
# A question about every series reads the facts in the order in which they lie in the file (the plus
# keeps SQLite from seeking each source series); one about some series does seek: CROSS JOIN.
_ALL = f"SELECT {_COLUMNS} FROM fact"
_HEAD = "SELECT chain, last_fact FROM batch ORDER BY id DESC LIMIT 1"
_EVERY = f"SELECT {_COLUMNS} FROM fact WHERE {_SEEN} AND +strand_id IN ({_OF_ASSET})"
_SOME = f"""SELECT {_COLUMNS} FROM strand CROSS JOIN fact ON fact.strand_id = strand.id
    WHERE {_SEEN} AND strand.asset IN (:asset, ''){_AMONG}"""
# The inner query is one seek in fact_newest, which holds the row id too.
_NEWEST = f"""SELECT {_COLUMNS} FROM strand CROSS JOIN fact ON fact.id = (
    SELECT id FROM fact WHERE strand_id = strand.id
    AND as_of <= :as_of AND known_at <= :known_at AND id <= :last AND NOT EXISTS (
        SELECT 1 FROM withdrawal AS w
        WHERE w.fact_id = fact.id AND w.known_at <= :known_at AND w.batch_id <= :batch)
    ORDER BY as_of DESC, known_at DESC, span LIMIT 1)
    WHERE strand.asset IN (:asset, '')"""
_NAMED = """SELECT strand.id, series.name, source.name, strand.asset, strand.target FROM strand
    JOIN series ON series.id = strand.series_id JOIN source ON source.id = strand.source_id"""
_NAMED_UP_TO = "SELECT ifnull((SELECT max(id) FROM strand), 0), (SELECT count(*) FROM unit)"
_TAKEN_BACK = """SELECT fact_id, known_at FROM withdrawal
    WHERE known_at <= :known_at AND batch_id <= :batch"""
_UNITS = "SELECT id, name FROM unit"
_NOTED = f"SELECT id, note FROM fact WHERE note <> '' AND {_SEEN}"
# Whoever has looked at a suspect fact and accepts it says so at the start of its note.
_ACCEPTED = "SELECT id FROM fact WHERE note >= ? AND note < ? AND id <= ?"

MANY = 20_000
"""Facts from which a base takes longer to read than what is kept of it."""


@dataclass(frozen=True)
class Cutoff:
    """Which facts a question may see: of these days, up to row id `last`, and up to a batch."""

    asset: str
    as_of: int
    known_at: int
    last: int
    batch: int


class Reader:
    """Reads through one connection; keeps the names and the last answer at hand.

    Neither can become wrong, since nothing is ever changed and a question says up to which row it
    looks. Inside a transaction rows may still be undone, and nothing is kept.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._names: tuple[tuple[int, int], NameColumns] | None = None
        self._last: tuple[Cutoff, Visible] | None = None
        self._accepted: tuple[int, frozenset[int]] | None = None

    def cutoff(self, asset: str, as_of: int, known_at: int, batch: int | None) -> Cutoff:
        """A cutoff with its batch number turned into the last row it may see."""
        if batch == 0:
            return Cutoff(asset, as_of, known_at, 0, 0)
        query = (
            "SELECT (SELECT ifnull(max(id), 0) FROM fact), ifnull(max(id), 0) FROM batch"
            if batch is None
            else "SELECT last_fact, id FROM batch WHERE id = :batch"
        )
        found = self._connection.execute(query, {"batch": batch}).fetchone()
        if found is None:
            raise StoreError(f"there is no batch {batch} in this base")
        return Cutoff(asset, as_of, known_at, *found)

    def visible(self, cutoff: Cutoff, series: Sequence[str] | None = None) -> Visible:
        """Every visible vintage, and those taken back since; only of the named series, if given."""
        if self._last is not None and self._last[0] == cutoff:
            return self._last[1] if series is None else self._last[1].among(series)
        if series is not None:
            return self._read(_SOME, cutoff, series)
        read = self._arranged(self._every(cutoff), cutoff)
        if not self._connection.in_transaction:
            self._last = cutoff, read
        return read

    def newest(self, cutoff: Cutoff, series: Sequence[str] | None = None) -> Visible:
        """The newest visible observation of each series, source and target."""
        return self._read(_NEWEST if series is None else _NEWEST + _AMONG, cutoff, series)

    def accepted(self, cutoff: Cutoff) -> frozenset[int]:
        """The facts up to the last row that somebody accepts, however they look."""
        if self._accepted is not None and self._accepted[0] == cutoff.last:
            return self._accepted[1]
        bounds = ACCEPTED, f"{ACCEPTED}\U0010ffff", cutoff.last
        found = frozenset(number for (number,) in self._connection.execute(_ACCEPTED, bounds))
        if not self._connection.in_transaction:
            self._accepted = cutoff.last, found
        return found

    def digest(self, cutoff: Cutoff) -> str:
        """The digest of everything visible."""
        notes = self._connection.execute(_NOTED, vars(cutoff))
        return self.visible(cutoff).digest(notes)

    def _read(self, query: str, cutoff: Cutoff, series: Sequence[str] | None = None) -> Visible:
        bounds = {**vars(cutoff), "series": json.dumps(list(series or ()))}
        rows = np.fromiter(self._connection.execute(query, bounds), dtype=STORED)
        return self._arranged(rows, cutoff)

    def _arranged(self, rows: NDArray[np.void], cutoff: Cutoff) -> Visible:
        taken_back = self._connection.execute(_TAKEN_BACK, vars(cutoff)).fetchall()
        return arranged(rows, self._current_names(), taken_back)

    def _every(self, cutoff: Cutoff) -> NDArray[np.void]:
        """The rows of every series that a question may see; those of many are taken from the cache.

        All rows are kept there, under the head of the chain of batches and the names of the row
        ids: facts are only ever added, and whoever checks a base reads no cache.
        """
        read = self._connection.execute
        chain, last = read(_HEAD).fetchone() or ("", 0)
        if last < MANY or self._connection.in_transaction:
            return np.fromiter(read(_EVERY, vars(cutoff)), dtype=STORED)
        key = (chain, repr(read(_NAMED).fetchall()), repr(read(_UNITS).fetchall()))
        content = cached_bytes(
            "facts", key, lambda: np.fromiter(read(_ALL), dtype=STORED).tobytes()
        )
        rows = np.frombuffer(content, dtype=STORED)
        asked = [number for (number,) in read(_OF_ASSET, vars(cutoff))]
        seen = rows["as_of"] <= cutoff.as_of
        seen &= (rows["known_at"] <= cutoff.known_at) & (rows["id"] <= cutoff.last)
        return rows[seen & np.isin(rows["source_series"], asked)]

    def _current_names(self) -> NameColumns:
        up_to = self._connection.execute(_NAMED_UP_TO).fetchone()
        if self._names is not None and self._names[0] == up_to:
            return self._names[1]
        names = self._read_names()
        if not self._connection.in_transaction:
            self._names = up_to, names
        return names

    def _read_names(self) -> NameColumns:
        found = self._connection.execute(_NAMED).fetchall()
        ids, series, sources, assets, targets = zip(*found, strict=True) if found else [()] * 5
        units = self._connection.execute(_UNITS).fetchall()
        return NameColumns(
            series=column(ids, series),
            source=column(ids, sources),
            asset=column(ids, assets),
            target=by_id(ids, targets),
            unit=column([number for number, _ in units], [name for _, name in units]),
        )
