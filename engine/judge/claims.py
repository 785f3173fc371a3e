"""What a claim is to logic: lines that are numeric, rest on other claims, or group other lines.

Plain frozen shapes, shared by the matcher and the reference evaluator; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias


class LogicError(ValueError):
    """Claims, or the truths given for them, that cannot be judged: which one, and what to do.

    place  the id of the line it is about, or the name of the chapter, where it is about one
    """

    def __init__(self, problem: str, place: str = "") -> None:
        super().__init__(problem)
        self.place = place


@dataclass(frozen=True)
class Atom:
    """A numeric line, decided outside: its truth stands in `Truths` under its own id."""

    line: str


@dataclass(frozen=True)
class Premise:
    """A line `claim x` (true when x holds, false when it fails) or, negated, `not claim x`."""

    line: str
    claim: str
    negated: bool = False


@dataclass(frozen=True)
class AtLeast:
    """A line `at least k of: [...]`: true once k members are, false once k no longer can be."""

    line: str
    needed: int
    members: tuple[Node, ...]


Node: TypeAlias = Atom | Premise | AtLeast


@dataclass(frozen=True)
class Claim:
    """One claim: its id, the chapter it stands in and its lines, all of which it needs."""

    id: str
    chapter: str
    lines: tuple[Node, ...]

    def nodes(self) -> Iterator[Node]:
        """Every node of the claim, a group before its members."""
        return _nodes(self.lines)

    def rests_on(self) -> tuple[str, ...]:
        """The claims its premises name, each once, in order."""
        return tuple(dict.fromkeys(n.claim for n in self.nodes() if isinstance(n, Premise)))


def _nodes(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, AtLeast):
            yield from _nodes(node.members)
