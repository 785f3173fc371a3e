"""What rests on what: series ← facts ← quantities ← conditions ← findings, found once for a book.

In: claim pages. Out: a `Graph` that says what each of these rests on, directly and in the end, and
what rests on it. Nothing is evaluated here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TypeVar

from engine.pages.edges import ASSUME, Edge, Node, edges_of
from engine.pages.page import Comparison, FactName, Page, RestsOn

Known = TypeVar("Known")


class Graph:
    """What the pages of a book rest on. Every answer is in the order of the pages, each part once.

    A name that stands on no page rests on nothing.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        self._pages = {page.claim: page for page in pages}
        self._on: dict[str, dict[Node, tuple[Edge, ...]]] = {}
        self._inputs_of: dict[Node, tuple[Node, ...]] = {}

    def _of(self, claim: str) -> dict[Node, tuple[Edge, ...]]:
        """What stands on a page, each part with what it rests on; read when it is asked for."""
        if claim not in self._on:
            page = self._pages.get(claim)
            self._on[claim] = dict(edges_of(page)) if page else {}
        return self._on[claim]

    @cached_property
    def _edges(self) -> dict[Node, tuple[Edge, ...]]:
        """What stands on any page."""
        return {node: edges for claim in self._pages for node, edges in self._of(claim).items()}

    def inputs(self, node: Node) -> tuple[Node, ...]:
        """What a node rests on directly."""
        if node not in self._inputs_of:
            edges = self._of(node.claim).get(node, ())
            self._inputs_of[node] = tuple(dict.fromkeys(edge.premise for edge in edges))
        return self._inputs_of[node]

    def under(self, *nodes: Node) -> tuple[Node, ...]:
        """Nodes and all that they rest on, each before what is under it."""
        return tuple(_reached(nodes, self.inputs))

    def steps(self) -> Iterator[tuple[Node, int]]:
        """Every node, each after those it rests on, with the length of the longest way down."""
        found: dict[Node, int] = {}
        premises = {node: self.inputs(node) for node in self._edges}
        for node in TopologicalSorter(premises).static_order():
            found[node] = 1 + max((found[each] for each in self.inputs(node)), default=0)
            yield node, found[node]

    def line(self, node: Node) -> int:
        """The line of the page that says what a node rests on."""
        return min(edge.line for edge in self._of(node.claim)[node])

    def above(self, *nodes: Node) -> frozenset[Node]:
        """Nodes and all that rests on them."""
        return frozenset(_reached(nodes, lambda node: self._conclusions.get(node, ())))

    @cached_property
    def _conclusions(self) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {}
        for node, edges in self._edges.items():
            for edge in edges:
                found.setdefault(edge.premise, []).append(node)
        return found

    def fact(self, node: Node) -> FactName | None:
        """The fact that a node is; None for any other."""
        page = self._pages.get(node.claim)
        facts = page.facts if page else ()
        return next((fact for fact in facts if fact.name == node.name), None)

    def facts_under(self, *nodes: Node) -> Iterator[tuple[Page, FactName]]:
        """The facts that nodes rest on, with the pages they stand on."""
        for node in self.under(*nodes):
            if fact := self.fact(node):
                yield self._pages[node.claim], fact

    def assumptions_under(self, *nodes: Node) -> Iterator[str]:
        """The assumed parameters that nodes rest on."""
        return (node.name for node in self.under(*nodes) if node.claim == ASSUME)

    def compared(self, claim: str) -> tuple[Node, ...]:
        """The names in the comparisons of a page, of whatever claim."""
        lines = self._pages[claim].lines()
        numeric = (line.id for line in lines if isinstance(line.condition, Comparison))
        return self._inputs(claim, numeric)

    def mentioned(self, claim: str) -> frozenset[Node]:
        """The names in the quantities and comparisons of a page, of whatever claim."""
        quantities = (quantity.name for quantity in self._pages[claim].let)
        return frozenset((*self._inputs(claim, quantities), *self.compared(claim)))

    def _inputs(self, claim: str, parts: Iterable[str]) -> tuple[Node, ...]:
        inputs = (node for part in parts for node in self.inputs(Node(claim, part)))
        return tuple(dict.fromkeys(inputs))

    def upstream(self, claim: str) -> frozenset[str]:
        """The quantities of other claims and the assumed parameters that a page names, as there."""
        return frozenset(node.path for node in self.mentioned(claim) if node.claim != claim)

    def premises(self, claim: str) -> tuple[str, ...]:
        """The claims whose findings a page asks for in its conditions."""
        conditions = (line.condition for line in self._pages[claim].lines())
        return tuple(dict.fromkeys(c.claim for c in conditions if isinstance(c, RestsOn)))

    def premises_under(self, claim: str) -> tuple[str, ...]:
        """The claims that a finding rests on by its conditions, and those that they rest on."""
        return tuple(_reached(self.premises(claim), self.premises))

    def needs(self, claim: str) -> tuple[tuple[str, int], ...]:
        """The claims that a page reads or rests on, with the line that names each."""
        if claim not in self._pages:
            raise KeyError(claim)
        return tuple(_needs(self._of(claim).values()))

    def closure(self, *claims: str) -> frozenset[str]:
        """Claims and all others that must be computed and judged before them."""
        return frozenset(_reached(claims, lambda claim: [other for other, _ in self.needs(claim)]))

    def resting_on(self, name: str) -> tuple[str, ...]:
        """The claims that read a series, or need one that does."""
        return tuple(claim for claim, read in self._series.items() if name in read)

    @cached_property
    def _series(self) -> dict[str, frozenset[str]]:
        return {claim: frozenset(self._read(claim)) for claim in self._pages}

    def _read(self, claim: str) -> Iterator[str]:
        for needed in self.closure(claim):
            for fact in self._pages[needed].facts:
                yield from fact.request.reads


def _reached(start: Iterable[Known], onward: Callable[[Known], Iterable[Known]]) -> Iterator[Known]:
    """Everything that can be reached, the first branch to its end before the next."""
    seen: set[Known] = set()
    ahead = list(start)[::-1]
    while ahead:
        found = ahead.pop()
        if found not in seen:
            seen.add(found)
            yield found
            ahead += reversed(list(onward(found)))


def _needs(found: Iterable[tuple[Edge, ...]]) -> Iterator[tuple[str, int]]:
    return ((edge.premise.claim, edge.line) for edges in found for edge in edges if edge.beyond)
