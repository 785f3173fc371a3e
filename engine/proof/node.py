"""One step of a proof: a line of text with a kind, what it rests on, and its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property

from kb.frozen import dataclass


@dataclass(frozen=True)
class Node:
    """One step of a proof and what it rests on.

    values  the numbers of the step, unrounded and in canonical units, for JSON
    rows    the fact rows that the step names itself, one by one or by their number and digest
    """

    kind: str
    text: str
    children: tuple[Node, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict, compare=False)
    rows: tuple[int, ...] = field(default=(), compare=False)

    def as_tree(self) -> dict[str, object]:
        """The node as plain values for JSON; what was opened once is not opened again."""
        return self._as_tree(set())

    def _as_tree(self, seen: set[int]) -> dict[str, object]:
        tree: dict[str, object] = {"kind": self.kind, "text": self.text}
        if self.children and id(self) in seen:
            return tree | {"again": True, "rests_on": []}
        seen.add(id(self))
        own = {"values": dict(self.values)} if self.values else {}
        return tree | own | {"rests_on": [child._as_tree(seen) for child in self.children]}

    @cached_property
    def size(self) -> int:
        """How many different steps the proof has."""
        return len({id(node) for node in self.steps()})

    def steps(self) -> Iterator[Node]:
        """Every step once, the first before what it rests on."""
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if id(node) not in seen:
                seen.add(id(node))
                yield node
                waiting += reversed(node.children)

    def facts(self) -> frozenset[int]:
        """Every fact row the proof names."""
        return frozenset(row for node in self.steps() for row in node.rows)
