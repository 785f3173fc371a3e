"""The part of a rule book that decides some claims: their lines and what those rest on, no more.

A page publishes quantities that no condition needs, some of them costly. A question that is only
about findings leaves them out: pages come back with the facts and quantities their lines name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from engine.judge.logic import Program
from engine.judge.program import claim_of
from engine.pages.book import RuleBook
from engine.pages.edges import Node, finding, series
from engine.pages.graph import Graph
from engine.pages.page import Comparison, Page
from kb.frozen import dataclass


@dataclass(frozen=True, eq=False)
class Slice:
    """Trimmed pages in the book's order; those read only for a quantity have no lines left."""

    pages: tuple[Page, ...]

    @cached_property
    def program(self) -> Program:
        """The claims that are judged here, as logic."""
        return Program(tuple(claim_of(page) for page in self.pages if page.when))

    @cached_property
    def comparisons(self) -> tuple[Node, ...]:
        """Every numeric line."""
        return tuple(
            Node(page.claim, line.id)
            for page in self.pages
            for line in page.lines()
            if isinstance(line.condition, Comparison)
        )

    @cached_property
    def _graph(self) -> Graph:
        return Graph(self.pages)

    def touched(self, names: Iterable[str], without: frozenset[str] = frozenset()) -> Slice:
        """Only the numeric lines that read some of these series, with what they rest on.

        without  lines that are left out
        """
        moved = self._graph.above(*map(series, names))
        lines = (node for node in self.comparisons if node in moved and node.name not in without)
        return Slice(tuple(_trimmed(self.pages, self._graph.under(*lines))))


def slice_of(book: RuleBook, claims: Iterable[str]) -> Slice:
    """What decides these claims."""
    judged = (finding(claim) for claim in claims if book.page(claim).judged)
    return Slice(tuple(_trimmed(book.pages, book.graph.under(*judged))))


def _trimmed(pages: Iterable[Page], needed: Iterable[Node]) -> Iterator[Page]:
    """The pages with only the facts, quantities and conditions that are needed."""
    own: dict[str, set[str]] = {}
    for node in needed:
        own.setdefault(node.claim, set()).add(node.name)
    for page in pages:
        if page.claim in own:
            names = own[page.claim]
            judged = finding(page.claim).name in names
            yield page.but(
                facts=tuple(fact for fact in page.facts if fact.name in names),
                let=tuple(quantity for quantity in page.let if quantity.name in names),
                when=page.when if judged else tuple(x for x in page.lines() if x.id in names),
            )
