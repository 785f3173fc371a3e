"""The causal graph: which claim rests on which, with the finding of each; as Mermaid text too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from engine.pages.book import RuleBook
from engine.pages.page import Page, RestsOn

COLOURS: dict[str, tuple[str, str]] = {
    "holds": ("#0b5394", "#ffffff"),
    "fails": ("#f6b26b", "#3d2200"),
    "unknown": ("#eeeeee", "#555555"),
    "stated": ("#cfe2f3", "#0b3355"),
    "not_judged": ("#ffffff", "#777777"),
    "": ("#ffffff", "#333333"),
}
"""Fill and ink by finding, told apart without red and green, and legible in grey."""
ARROWS = {"holds": "-->", "fails": "-- not -->", "feeds": "-.->"}


@dataclass(frozen=True)
class Claim:
    """A claim in the graph.

    status  its finding: holds, fails, unknown, stated, not_judged; "" where nothing was judged
    """

    name: str
    chapter: str
    status: str


@dataclass(frozen=True)
class Edge:
    """A claim that another rests on.

    how  "holds" or "fails", as the premise asks, or "feeds" where only a quantity is read
    """

    premise: str
    conclusion: str
    how: str


@dataclass(frozen=True)
class Graph:
    """All claims in order of dependency, and what leads from one to another."""

    claims: tuple[Claim, ...]
    edges: tuple[Edge, ...]

    def columns(self) -> dict[str, int]:
        """The column of each claim: one to the right of the last of its premises."""
        column: dict[str, int] = {}
        for claim in self.claims:
            before = (column[e.premise] for e in self.edges if e.conclusion == claim.name)
            column[claim.name] = max(before, default=-1) + 1
        return column


def causal_graph(book: RuleBook, statuses: Mapping[str, str], *, headlines: bool = False) -> Graph:
    """The graph of a book; `statuses` gives the finding of a claim where there is one."""
    pages = [page for page in book.pages if headlines or page.kind != "headline"]
    claims = tuple(Claim(p.claim, p.chapter, statuses.get(p.claim, "")) for p in pages)
    drawn = {claim.name for claim in claims}
    edges = (edge for page in pages for edge in _edges(book, page) if edge.premise in drawn)
    return Graph(claims, tuple(edges))


def _edges(book: RuleBook, page: Page) -> Iterator[Edge]:
    premises = [x.condition for x in page.lines() if isinstance(x.condition, RestsOn)]
    asked = {premise.claim: "fails" if premise.negated else "holds" for premise in premises}
    yield from (Edge(claim, page.claim, how) for claim, how in sorted(asked.items()))
    read = {claim for claim, _ in book.graph.needs(page.claim)} - set(asked)
    yield from (Edge(claim, page.claim, "feeds") for claim in sorted(read))


def mermaid(graph: Graph) -> str:
    """A flowchart, a box a claim, coloured by its finding; dotted where only a number is read."""
    return "\n".join(["flowchart LR", *_boxes(graph), *_arrows(graph), *_classes(graph), ""])


def _boxes(graph: Graph) -> Iterator[str]:
    for chapter, claims in groupby(graph.claims, key=lambda claim: claim.chapter):
        yield f"  subgraph {chapter}"
        yield from (f"    {c.name}[{c.name.replace('_', ' ')}]" for c in claims)
        yield "  end"


def _arrows(graph: Graph) -> Iterator[str]:
    for edge in graph.edges:
        yield f"  {edge.premise} {ARROWS[edge.how]} {edge.conclusion}"


def _classes(graph: Graph) -> Iterator[str]:
    for status, (fill, ink) in COLOURS.items():
        names = [claim.name for claim in graph.claims if claim.status == status]
        if names:
            shown = status or "unjudged"
            yield f"  classDef {shown} fill:{fill},stroke:{ink},color:{ink}"
            yield f"  class {','.join(names)} {shown}"
