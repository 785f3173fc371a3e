"""What a claim page says of what rests on what: each part of a page, and what that rests on.

In: a page. Out: nodes, and edges that carry the line of the page. `engine.pages.graph` joins them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.pages.expressions import Expression, Name, names_in
from engine.pages.page import Comparison, Group, Line, Page, RestsOn

ASSUME = "assume"
"""Whose the assumed parameters are."""


class Node(NamedTuple):
    """A fact, quantity or condition, by its claim and its name or id.

    Without a name it is the finding of the claim; of no claim, a series; of ASSUME, a parameter.
    """

    claim: str
    name: str

    @property
    def path(self) -> str:
        """As other pages write it: claim.name."""
        return f"{self.claim}.{self.name}"


class Edge(NamedTuple):
    """What something rests on and the line of the page that says so; `beyond`: on another page."""

    premise: Node
    line: int
    beyond: bool = False


def finding(claim: str) -> Node:
    """The finding of a claim."""
    return Node(claim, "")


def series(name: str) -> Node:
    """A series of the catalogue."""
    return Node("", name)


def named(claim: str, *expressions: Expression) -> tuple[Node, ...]:
    """What expressions on the page of a claim name, left to right, each once."""
    return tuple(dict.fromkeys(edge.premise for edge in _mentions(claim, 0, *expressions)))


def edges_of(page: Page) -> Iterator[tuple[Node, tuple[Edge, ...]]]:
    """Everything on a page with what it rests on, in the order of the page."""
    for fact in page.facts:
        reads = (Edge(series(name), fact.line) for name in fact.request.reads)
        yield Node(page.claim, fact.name), tuple(reads)
    for quantity in page.let:
        mentions = _mentions(page.claim, quantity.line, quantity.expression)
        yield Node(page.claim, quantity.name), tuple(mentions)
    for line in page.lines():
        yield Node(page.claim, line.id), tuple(_asked(page.claim, line))
    yield finding(page.claim), tuple(_deciding(page))


def _asked(claim: str, line: Line) -> Iterator[Edge]:
    """What a condition rests on."""
    match line.condition:
        case Comparison(left, _, right):
            yield from _mentions(claim, line.line, left, right)
        case RestsOn(other, _):
            yield Edge(finding(other), line.line, beyond=True)
        case Group(_, members):
            yield from (Edge(Node(claim, member.id), member.line) for member in members)


def _mentions(claim: str, line: int, *expressions: Expression) -> Iterator[Edge]:
    for expression in expressions:
        for name in names_in(expression):
            if isinstance(name, Name):
                yield Edge(Node(claim, name.name), line)
            else:
                yield Edge(Node(name.claim, name.quantity), line, name.claim != ASSUME)


def _deciding(page: Page) -> Iterator[Edge]:
    """What a finding is read from: conditions, or the numbers a definition or forecast states."""
    if page.judged:
        yield from (Edge(Node(page.claim, line.id), line.line) for line in page.when)
    elif page.kind != "opinion":
        yield from (Edge(Node(page.claim, each.name), each.line) for each in page.let)
