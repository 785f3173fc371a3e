"""The causal graph as Mermaid text, for documents that draw it themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from engine.proof.causal import COLOURS, Graph

ARROWS = {"holds": "-->", "fails": "-- not -->", "feeds": "-.->"}


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
