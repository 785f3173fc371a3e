"""Reading a base as it was: (asset, as_of, known_at, batch) in, arrays and a digest out.

Every read takes both clocks and, for replay, a batch number. A fact is visible when it speaks of a
day up to `as_of`, could be known by `known_at`, came with that batch or an earlier one, and was not
taken back by then.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.all_facts import MANY, NOTHING, Base, Facts, Groups, Wanted, all_facts, head_of
from kb.by_assets import ByAssets
from kb.damage import readable
from kb.errors import StoreError
from kb.frozen import dataclass
from kb.intact import NameChecksums, check_some, check_withdrawals, name_checksums
from kb.kept_rows import Note, Said, StrandRow, accepted_of
from kb.kept_visible import KeptVisible, Seen
from kb.marks import Marks
from kb.packed_rows import COLUMNS, Rows
from kb.plausible.words import ACCEPTED
from kb.stored_batches import StoredNames
from kb.visible import COMMON, STORED, NameColumns, Observed, Visible, arranged, by_id, column

__all__ = ["Cutoff", "Observed", "Reader"]

_SEEN = "fact.as_of <= :as_of AND fact.known_at <= :known_at AND fact.id <= :last"
_OF_ASSET = "SELECT id FROM strand WHERE asset IN (:asset, '')"
_AMONG = """ AND strand.series_id IN
    (SELECT id FROM series WHERE name IN (SELECT value FROM json_each(:series)))"""
# A question about some series seeks each of them: CROSS JOIN.
_ALSO = f"{COLUMNS}, fact.batch_id, fact.note"
_SOME = f"""SELECT {_ALSO} FROM strand CROSS JOIN fact ON fact.strand_id = strand.id
    WHERE {_SEEN} AND strand.asset IN (:asset, ''){_AMONG}"""
_COUNTED = f"""SELECT count(*) FROM strand CROSS JOIN fact ON fact.strand_id = strand.id
    WHERE strand.asset IN (:asset, ''){_AMONG}"""
# The inner query is one seek in fact_newest, which holds the row id too.
_NEWEST = f"""SELECT {_ALSO} FROM strand CROSS JOIN fact ON fact.id = (
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
# Whoever has looked at a suspect fact and accepts it says so at the start of its note.
_ACCEPTED = "SELECT id FROM fact WHERE note >= ? AND note < ? AND id <= ?"
_ACCEPTED_AMONG = f"{_ACCEPTED} AND id IN (SELECT value FROM json_each(?))"
_THESE = f"SELECT {_ALSO} FROM fact WHERE id IN (SELECT value FROM json_each(?))"

SEEKING = 20
"""The rows that are passed over in the time that it takes to go to one by its id."""
WHOLE = 4
"""The times that a base may be larger than what is asked of it, and be read whole: what is kept of
a base is read some ten times faster than single series of it."""


@dataclass(frozen=True)
class Cutoff:
    """Which facts a question may see: of these days, up to row id `last`, and up to a batch."""

    asset: str
    as_of: int
    known_at: int
    last: int
    batch: int


class _Names(NamedTuple):
    """What row ids stand for: as columns, as checksums, and in full."""

    columns: NameColumns
    checksums: NameChecksums
    said: Said


class Reader:
    """Reads through one connection, and checks what it reads; keeps names and the last answer.

    Neither can become wrong, since nothing is ever changed and a question says up to which row it
    looks. Inside a transaction rows may still be undone, and nothing is kept.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._marks = Marks(connection)
        self._names: tuple[tuple[int, int], _Names] | None = None
        self._last: tuple[Cutoff, Visible] | None = None
        self._notes: tuple[int, list[Note]] | None = None
        self._accepted: tuple[int, list[int]] | None = None

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
        if series is not None and not self._is_most(cutoff, series):
            return self._read(_SOME, cutoff, series)
        facts = self._facts(self._seen(cutoff))
        read = self._arranged(facts.rows, cutoff)
        if not self._connection.in_transaction:
            self._last = cutoff, read
            self._notes = facts.last, facts.notes
        return read if series is None else read.among(series)

    def _is_most(self, cutoff: Cutoff, series: Sequence[str]) -> bool:
        """Whether some series are so much of a large base that reading all of it is no slower."""
        if cutoff.last < MANY or self._connection.in_transaction:
            return False
        asked = {"asset": cutoff.asset, "series": json.dumps(list(series))}
        (count,) = self._connection.execute(_COUNTED, asked).fetchone()
        return bool(count * WHOLE > cutoff.last)

    def newest(self, cutoff: Cutoff, series: Sequence[str] | None = None) -> Visible:
        """The newest visible observation of each series, source and target."""
        return self._read(_NEWEST if series is None else _NEWEST + _AMONG, cutoff, series)

    def accepted(self, cutoff: Cutoff, among: NDArray[np.int64]) -> frozenset[int]:
        """The facts up to the last row that somebody accepts, however they look.

        among  where they are few, only of these: others are not looked for
        """
        if self._notes is not None and self._notes[0] >= cutoff.last:
            return frozenset(accepted_of(self._notes[1], cutoff.last))
        if self._accepted is not None and self._accepted[0] == cutoff.last:
            return frozenset(self._accepted[1])
        few = len(among) < max(MANY, cutoff.last // SEEKING)
        query = _ACCEPTED_AMONG if few else _ACCEPTED
        these = [json.dumps(among.tolist())] if few else []
        bounds = ACCEPTED, f"{ACCEPTED}\U0010ffff", cutoff.last, *these
        found = [number for (number,) in self._connection.execute(query, bounds)]
        self.check(found)
        return frozenset(found)

    def check(self, ids: Sequence[int]) -> None:
        """The facts with these row ids against their checksums, those that are there.

        raises  AlteredError naming the first row that is damaged
        """
        if ids:
            check_withdrawals(self._connection)
            self._checked(self._connection.execute(_THESE, (json.dumps(ids),)))

    def digest(self, cutoff: Cutoff) -> str:
        """The digest of everything visible, which is kept for whoever asks about a base again."""
        kept = KeptVisible(self._connection, self._current_names().said, str(cutoff))
        if found := kept.find():
            self._last = cutoff, found.facts
            self._accepted = cutoff.last, found.accepted
            return found.digest
        seen = self.visible(cutoff)
        known = self._notes is not None and self._notes[0] >= cutoff.last
        notes = self._notes[1] if self._notes and known else self._facts().notes
        digest = seen.digest(notes)
        kept.keep(Seen(seen, digest, list(accepted_of(notes, cutoff.last))))
        return digest

    def check_all(self) -> None:
        """Every fact, name, batch and withdrawal against its checksum, link or digest.

        raises  AlteredError naming the first row that is damaged
        """
        self._facts()

    @contextmanager
    def by_assets(self, cutoff: Cutoff) -> Iterator[ByAssets]:
        """All facts up to the last row, checked, those of some assets at a time.

        raises  AlteredError naming the first row that is damaged
        """
        from kb.many_readers import by_processes  # slow to import, and only this needs it

        base = self._base()._replace(read=by_processes)
        gone = self._connection.execute(_TAKEN_BACK, vars(cutoff)).fetchall()
        with Groups.opened(base) as groups:
            yield ByAssets(groups, base.said, cutoff.last, gone)

    def _read(self, query: str, cutoff: Cutoff, series: Sequence[str] | None = None) -> Visible:
        bounds = {**vars(cutoff), "series": json.dumps(list(series or ()))}
        check_withdrawals(self._connection)
        return self._arranged(self._checked(self._connection.execute(query, bounds)), cutoff)

    def _checked(self, found: Iterable[tuple[Any, ...]]) -> NDArray[np.void]:
        """Some facts, with their batch and note behind them, against their checksums."""
        batches, notes = set(), {}

        def stored() -> Iterator[tuple[Any, ...]]:
            for *row, batch, note in found:
                batches.add(batch)
                if note:
                    notes[row[0]] = note
                yield tuple(row)

        with readable("a fact"):
            rows = np.fromiter(stored(), dtype=STORED)
            names, written = self._current_names().checksums, self._marks.of(batches)
            check_some(rows, notes, names, written, self._connection.in_transaction)
        return rows

    def _arranged(self, rows: NDArray[np.void], cutoff: Cutoff) -> Visible:
        taken_back = self._connection.execute(_TAKEN_BACK, vars(cutoff)).fetchall()
        return arranged(rows, self._current_names().columns, taken_back)

    def _facts(self, wanted: Wanted = NOTHING) -> Facts:
        """The facts that are wanted, by default none, of a base that is checked."""
        return all_facts(self._base(), wanted)

    def _base(self) -> Base:
        head = head_of(self._connection)  # before the names: others may add meanwhile
        names = self._current_names()
        return Base(self._connection, head, names.checksums, names.said)

    def _seen(self, cutoff: Cutoff) -> Wanted:
        """What tells those of all facts that a question may see."""
        asked = [number for (number,) in self._connection.execute(_OF_ASSET, vars(cutoff))]

        def seen(rows: Rows) -> NDArray[np.bool_]:
            here: NDArray[np.bool_] = rows["as_of"] <= cutoff.as_of
            here &= (rows["known_at"] <= cutoff.known_at) & (rows["id"] <= cutoff.last)
            return here & np.isin(rows["source_series"], asked)

        return Wanted((cutoff.asset, COMMON), seen)

    def _current_names(self) -> _Names:
        up_to = self._connection.execute(_NAMED_UP_TO).fetchone()
        if self._names is not None and self._names[0] == up_to:
            return self._names[1]
        names = self._read_names()
        if not self._connection.in_transaction:
            self._names = up_to, names
        return names

    def _read_names(self) -> _Names:
        with readable("a name or a source series"):
            stored = StoredNames(self._connection)
            checksums = name_checksums(stored.spelt, stored.units)
            found = self._connection.execute(_NAMED).fetchall()
            columns = name_columns(found, stored.units)
        said = Said(sorted(found), sorted(stored.units.items()))
        return _Names(columns, checksums, said)


def name_columns(found: Sequence[StrandRow], units: Mapping[int, str]) -> NameColumns:
    """What row ids stand for, of the rows of source series and of units."""
    ids, series, sources, assets, targets = zip(*found, strict=True) if found else [()] * 5
    return NameColumns(
        series=column(ids, series),
        source=column(ids, sources),
        asset=column(ids, assets),
        target=by_id(ids, targets),
        unit=column(list(units), list(units.values())),
    )
