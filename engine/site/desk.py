"""What the pages are made from: an open base, the question asked of it, and what was kept of both.

A desk reads through one connection and lives for one build or one request. What is worked out once,
judged runs and the lines of recorded ones, is kept by `Kept`, which many desks share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from engine.briefing.marker import Marker
from engine.changes.recorded import question_of
from engine.judge.run import NothingToJudge, Question, Run, question
from engine.pages.book import RuleBook
from engine.pages.edges import Node as Part
from engine.proof.consulted import DAY, consulted
from engine.proof.tree import Prover
from engine.site.kept import Kept, Line
from engine.site.lazy import lazy
from engine.site.listed import Listed
from engine.words.sentences import Writer
from kb import ledger
from kb.clock import FOREVER, day_date
from kb.holdings import Holding, holdings
from kb.ledger import StoredRun, StoredSentence
from kb.queries import Observed
from kb.store import KnowledgeBase

COLUMNS = ("ids", "series", "source", "as_of", "known_at", "span", "target", "value", "withdrawn")
"""The arrays of observed facts, which are sorted by series."""


@dataclass(frozen=True, eq=False)
class Desk:
    """A base, the day asked about, and the recorded run that answered it, where one did.

    chosen  whether a reader chose the day or the moment; else all that the base holds is shown
    whole   ids of the runs whose whole briefing lies beside their page
    many    whether most claims are going to be proved here
    """

    kb: KnowledgeBase
    kept: Kept
    book: RuleBook
    question: Question
    stored: StoredRun | None
    chosen: bool = False
    whole: frozenset[str] | None = None
    many: bool = False
    _seen: dict[str, Observed] = field(default_factory=dict)

    @property
    def asset(self) -> str:
        """The asset that is asked about."""
        return self.question.asset

    @lazy
    def run(self) -> Run:
        """The answer, judged where it is first needed."""
        return self.kept.run(self.kb, self.book, self.question)

    @lazy
    def prover(self) -> Prover:
        """Proves every claim of it, with everything it rests on."""
        return Prover(self.run, self.kb, "all", many=self.many)

    @lazy
    def readers(self) -> Mapping[int, Sequence[Part]]:
        """By the row of a fact, the facts of pages whose reading rests on it."""
        key = self.question, self.book.hash, "readers"
        return self.kept.once.get(key, self._readers)

    def _readers(self) -> dict[int, list[Part]]:
        found: dict[int, list[Part]] = {}
        for page in self.run.book.pages:
            for fact in page.facts:
                reading = self.run.evaluation.readings[page.claim][fact.name][DAY]
                for row in consulted(self.run, fact.request, reading):
                    found.setdefault(row, []).append(Part(page.claim, fact.name))
        return found

    @property
    def parts(self) -> Iterator[Part]:
        """Every fact of a page, in the order of the pages."""
        pages = self.run.book.pages
        return (Part(page.claim, fact.name) for page in pages for fact in page.facts)

    @lazy
    def told(self) -> Sequence[StoredSentence]:
        """The sentences of the recorded briefing; none where it is not recorded."""
        if (stored := self.stored) is None:
            return ()
        key = stored.id, "sentences"
        return self.kept.once.get(key, lambda: ledger.sentences(self.kb, stored.id))

    @lazy
    def listed(self) -> Listed:
        """Every recorded run of the asset."""
        return self.kept.listed(self.kb, self.asset)

    @property
    def runs(self) -> Sequence[StoredRun]:
        """The same, by day and then as they were written."""
        return self.listed.runs

    @property
    def days(self) -> Mapping[int, StoredRun]:
        """The run recorded last of each day, the earliest day first."""
        return self.listed.days

    @lazy
    def holdings(self) -> Sequence[Holding]:
        """What the base holds of the asset."""
        return holdings(self.kb, self.asset)

    @property
    def seen_until(self) -> tuple[int, int]:
        """Up to which day and moment facts are shown."""
        asked = self.question
        return (asked.as_of, asked.known_at) if self.chosen else (FOREVER, FOREVER)

    def over(self, kb: KnowledgeBase) -> Desk:
        """The same question over another connection to the base, of another thread."""
        return replace(self, kb=kb.under(self.book.catalog), many=False, _seen={})

    def line(self, stored: StoredRun) -> Line:
        """The line of a recorded run."""
        return self.kept.line(self.kb, stored)

    def named(self, name: str) -> StoredRun:
        """The recorded run that is meant by a name; StoreError where there is none."""
        return self.kept.named(self.kb, self.asset, name)

    def read_all(self) -> None:
        """Read all facts at once, for whoever is going to ask for those of every series."""
        day, known = self.seen_until
        seen = self.kb.observations(self.asset, as_of=day, known_at=known, taken_back=True)
        ends = np.searchsorted(seen.series, np.arange(len(seen.series_names) + 1))
        for name, start, end in zip(seen.series_names, ends[:-1], ends[1:], strict=True):
            own = {column: getattr(seen, column)[start:end] for column in COLUMNS}
            self._seen[name] = replace(seen, **own)

    @lazy
    def marker(self) -> Marker:
        """Writes every sentence of the run once."""
        return Marker(self.run, Writer(self.run))

    def observed(self, series: str) -> Observed:
        """Every vintage of a series, those withdrawn too."""
        if series not in self._seen:
            day, known = self.seen_until
            self._seen[series] = self.kb.observations(
                self.asset, as_of=day, known_at=known, series=[series], taken_back=True
            )
        return self._seen[series]


def desk_of(
    kb: KnowledgeBase, kept: Kept, asset: str,
    as_of: int | None = None, known_at: int | None = None, *, unrecorded: int | None = None,
) -> Desk:  # fmt: skip
    """The desk of a day: its recorded run under its own pages, else the day judged now.

    as_of, known_at  days since 1970-01-01 and unix seconds; by default the newest day recorded
    unrecorded       the day where none is recorded; by default the last one with a price
    raises           NothingToJudge where nothing is known of the asset
    """
    chosen = as_of is not None or known_at is not None
    stored = _stored(kb, kept, kb.asset(asset), as_of, known_at)
    if stored is not None:
        book, asked = kept.book_of(kb, stored), question_of(stored)
        return Desk(kb.under(book.catalog), kept, book, asked, stored, chosen)
    asked = question(kb, asset, as_of if chosen else unrecorded, known_at)
    first = kb.first_day(asked.asset)
    if first is None or asked.as_of < first:
        raise NothingToJudge(f"there is no fact of {day_date(asked.as_of)} or an earlier day")
    asked = replace(asked, batch=kb.last_batch())
    return Desk(kb.under(kept.book.catalog), kept, kept.book, asked, None, chosen)


def desk_at(desk: Desk, stored: StoredRun) -> Desk:
    """The desk of a recorded run of the same asset, under its own pages."""
    book = desk.kept.book_of(desk.kb, stored)
    return Desk(desk.kb.under(book.catalog), desk.kept, book, question_of(stored), stored, True)


def _stored(
    kb: KnowledgeBase, kept: Kept, asset: str, as_of: int | None, known_at: int | None
) -> StoredRun | None:
    """The run recorded last of a day, by default the newest, and of a moment if one is chosen."""
    runs = kept.listed(kb, asset).runs
    if as_of is None and known_at is None:
        return runs[-1] if runs else None
    fit = (run for run in reversed(runs) if run.as_of == as_of)
    return next((run for run in fit if known_at in (None, run.known_at)), None)
