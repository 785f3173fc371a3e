"""The part of a rule book that decides some claims: their lines and what those rest on, no more.

A page publishes quantities that no condition needs, some of them costly. A question that is only
about findings leaves them out: pages come back with the facts and quantities their lines name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from engine.judge.logic import Program
from engine.judge.program import claim_of
from engine.pages.book import RuleBook, upstream_paths
from engine.pages.expressions import Expression, Name, names_in
from engine.pages.page import Comparison, FactName, Line, Page, RestsOn

Named = tuple[str, str]
"""A claim and a fact or quantity of it."""


@dataclass(frozen=True)
class Slice:
    """Trimmed pages in the book's order; those read only for a quantity have no lines left."""

    pages: tuple[Page, ...]

    @cached_property
    def program(self) -> Program:
        """The claims that are judged here, as logic."""
        return Program(tuple(claim_of(page) for page in self.pages if page.when))

    @cached_property
    def comparisons(self) -> tuple[tuple[str, str], ...]:
        """The claim and the id of every numeric line."""
        return tuple((claim, line.id) for claim, line, _ in self._lines)

    @cached_property
    def assumed(self) -> frozenset[str]:
        """The assumed parameters that are named here, as `assume.name`."""
        paths = frozenset[str]().union(*map(upstream_paths, self.pages))
        return frozenset(path for path in paths if path.startswith("assume."))

    @cached_property
    def _reads(self) -> dict[Named, frozenset[str]]:
        """The series each fact name reads."""
        facts = ((page.claim, fact) for page in self.pages for fact in page.facts)
        return {(claim, fact.name): frozenset(series_of(fact)) for claim, fact in facts}

    @cached_property
    def _rests_on(self) -> dict[Named, tuple[Named, ...]]:
        """What each quantity is computed from, in order of dependency."""
        return {
            (page.claim, quantity.name): tuple(_named(page.claim, quantity.expression))
            for page in self.pages
            for quantity in page.let
        }

    @cached_property
    def _lines(self) -> tuple[tuple[str, Line, tuple[Named, ...]], ...]:
        """Every numeric line with its claim and what it names."""
        return tuple(
            (page.claim, line, tuple(_sides(page.claim, line)))
            for page in self.pages
            for line in page.lines()
            if isinstance(line.condition, Comparison)
        )

    def touched(self, series: frozenset[str], without: frozenset[str] = frozenset()) -> Slice:
        """Only the numeric lines that read some of these series, with what they rest on.

        without  lines that are left out
        """
        moved = {named for named, read in self._reads.items() if not series.isdisjoint(read)}
        for quantity, names in self._rests_on.items():
            if not moved.isdisjoint(names):
                moved.add(quantity)
        lines: dict[str, tuple[Line, ...]] = {}
        needed: set[Named] = set()
        for claim, line, names in self._lines:
            if not moved.isdisjoint(names) and line.id not in without:
                lines[claim] = (*lines.get(claim, ()), line)
                needed.update(names)
        for quantity in reversed(self._rests_on):
            if quantity in needed:
                needed.update(self._rests_on[quantity])
        claims = {claim for claim, _ in needed} | lines.keys()
        kept = (page for page in self.pages if page.claim in claims)
        return Slice(tuple(_trimmed(page, needed, lines.get(page.claim, ())) for page in kept))


def slice_of(book: RuleBook, claims: Iterable[str]) -> Slice:
    """What decides these claims."""
    judged = set(_premises(book, claims))
    lines = ((claim, line) for claim in judged for line in book.page(claim).lines())
    needed = set(_under(book.by_claim, [n for claim, line in lines for n in _sides(claim, line)]))
    kept = {claim for claim, _ in needed} | judged
    return Slice(
        tuple(
            _trimmed(page, needed, page.when if page.claim in judged else ())
            for page in book.pages
            if page.claim in kept
        )
    )


def series_of(fact: FactName) -> Iterator[str]:
    """The series a fact name reads: its own, and that of the day it is read on."""
    yield fact.request.series
    yield from (a for a in fact.request.arguments if isinstance(a, str))


def _premises(book: RuleBook, claims: Iterable[str]) -> Iterator[str]:
    """The claims and those that they rest on by their lines."""
    waiting, seen = list(claims), set[str]()
    while waiting:
        claim = waiting.pop()
        if claim not in seen and book.page(claim).judged:
            seen.add(claim)
            yield claim
            lines = (line.condition for line in book.page(claim).lines())
            waiting += [each.claim for each in lines if isinstance(each, RestsOn)]


def _under(pages: Mapping[str, Page], names: Iterable[Named]) -> Iterator[Named]:
    """The facts and quantities given, and those that they are computed from."""
    waiting, seen = list(names), set[Named]()
    while waiting:
        named = waiting.pop()
        if named not in seen:
            seen.add(named)
            yield named
            claim, name = named
            for quantity in pages[claim].let:
                if quantity.name == name:
                    waiting += _named(claim, quantity.expression)


def _sides(claim: str, line: Line) -> Iterator[Named]:
    """What a numeric line names; nothing for any other."""
    if isinstance(line.condition, Comparison):
        yield from _named(claim, line.condition.left)
        yield from _named(claim, line.condition.right)


def _named(claim: str, expression: Expression) -> Iterator[Named]:
    for inner in names_in(expression):
        if isinstance(inner, Name):
            yield claim, inner.name
        elif inner.claim != "assume":
            yield inner.claim, inner.quantity


def _trimmed(page: Page, needed: set[Named], lines: tuple[Line, ...]) -> Page:
    return replace(
        page,
        facts=tuple(fact for fact in page.facts if (page.claim, fact.name) in needed),
        let=tuple(quantity for quantity in page.let if (page.claim, quantity.name) in needed),
        when=lines,
    )
