"""What tests of proofs share: the proof of a claim from given facts, and its nodes."""

from __future__ import annotations

from collections.abc import Iterator

from engine.proof.tree import Node, Prover
from kb.store import KnowledgeBase
from tests.desk import (
    ask,
    book_of,
)


def proof(claim: str, given: list, **changed: str) -> Node:
    """The proof of a claim from other facts or pages."""
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return Prover(ask(base, book_of(**changed)), base).claim(claim)


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes(child)


def texts(node: Node, kind: str) -> list[str]:
    """The texts of the nodes of a kind, root first."""
    return [each.text for each in nodes(node) if each.kind == kind]


def smallest(claim: str, given: list, **changed: str) -> Node:
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return Prover(ask(base, book_of(**changed)), base, "smallest").claim(claim)
