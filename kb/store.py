"""The knowledge base: facts in by batches, answers out as of a day and a moment of knowledge.

One SQLite file, append-only. A correction is a new fact with a later `known_at`, so every earlier
answer can be given again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb import connection
from kb.built_in import catalog as built_in_catalog
from kb.catalog import Catalog
from kb.clock import FOREVER, Day, Moment, day_number, moment_number
from kb.connection import standing
from kb.errors import ConflictError, ReadError, StoreError, SuspectError, in_words
from kb.fact_cells import CONTROL
from kb.fact_cells import asset as asset_key
from kb.links import check_links
from kb.queries import Cutoff, Reader
from kb.stored_facts import StoredFact, facts_by_id
from kb.transaction import whole
from kb.visible import Observed

if TYPE_CHECKING:
    from kb.batches import OpenBatch
    from kb.by_assets import ByAssets
    from kb.facts import Fact
    from kb.receipt import Receipt

__all__ = [
    "FOREVER", "ConflictError", "KnowledgeBase", "Observed", "ReadError", "StoreError",
    "StoredFact", "SuspectError",
]  # fmt: skip

LABEL_LENGTH = 200
_LAST_DAY = """SELECT max((SELECT as_of FROM fact WHERE strand_id = strand.id AND known_at <= ?1
    AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE fact_id = fact.id AND known_at <= ?1)
    ORDER BY as_of DESC LIMIT 1)) FROM strand JOIN series ON series.id = strand.series_id
    WHERE series.name = ?2 AND strand.asset IN (?3, '')"""
_LAST_DAYS = """SELECT strand.asset, (SELECT as_of FROM fact WHERE strand_id = strand.id
    AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE fact_id = fact.id)
    ORDER BY as_of DESC LIMIT 1) FROM strand JOIN series ON series.id = strand.series_id
    WHERE series.name = ?"""
_FIRST_DAY = """SELECT min((SELECT as_of FROM fact WHERE strand_id = strand.id
    ORDER BY as_of LIMIT 1)) FROM strand WHERE asset IN (?, '')"""


class KnowledgeBase:
    """An open base. Use it in a `with` block, or call `close`."""

    def __init__(
        self, opened: sqlite3.Connection, name: str, *, writable: bool = True,
        catalog: Catalog | None = None,
    ) -> None:  # fmt: skip
        self.connection = opened
        self.name = name
        self.writable = writable
        self._catalog = catalog
        self._file = standing(Path(name))
        self._reader = Reader(opened)

    @classmethod
    def create(cls, path: str | Path) -> KnowledgeBase:
        """Make a new, empty base at `path`."""
        return cls(connection.make(Path(path)), str(path))

    @classmethod
    def open(
        cls, path: str | Path, catalog: Catalog | None = None, *, to_read: bool = False
    ) -> KnowledgeBase:
        """Open the base at `path`, after checking that it is one, append-only and without a gap.

        catalog  what its series mean, where that is not our catalogue alone
        to_read  nothing is to be written
        """
        opened, writable = connection.open_existing(Path(path), to_read=to_read)
        try:
            with in_words(str(path)):
                check_links(opened)
        except BaseException:
            opened.close()
            raise
        return cls(opened, str(path), writable=writable, catalog=catalog)

    @classmethod
    def in_memory(cls, catalog: Catalog | None = None) -> KnowledgeBase:
        """A new, empty base that lives as long as this object."""
        return cls(connection.make_in_memory(), "the base in memory", catalog=catalog)

    def copied(self) -> KnowledgeBase:
        """A copy that lives as long as its object, to try what would come of a change."""
        with in_words(self.name):
            return KnowledgeBase(
                connection.copy_of(self.connection), self.name, catalog=self._catalog
            )

    def under(self, catalog: Catalog) -> KnowledgeBase:
        """The same base read by another catalogue, as a recorded run read it."""
        return KnowledgeBase(self.connection, self.name, writable=self.writable, catalog=catalog)

    @property
    def catalog(self) -> Catalog:
        """What the series mean and how their sources rank."""
        return self._catalog or built_in_catalog()

    def close(self) -> None:
        """Close the base; what was not committed is undone."""
        connection.close(self.connection)

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing: committed at the end of the block, undone when it raises."""
        if not self.writable:
            raise StoreError(f"{self.name} is read-only; make it writable or work on a copy")
        with whole(self.connection, self.name, self._file) as opened:
            yield opened

    def add(
        self, facts: Iterable[Fact] | Fact, *, label: str = "", plausible: bool = False
    ) -> Receipt:
        """Add facts as one batch, or none of them.

        plausible  whether each is held against its own series, as the rows of a file are
        raises     ConflictError for two values of one fact, SuspectError for one that is suspect,
                   StoreError when it cannot be written
        """
        from kb.batch_digest import CHUNK  # a briefing only reads
        from kb.batches import OpenBatch
        from kb.fact_columns import FactReader
        from kb.facts import Fact
        from kb.plausible.at_add import Sceptic
        from kb.uncollected import uncollected

        stream = iter((facts,) if isinstance(facts, Fact) else facts)
        with uncollected(), self.transaction() as opened:
            batch, sceptic = OpenBatch(opened, self.catalog), Sceptic(opened, self.catalog)
            reader = FactReader()
            while chunk := reader.read(list(islice(stream, CHUNK))):
                for suspect in (sceptic.suspects(chunk) if plausible else {}).values():
                    raise SuspectError(suspect)
                conflicts = batch.write(chunk)
                if conflicts:
                    raise ConflictError(conflicts[0].reason)
            return self.finish(batch, label)

    def finish(self, batch: OpenBatch, label: str, conflicts: int = 0) -> Receipt:
        """End a batch inside its transaction; one without a new fact leaves nothing behind."""
        receipt = batch.receipt(conflicts)
        if receipt.batch is None:
            self.connection.execute("ROLLBACK")
        else:
            batch.seal(receipt.digest, CONTROL.sub("?", label)[:LABEL_LENGTH])
        return receipt

    def observations(
        self, asset: str, *, as_of: Day, known_at: Moment, batch: int | None = None,
        series: Sequence[str] | None = None, taken_back: bool = False,
    ) -> Observed:  # fmt: skip
        """Every vintage visible then, as arrays; only of the named series, where given.

        taken_back  also those withdrawn by then, with the moment: days before it saw them
        """
        with in_words(self.name):
            cutoff = self._cutoff(asset, as_of, known_at, batch)
            seen = self._reader.visible(cutoff, series).observed(taken_back)
            return replace(seen, accepted=self._reader.accepted(cutoff, seen.ids))

    def snapshot(
        self, asset: str, *, as_of: Day, known_at: Moment, batch: int | None = None,
        series: Sequence[str] | None = None,
    ) -> Observed:  # fmt: skip
        """The newest observation visible then, for each series, source and target."""
        with in_words(self.name):
            cutoff = self._cutoff(asset, as_of, known_at, batch)
            return self._reader.newest(cutoff, series).observed(taken_back=False)

    def digest(self, asset: str, *, as_of: Day, known_at: Moment, batch: int | None = None) -> str:
        """The digest of the facts visible then; equal facts give equal digests in any base."""
        with in_words(self.name):
            return self._reader.digest(self._cutoff(asset, as_of, known_at, batch))

    @contextmanager
    def by_assets(self, batch: int) -> Iterator[ByAssets]:
        """All facts up to a batch, those of some assets at a time: see Reader.by_assets."""
        with in_words(self.name):
            cutoff = self._cutoff("", 0, FOREVER, batch)
            with self._reader.by_assets(cutoff) as found:
                yield found

    def facts(self, ids: Iterable[int]) -> list[StoredFact]:
        """The facts with these row ids, in that order.

        raises  AlteredError naming the first of them that is damaged
        """
        wanted = [int(number) for number in ids]
        with in_words(self.name):
            self._reader.check(wanted)
            return list(facts_by_id(self.connection, wanted))

    def last_day(
        self, asset: str, series: str = "price.close", known_at: Moment = FOREVER
    ) -> int | None:
        """The last day any source had spoken of a series by then: a question's default day."""
        day: int | None = self.rows(_LAST_DAY, moment_number(known_at), series, asset)[0][0]
        return day

    def last_day_of_any(self, assets: Collection[str], series: str) -> int | None:
        """The last day any source has spoken of a series of any of these assets."""
        told = self.rows(_LAST_DAYS, series)
        among = {*assets, ""}  # what is told of no asset is told of each
        days = [day for asset, day in told if day is not None and asset in among]
        return max(days, default=None)

    def first_day(self, asset: str) -> int | None:
        """The first day that any fact about an asset speaks of; None where there is none."""
        day: int | None = self.rows(_FIRST_DAY, asset)[0][0]
        return day

    def asset(self, name: str) -> str:
        """The key of the asset that is meant by a name; FactError for what is no name.

        A base may hold facts under what is another name elsewhere; there it is its own.
        """
        key = asset_key(name)
        return key if self.spoken_of(key) else self.catalog.called(key)

    def assets(self, names: Iterable[str]) -> tuple[str, ...]:
        """The keys of the assets that are meant by many names, each once."""
        there = {asset for (asset,) in self.rows("SELECT DISTINCT asset FROM strand")}
        keys = map(asset_key, names)
        return tuple(
            dict.fromkeys(key if key in there else self.catalog.called(key) for key in keys)
        )

    def spoken_of(self, asset: str) -> bool:
        """Whether there is any fact of an asset."""
        return bool(self.rows("SELECT 1 FROM strand WHERE asset = ? LIMIT 1", asset))

    def priced(self) -> tuple[str, ...]:
        """The assets of which any close was ever added."""
        query = """SELECT DISTINCT asset FROM strand JOIN series ON series.id = series_id
            WHERE series.name = 'price.close' ORDER BY asset"""
        return tuple(name for (name,) in self.rows(query))

    def holds(self, series: str) -> bool:
        """Whether a fact of a series was ever added, whether or not the catalogue knows it."""
        return bool(self.rows("SELECT 1 FROM series WHERE name = ?", series))

    def sources(self) -> tuple[str, ...]:
        """Every source that a fact was ever added from."""
        return tuple(name for (name,) in self.rows("SELECT name FROM source"))

    def last_batch(self) -> int:
        """The number of the last batch; 0 in an empty base."""
        return int(self.rows("SELECT ifnull(max(id), 0) FROM batch")[0][0])

    def last_fact(self) -> int:
        """The row of the last fact; 0 in an empty base."""
        return int(self.rows("SELECT ifnull(max(id), 0) FROM fact")[0][0])

    def rows(self, query: str, *values: str | int) -> list[Any]:
        """The rows that a query of SQL gives."""
        with in_words(self.name):
            return self.connection.execute(query, values).fetchall()

    def _cutoff(self, asset: str, as_of: Day, known_at: Moment, batch: int | None) -> Cutoff:
        return self._reader.cutoff(asset, day_number(as_of), moment_number(known_at), batch)
