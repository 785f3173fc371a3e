"""Which conditions a proof shows: all of them, the fewest that suffice, or those that decide.

A claim holds by all its lines, fails by any one, and is unknown by those that are; a group needs as
many members as it asks for, and fails by as many as make that impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from engine.judge.findings import Status, Truth
from engine.proof.node import Node

Shown = Literal["all", "smallest", "deciding"]
Step = tuple[Node, Truth]
"""The proof of a line or of a member of a group, and its truth."""

DECIDES: dict[str, Truth] = {"holds": "true", "fails": "false", "unknown": "unknown"}


def of_claim(status: Status, lines: Sequence[Step], shown: Shown) -> list[Node]:
    """The lines that a proof of a claim shows, in their own order."""
    wanted = 1 if status == "fails" and shown == "smallest" else len(lines)
    return _lightest(lines, DECIDES.get(status), wanted, shown)


def of_group(truth: Truth, needed: int, members: Sequence[Step], shown: Shown) -> list[Node]:
    """The members of a group that a proof shows, in their own order."""
    suffice = {"true": needed, "false": len(members) - needed + 1, "unknown": len(members)}
    wanted = suffice[truth] if shown == "smallest" else len(members)
    return _lightest(members, truth, wanted, shown)


def _lightest(steps: Sequence[Step], like: Truth | None, wanted: int, shown: Shown) -> list[Node]:
    """So many steps of one truth, those with the smallest proofs, or all there are."""
    if shown == "all":
        return [node for node, _ in steps]
    alike = [node for node, truth in steps if truth == like]
    order = sorted(range(len(alike)), key=lambda place: alike[place].size)
    return [alike[place] for place in sorted(order[:wanted])]
