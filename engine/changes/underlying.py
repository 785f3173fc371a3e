"""What a changed item rests on: which of the facts that moved, aged or went, and which pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from engine.changes.difference import Change
from engine.changes.fact_changes import GONE, NEW, REVISED
from engine.changes.variants import DAY, PAGES, Variants
from engine.judge.run import Run
from engine.pages.book import RuleBook
from engine.pages.page import Page


@dataclass(frozen=True)
class Aged:
    """A reading that changed only because the day moved: its fact rows that no longer count."""

    claim: str
    name: str
    why: str
    rows: tuple[int, ...]


class Underlying:
    """Names the rows and pages that the claims of two runs rest on."""

    def __init__(self, variants: Variants) -> None:
        self._variants = variants
        self._known: dict[tuple[int, str], frozenset[int]] = {}

    def named(self, change: Change) -> Change:
        """The change with the rows and files behind its causes."""
        return replace(change, rows=self._rows(change), pages=self._pages(change))

    def _rows(self, change: Change) -> dict[str, list[int]]:
        """For each cause that is a matter of facts, the rows of it that the item rests on."""
        claims, facts = _claims(change), self._variants.facts
        own = {NEW: facts.new, REVISED: facts.revised_after, GONE: facts.gone}
        under = {page.claim for claim in claims for page in _under(self._variants.books[0], claim)}
        aged = {row for each in self.aged if each.claim in under for row in each.rows}
        found = {DAY: sorted(aged)}
        for cause, rows in own.items():
            which = 0 if cause == GONE else 1
            read = frozenset().union(*(self._read(which, claim) for claim in claims))
            found[cause] = [row for row in facts.ids(rows) if row in read]
        return {cause: found[cause] for cause in change.causes if found.get(cause)}

    def _pages(self, change: Change) -> list[str]:
        """The changed files that the item rests on, where pages are among its causes."""
        if PAGES not in change.causes:
            return []
        books, claims = self._variants.books, _claims(change)
        pages = (page for book in books for claim in claims for page in _under(book, claim))
        under = {page.file.removeprefix("rules/") for page in pages}
        return [name for name in self.changed_files if name.endswith(".yaml") or name in under]

    @cached_property
    def changed_files(self) -> dict[str, str]:
        """Every file of the rule books that is not the same in both."""
        return changed_files(*(book.texts for book in self._variants.books))

    @cached_property
    def aged(self) -> tuple[Aged, ...]:
        """The readings that the day alone has changed."""
        start = frozenset({DAY} & self._variants.all)
        if not start:
            return ()
        return tuple(_aged(self._variants.run(frozenset()), self._variants.run(start)))

    def _read(self, which: int, claim: str) -> frozenset[int]:
        """The rows that a claim's pages read in the first run or in the second."""
        if (which, claim) not in self._known:
            run = self._variants.run(self._variants.all if which else frozenset())
            found = (run.evaluation.readings[p.claim].values() for p in _under(run.book, claim))
            rows = (row for each in found for reading in each for row in reading[0].facts)
            self._known[which, claim] = frozenset(rows)
        return self._known[which, claim]


def changed_files(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Every file that is not the same in two rule books, by name: added, removed or changed."""
    return {
        name: "added" if name not in then else "removed" if name not in now else "changed"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    }


def _claims(change: Change) -> list[str]:
    """The claims a change is about: for a headline, the one that spoke and the one that speaks."""
    if change.item.kind == "headline":
        return [str(claim) for claim in (change.then, change.now) if claim]
    return [change.item.claim]


def _under(book: RuleBook, claim: str) -> tuple[Page, ...]:
    return book.part(claim).pages if claim in book.by_claim else ()


def _aged(then: Run, later: Run) -> Iterator[Aged]:
    """Readings of the same facts on two days: what went stale, what left its window."""
    for claim, readings in then.evaluation.readings.items():
        again = later.evaluation.readings[claim]
        for name, (was, *_) in readings.items():
            now = again[name][0]
            rows = tuple(sorted(set(was.facts) - set(now.facts)))
            if rows:
                lost = f"{now.reason}: {now.detail}" if now.value is None else "out of its window"
                yield Aged(claim, name, lost, rows)
