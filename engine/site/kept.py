"""What desks share: runs once judged, what was made of them, the lines of recorded ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Lock
from typing import NamedTuple

from engine.briefing.front.missing import judged_and_open
from engine.changes.recorded import recorded_book
from engine.fingerprint import code_digest
from engine.judge.run import Question, Run, answer
from engine.pages.book import RuleBook
from engine.site.listed import Listed
from engine.site.once import Once
from engine.site.strips import Strips
from kb import cache, ledger
from kb.errors import StoreError
from kb.ledger import StoredRun
from kb.store import KnowledgeBase

JUDGED, PROVED, LINES, BOOKS = 6, 500, 20_000, 50
"""Runs with all their arrays, cards and proofs of claims, lines of recorded runs, and rule books,
that are kept at most."""


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
    """What desks share, by many threads: a rule book, the newest judged runs, lines of runs.

    once  what was made of a judged run, under a key that tells all that it rests on
    """

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.lines: dict[str, Line] = {}
        self.once = Once(PROVED)
        self._runs, self._books = Once(JUDGED), Once(BOOKS)
        self._listed: dict[str, Listed] = {}
        self._strips: dict[str, Strips] = {}
        self._named: dict[str, StoredRun] = {}
        self._lock = Lock()

    def run(self, kb: KnowledgeBase, book: RuleBook, asked: Question) -> Run:
        """The answer to a question that names its batch; who asks for it waits, nobody else."""
        key = asked, book.hash
        return self._runs.get(key, lambda: answer(kb, book, book.catalog, asked))

    def judged(self, book: RuleBook, asked: Question) -> bool:
        """Whether that answer is there."""
        return (asked, book.hash) in self._runs

    def book_of(self, kb: KnowledgeBase, stored: StoredRun) -> RuleBook:
        """The pages a run was judged by; those of today where they cannot be read any more."""
        name = stored.rulebook
        if name == self.book.hash:
            return self.book
        try:
            return self._books.get(name, lambda: recorded_book(kb, name))
        except StoreError:
            return self.book

    def line(self, kb: KnowledgeBase, stored: StoredRun) -> Line:
        """The line of a recorded run."""
        line = self.lines.get(stored.id)
        if line is None:
            if len(self.lines) >= LINES:
                self.lines.clear()
            line = self.lines[stored.id] = self._read(kb, stored)
        return line

    def listed(self, kb: KnowledgeBase, asset: str) -> Listed:
        """Every recorded run of an asset; each is read once."""
        count = ledger.run_count(kb)
        with self._lock:
            had = self._listed.get(asset, Listed())
            if had.count < count:
                new = [run for run in ledger.runs(kb, had.count, count) if run.asset == asset]
                self._named |= {run.id: run for run in new}
                self._listed[asset] = had = had.after(count, new)
            return had

    def strips(self, asset: str) -> Strips:
        """What the claims came to over the recorded days of an asset."""
        return self._strips.setdefault(asset, Strips())

    def named(self, kb: KnowledgeBase, asset: str, name: str) -> StoredRun:
        """The recorded run whose id begins so; its parts are looked through by who reads them."""
        self.listed(kb, asset)
        return self._named.get(name) or ledger.run(kb, name, checked=False)

    @contextmanager
    def remembering(self, kb: KnowledgeBase, asset: str) -> Iterator[None]:
        """Lines of runs as an earlier call read them, kept under their links of the chain."""
        name = cache.named("lines", (kb.name, asset, self.book.hash, code_digest((__name__,))))
        by_chain = {run.chain: run for run in self.listed(kb, asset).runs}
        with suppress(ValueError, TypeError):
            known = json.loads(cache.kept(name) or b"{}")
            for chain, line in known.items():
                if run := by_chain.get(chain):
                    self.lines[run.id] = Line(run, *line)
        before = len(self.lines)
        yield
        if len(self.lines) > before:
            lines = {each.stored.chain: each[1:] for each in list(self.lines.values())}
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
