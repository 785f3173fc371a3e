"""What the pages are made from: an open base, the question asked of it, and what was kept of both.

A desk reads through one connection and lives for one build or one request. What is worked out once,
judged runs and the lines of recorded ones, is kept by `Kept`, which many desks share.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import RLock
from typing import Any, NamedTuple, TypeVar

from engine.briefing.marker import Marker
from engine.changes.recorded import question_of, recorded_book
from engine.judge.run import NothingToJudge, Question, Run, answer, question
from engine.pages.book import RuleBook
from engine.pages.edges import Node as Part
from engine.proof.consulted import DAY, consulted
from engine.proof.tree import Prover
from engine.words.sentences import Writer
from kb import ledger
from kb.clock import FOREVER, day_date
from kb.errors import StoreError
from kb.holdings import Holding, holdings
from kb.ledger import StoredRun, StoredSentence
from kb.queries import Observed
from kb.store import KnowledgeBase

JUDGED, PROVED, LINES = 6, 200, 20_000
"""Runs with all their arrays, proved claims, and lines of recorded runs, that are kept at most."""
Made = TypeVar("Made")


def titled(book: RuleBook, claim: str | None, said: str) -> str:
    """What a headline says behind its title, as the front page has it; "" where none speaks."""
    page = book.by_claim.get(claim or "")
    return f"{page.title}: {said}" if page and said else said


class Line(NamedTuple):
    """A recorded run in short: the first sentence of its headline, the finding of every claim."""

    stored: StoredRun
    headline: str
    status: Mapping[str, str]


class Kept:
    """What desks share, by many threads: a rule book, the newest judged runs, lines of runs."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.lines: dict[str, Line] = {}
        self._books = {book.hash: book}
        self._runs: OrderedDict[tuple[Question, str], Run] = OrderedDict()
        self._all: dict[str, tuple[int, tuple[StoredRun, ...]]] = {}
        self._named: dict[str, StoredRun] = {}
        self._made: OrderedDict[object, Any] = OrderedDict()
        self._lock = RLock()

    def run(self, kb: KnowledgeBase, book: RuleBook, asked: Question) -> Run:
        """The answer to a question that names its batch; one thread judges, others wait for it."""
        with self._lock:
            key = asked, book.hash
            if key not in self._runs:
                self._runs[key] = answer(kb, book, book.catalog, asked)
            self._runs.move_to_end(key)
            while len(self._runs) > JUDGED:
                self._runs.popitem(last=False)
            return self._runs[key]

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What `make` makes of a judged run, made once; `key` tells all that it rests on."""
        with self._lock:
            found = self._made.get(key)
        made: Made = make() if found is None else found
        with self._lock:
            self._made[key] = made
            self._made.move_to_end(key)
            while len(self._made) > PROVED:
                self._made.popitem(last=False)
        return made

    def book_of(self, kb: KnowledgeBase, stored: StoredRun) -> RuleBook:
        """The pages a run was judged by; those of today where they cannot be read any more."""
        with self._lock:
            if stored.rulebook not in self._books:
                try:
                    self._books[stored.rulebook] = recorded_book(kb, stored.rulebook)
                except StoreError:
                    return self.book
            return self._books[stored.rulebook]

    def line(self, kb: KnowledgeBase, stored: StoredRun) -> Line:
        """The line of a recorded run."""
        if stored.id not in self.lines:
            if len(self.lines) >= LINES:
                self.lines.clear()
            self.lines[stored.id] = self._read(kb, stored)
        return self.lines[stored.id]

    def runs(self, kb: KnowledgeBase, asset: str) -> Sequence[StoredRun]:
        """Every recorded run of an asset, by day and then as they were written; read once."""
        count = ledger.run_count(kb)
        with self._lock:
            had, known = self._all.get(asset, (0, ()))
            if had < count:
                new = [run for run in ledger.runs(kb, had) if run.asset == asset]
                self._named |= {run.id: run for run in new}
                known = tuple(sorted((*known, *new), key=lambda run: run.as_of))
                self._all[asset] = count, known
            return known

    def named(self, kb: KnowledgeBase, asset: str, name: str) -> StoredRun:
        """The recorded run whose id begins so; its parts are looked through by who reads them."""
        self.runs(kb, asset)
        return self._named.get(name) or ledger.run(kb, name, checked=False)

    def _read(self, kb: KnowledgeBase, stored: StoredRun) -> Line:
        parts = ledger.parts(kb, stored.id)
        status = {found.claim: found.status for found in parts.findings}
        speaks = (c for c in self.book.order.headline if status.get(c) == "holds")
        claim = next(speaks, None)
        said = (each.text for each in parts.sentences if each.claim == claim)
        told = titled(self.book, claim, next(said, ""))
        mere = {page.claim for page in self.book.pages if page.kind == "headline"}
        return Line(stored, told, {c: found for c, found in status.items() if c not in mere})


@dataclass(frozen=True, eq=False)
class Desk:
    """A base, the day asked about, and the recorded run that answered it, where one did.

    chosen  whether a reader chose the day or the moment; else all that the base holds is shown
    whole   ids of the runs whose whole briefing lies beside their page
    """

    kb: KnowledgeBase
    kept: Kept
    book: RuleBook
    question: Question
    stored: StoredRun | None
    chosen: bool = False
    whole: frozenset[str] | None = None
    _seen: dict[str, Observed] = field(default_factory=dict)

    @property
    def asset(self) -> str:
        """The asset that is asked about."""
        return self.question.asset

    @cached_property
    def run(self) -> Run:
        """The answer, judged where it is first needed."""
        return self.kept.run(self.kb, self.book, self.question)

    @cached_property
    def prover(self) -> Prover:
        """Proves every claim of it, with everything it rests on."""
        return Prover(self.run, self.kb, "all")

    @cached_property
    def readers(self) -> Mapping[int, Sequence[Part]]:
        """By the row of a fact, the facts of pages whose reading rests on it."""
        found: dict[int, list[Part]] = {}
        for page in self.run.book.pages:
            for fact in page.facts:
                reading = self.run.evaluation.readings[page.claim][fact.name][DAY]
                for row in consulted(self.run, fact.request, reading):
                    found.setdefault(row, []).append(Part(page.claim, fact.name))
        return found

    @cached_property
    def told(self) -> Sequence[StoredSentence]:
        """The sentences of the recorded briefing; none where it is not recorded."""
        return ledger.sentences(self.kb, self.stored.id) if self.stored else ()

    @cached_property
    def runs(self) -> Sequence[StoredRun]:
        """Every recorded run of the asset, by day and then as they were written."""
        return self.kept.runs(self.kb, self.asset)

    @cached_property
    def days(self) -> Mapping[int, StoredRun]:
        """The run recorded last of each day, the earliest day first."""
        return {run.as_of: run for run in self.runs}

    @cached_property
    def holdings(self) -> Sequence[Holding]:
        """What the base holds of the asset."""
        return holdings(self.kb, self.asset)

    @property
    def seen_until(self) -> tuple[int, int]:
        """Up to which day and moment facts are shown."""
        asked = self.question
        return (asked.as_of, asked.known_at) if self.chosen else (FOREVER, FOREVER)

    def line(self, stored: StoredRun) -> Line:
        """The line of a recorded run."""
        return self.kept.line(self.kb, stored)

    def named(self, name: str) -> StoredRun:
        """The recorded run that is meant by a name; StoreError where there is none."""
        return self.kept.named(self.kb, self.asset, name)

    def read_all(self) -> None:
        """Read all facts at once, for whoever is going to ask for those of every series."""
        day, known = self.seen_until
        self.kb.observations(self.asset, as_of=day, known_at=known)

    @cached_property
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
    runs = kept.runs(kb, asset)
    if as_of is None and known_at is None:
        return runs[-1] if runs else None
    fit = (run for run in reversed(runs) if run.as_of == as_of)
    return next((run for run in fit if known_at in (None, run.known_at)), None)
