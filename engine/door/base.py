"""A knowledge base as an object: facts in; briefings, histories and facts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.door import asked
from engine.door.asked import When
from engine.door.briefing import Briefing
from engine.door.history import History
from engine.door.opened import Opened, for_python
from engine.door.rows import Row, rows_of
from engine.door.table import Table
from engine.door.verdict import Verdict, run_row, verify
from kb.clock import FOREVER, day_date, day_number, moment_number
from kb.intake import Intake, add_file, add_rows
from kb.store import KnowledgeBase

if TYPE_CHECKING:
    from engine.judge.run import Question
    from kb.ledger import StoredRun

EXAMPLE_DAY = date(2025, 11, 17)


class Base:
    """An open base with the pages that judge it. Use it in a `with` block, or call `close`.

    It serves the thread that opened it; every method raises StoreError in another, or when closed.

    rules  a folder of pages, instead of the built-in ones
    """

    def __init__(
        self, base: KnowledgeBase, rules: str | Path | None = None, day: date | None = None
    ) -> None:
        from engine.pages.library import load_book

        self._opened = Opened(base)
        self._book = load_book(Path(rules) if rules else None)
        self._day = None if day is None else day_number(day)

    @classmethod
    @for_python
    def open(
        cls, path: str | Path, *, rules: str | Path | None = None, read_only: bool = False
    ) -> Base:
        """Open the base of a file.

        rules      a folder of pages, with the catalog.yaml beside them where there is one
        read_only  whether nothing is ever written to it: `add` and `record` are then a StoreError
        raises     StoreError for what is no base, CatalogError and PageError for wrong rules
        """
        folder = None if rules is None else asked.path("rules", rules)
        file = asked.path("path", path)
        return cls(KnowledgeBase.open(file, _catalog(folder), to_read=read_only), folder)

    @classmethod
    @for_python
    def create(cls, path: str | Path, *, rules: str | Path | None = None) -> Base:
        """Make a new, empty base and open it; StoreError where something is there already."""
        KnowledgeBase.create(asked.path("path", path)).close()
        return cls.open(path, rules=rules)

    @classmethod
    def example(cls) -> Base:
        """The built-in facts, in memory, judged on their own day where no other is asked for."""
        from kb.packs.example import example_base

        return cls(example_base(), day=EXAMPLE_DAY)

    @for_python
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
        base, asset = self._opened.base, asked.word("asset", asset)
        known, accept = asked.moment_text("known_at", known_at), asked.word("accept", accept)
        source = None if source is None else asked.word("source", source)
        if isinstance(facts, str | Path):
            return add_file(base, facts, source=source, asset=asset, known_at=known, accept=accept)
        return add_rows(
            base, rows_of(facts), source=source, asset=asset, known_at=known, accept=accept
        )

    @for_python
    def brief(
        self, as_of: When = None, *, known_at: When = None, asset: str = "btc", record: bool = False
    ) -> Briefing:
        """The briefing of a day, on what was known by its end or by a moment.

        record  write the run to the ledger, as the command does
        raises  NothingToJudge where nothing is known of the asset, or it was before the first fact;
                TypeError and ValueError for what is no day or lies ahead
        """
        from engine.briefing.compose import composed
        from engine.judge.run import answer

        base, question = self._opened.base, self._question(as_of, known_at, asset)
        made = composed(base, answer(base, self._book, base.catalog, question))
        if record:
            from engine.ledger.write import write_run

            write_run(base, made)
        return Briefing(self._opened, made)

    @for_python
    def recorded(self, run: str = "last") -> Briefing:
        """A recorded run, answered again on the facts of its time and by its own pages.

        run     the beginning of its id, or last, or last~1 for the one before it
        raises  StoreError where there is none, or its pages cannot be read today
        """
        from engine.briefing.compose import composed
        from engine.changes.recorded import question_of, recorded_book
        from engine.judge.run import answer
        from kb import ledger

        stored = ledger.run(self._opened.base, asked.word("run", run))
        own = stored.rulebook == self._book.hash
        book = self._book if own else recorded_book(self._opened.base, stored.rulebook)
        base = self._opened.base.under(book.catalog)
        made = composed(base, answer(base, book, book.catalog, question_of(stored)))
        return Briefing(self._opened, made, stored)

    @for_python
    def runs(self, newest: int = 100) -> Table[StoredRun]:
        """The newest recorded runs, the last one last, found by their ids."""
        from kb import ledger

        found = ledger.newest_runs(self._opened.base, newest)
        return Table("runs", found, run_row, lambda run: run.id)

    @for_python
    def verify(self, text: str, run: str = "") -> Verdict:
        """Whether a text is a document, or a sentence, of a recorded run as it was written.

        run  the run that the text is said to be of; "" for a whole document, which names its own
        """
        return verify(self._opened.base, asked.word("text", text), asked.word("run", run))

    @for_python
    def history(self, first: When = None, last: When = None, *, asset: str = "btc") -> History:
        """Every claim on every day of a range; by default the year up to the last day with a price.

        raises  NothingToJudge where nothing is known of the asset, or before the first fact
        """
        from engine.judge.history import history, period

        base, end = self._opened.base, asked.day("last", last)
        until = self._question(None, None, asset).as_of if end is None else end
        start = asked.day("first", first)
        range_ = period(base, self._book, asked.word("asset", asset), start, until)
        return History(self._opened, history(base, self._book, range_))

    @for_python
    def facts(
        self, series: str | None = None, as_of: When = None, *, asset: str = "btc"
    ) -> Table[Mapping[str, object]]:
        """The facts that stand on a day, in canonical units; of every series, or of one."""
        base, day = self._opened.base, asked.day("as_of", as_of)
        known_at = FOREVER if day is None else moment_number(day_date(day))
        wanted = [base.catalog.get(asked.word("series", series)).name] if series else None
        seen = base.observations(
            base.asset(asked.word("asset", asset)),
            as_of=FOREVER if day is None else day,
            known_at=known_at,
            series=wanted,
        )
        return Table("facts", [{**vars(fact)} for fact in base.facts(seen.ids.tolist())], dict)

    @property
    def claims(self) -> tuple[str, ...]:
        """The names of the claims that the pages judge, in the order of the book."""
        return tuple(page.claim for page in self._book.pages)

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the series that facts are of, in the order of the catalogue."""
        return tuple(self._opened.base.catalog.series)

    @for_python
    def page(self, claim: str) -> str:
        """The page of a claim as it is written; UnknownClaim names the nearest."""
        return self._book.text(self._book.page(asked.word("claim", claim)))

    @for_python
    def default_day(self, asset: str = "btc") -> str:
        """The day that is judged where none is named, in ISO form."""
        return day_date(self._question(None, None, asset).as_of).isoformat()

    @property
    def last_day(self) -> str | None:
        """The last day with a price, in ISO form; None in a base without one."""
        day = self._opened.base.last_day("btc")
        return None if day is None else day_date(day).isoformat()

    def close(self) -> None:
        """Close the base; what is shown already stays, proofs can no longer be made."""
        self._opened.close()

    def __enter__(self) -> Base:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<base {self._opened.name}, {len(self._book.pages)} pages>"

    def _question(self, as_of: When, known_at: When, asset: str) -> Question:
        from engine.judge.run import question, refuse_too_early

        day, moment = asked.day("as_of", as_of), asked.moment("known_at", known_at)
        if day is None and moment is None:
            day = self._day
        found = question(self._opened.base, asked.word("asset", asset), day, moment)
        if as_of is not None:
            refuse_too_early(self._opened.base, found)
        return found


def _catalog(rules: Path | None) -> Any:
    from kb.own_catalog import CATALOG, catalog_with, read_catalog

    beside = (rules or Path()) / CATALOG
    return catalog_with(read_catalog(beside), str(beside)) if rules and beside.is_file() else None
