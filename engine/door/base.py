"""A knowledge base as an object: facts in; briefings, histories and facts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engine.door.briefing import Briefing
from engine.door.history import History
from engine.door.rows import Row, rows_of
from engine.door.table import Table
from kb.clock import FOREVER, day_date, day_number, moment_number
from kb.intake import Intake, add_file, add_rows
from kb.store import KnowledgeBase

EXAMPLE_DAY = date(2025, 11, 17)

When = str | date | None
"""A day, or a moment with its time zone; as text in ISO form."""


class Base:
    """An open base with the pages that judge it. Use it in a `with` block, or call `close`.

    rules  a folder of pages, instead of the built-in ones
    """

    def __init__(
        self, base: KnowledgeBase, rules: str | Path | None = None, day: date | None = None
    ) -> None:
        from engine.pages.library import load_book

        self._base = base
        self._book = load_book(Path(rules) if rules else None)
        self._day = day

    @classmethod
    def open(cls, path: str | Path, *, rules: str | Path | None = None) -> Base:
        """Open the base of a file.

        rules   a folder of pages, with the catalog.yaml beside them where there is one
        raises  StoreError for what is no base, CatalogError and PageError for wrong rules
        """
        return cls(KnowledgeBase.open(path, _catalog(rules)), rules)

    @classmethod
    def create(cls, path: str | Path, *, rules: str | Path | None = None) -> Base:
        """Make a new, empty base and open it; StoreError where something is there already."""
        KnowledgeBase.create(path).close()
        return cls.open(path, rules=rules)

    @classmethod
    def example(cls) -> Base:
        """The built-in facts, in memory, judged on their own day where no other is asked for."""
        from kb.packs.example import example_base

        return cls(example_base(), day=EXAMPLE_DAY)

    def add(
        self, facts: str | Path | Iterable[Row] | Any, *, source: str | None = None,
        asset: str = "btc", known_at: When = None, accept: str = "",
    ) -> Intake:  # fmt: skip
        """Add the facts of a file, of rows, or of a data frame, as one batch or not at all.

        facts     a path; or rows with the columns of `downdraft add --template`, of which series,
                  as_of and value are needed
        source    who says so, where a row does not
        known_at  when rows that do not state it became known
        accept    why rows that are suspect are added all the same
        raises    RowsRejected that names every bad row, ReadError, StoreError, TypeError
        """
        known = _text(known_at)
        if isinstance(facts, str | Path):
            return add_file(
                self._base, facts, source=source, asset=asset, known_at=known, accept=accept
            )
        return add_rows(
            self._base, rows_of(facts), source=source, asset=asset, known_at=known, accept=accept
        )

    def brief(
        self, as_of: When = None, *, known_at: When = None, asset: str = "btc", record: bool = False
    ) -> Briefing:
        """The briefing of a day, on what was known by its end or by a moment.

        record  write the run to the ledger, as the command does
        raises  NothingToJudge where nothing is known of the asset
        """
        from engine.briefing.compose import composed
        from engine.judge.run import answer, question

        day = self._day if as_of is None and known_at is None else as_of
        asked = question(
            self._base,
            asset,
            None if day is None else day_number(day),
            None if known_at is None else moment_number(known_at),
        )
        made = composed(self._base, answer(self._base, self._book, self._base.catalog, asked))
        if record:
            from engine.ledger.write import write_run

            write_run(self._base, made)
        return Briefing(self._base, made)

    def history(self, first: When = None, last: When = None, *, asset: str = "btc") -> History:
        """Every claim on every day of a range; by default the year up to the last day with a price.

        raises  NothingToJudge where nothing is known of the asset
        """
        from engine.judge.history import history, period
        from engine.judge.run import question

        end = last if last is not None else self._day
        until = question(self._base, asset).as_of if end is None else day_number(end)
        start = None if first is None else day_number(first)
        asked = period(self._base, self._book, asset, start, until)
        return History(history(self._base, self._book, asked))

    def facts(
        self, series: str | None = None, as_of: When = None, *, asset: str = "btc"
    ) -> Table[Mapping[str, object]]:
        """The facts that stand on a day, in canonical units; of every series, or of one."""
        day = FOREVER if as_of is None else day_number(as_of)
        known_at = FOREVER if as_of is None else moment_number(as_of)
        wanted = [self._base.catalog.get(series).name] if series else None
        seen = self._base.observations(
            self._base.asset(asset), as_of=day, known_at=known_at, series=wanted
        )
        found = (fact.model_dump() for fact in self._base.facts(seen.ids.tolist()))
        return Table("facts", [{**fact} for fact in found], dict)

    @property
    def last_day(self) -> str | None:
        """The last day with a price, in ISO form; None in a base without one."""
        day = self._base.last_day("btc")
        return None if day is None else day_date(day).isoformat()

    def close(self) -> None:
        """Close the base; what is shown already stays, proofs can no longer be made."""
        self._base.close()

    def __enter__(self) -> Base:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<base {self._base.name}, {len(self._book.pages)} pages>"


def _catalog(rules: str | Path | None) -> Any:
    from kb.own_catalog import CATALOG, catalog_with, read_catalog

    beside = Path(rules or "") / CATALOG
    return catalog_with(read_catalog(beside), str(beside)) if rules and beside.is_file() else None


def _text(when: When) -> str:
    if when is None or isinstance(when, str):
        return when or ""
    return when.isoformat() if isinstance(when, datetime) else str(when)
