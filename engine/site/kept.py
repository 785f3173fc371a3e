"""What desks share: runs once judged, what was made of them, the lines of recorded ones."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Any, NamedTuple, TypeVar

from engine.briefing.front.missing import judged_and_open
from engine.changes.recorded import recorded_book
from engine.fingerprint import code_digest
from engine.judge.run import Question, Run, answer
from engine.pages.book import RuleBook
from kb import cache, ledger
from kb.errors import StoreError
from kb.ledger import StoredRun
from kb.store import KnowledgeBase

JUDGED, PROVED, LINES = 6, 200, 20_000
"""Runs with all their arrays, proved claims, and lines of recorded runs, that are kept at most."""
Made = TypeVar("Made")


def titled(book: RuleBook, claim: str | None, said: str) -> str:
    """What a headline says behind its title, as the front page has it; "" where none speaks."""
    page = book.by_claim.get(claim or "")
    return f"{page.title}: {said}" if page and said else said


def counts_of(book: RuleBook, found: Mapping[str, tuple[str, str | None]]) -> dict[str, int]:
    """How many claims hold, fail and cannot be judged, of how many, as a front page counts."""
    judged, unknown = judged_and_open(book, found)
    statuses = [found[claim][0] for claim in judged]
    told = {status: statuses.count(status) for status in ("holds", "fails")}
    return {**told, "unknown": len(unknown), "judged": len(judged)}


class Line(NamedTuple):
    """A recorded run in short: its headline, the finding of every claim with its reason."""

    stored: StoredRun
    headline: str
    found: Mapping[str, tuple[str, str]]
    counts: dict[str, int]

    @property
    def status(self) -> Mapping[str, str]:
        """The findings without their reasons."""
        return {claim: status for claim, (status, _) in self.found.items()}


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

    @contextmanager
    def remembering(self, kb: KnowledgeBase, asset: str) -> Iterator[None]:
        """Lines of runs as an earlier call read them, kept under their links of the chain."""
        name = cache.named("lines", (kb.name, asset, self.book.hash, code_digest((__name__,))))
        by_chain = {run.chain: run for run in self.runs(kb, asset)}
        with suppress(ValueError, TypeError):
            known = json.loads(cache.kept(name) or b"{}")
            for chain, line in known.items():
                if run := by_chain.get(chain):
                    self.lines[run.id] = Line(run, *line)
        before = len(self.lines)
        yield
        if len(self.lines) > before:
            lines = {each.stored.chain: each[1:] for each in self.lines.values()}
            cache.keep(name, json.dumps(lines).encode())
            cache.forget_others("lines", name)

    def _read(self, kb: KnowledgeBase, stored: StoredRun) -> Line:
        parts = ledger.parts(kb, stored.id)
        found = {each.claim: (each.status, each.reason) for each in parts.findings}
        speaks = (c for c in self.book.order.headline if found.get(c, ("",))[0] == "holds")
        claim = next(speaks, None)
        said = (each.text for each in parts.sentences if each.claim == claim)
        told = titled(self.book, claim, next(said, ""))
        mere = {page.claim for page in self.book.pages if page.kind == "headline"}
        own = {c: each for c, each in found.items() if c not in mere}
        return Line(stored, told, own, counts_of(self.book, own))
