"""Which conditions a proof shows: all of them, the fewest that suffice, or those that decide.

A claim holds by all its lines, fails by any one, and is unknown by those that are; a group needs as
many members as it asks for, and fails by as many as make that impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

from engine.judge.findings import Status, Truth

Shown = Literal["all", "smallest", "deciding"]
Step = TypeVar("Step")
Weighed = tuple[Step, Truth, int]
"""A line or a member of a group, its truth and the size of its proof."""

FALSE_DECIDES: dict[str, Truth] = {"holds": "true", "fails": "false", "unknown": "unknown"}


def of_claim(status: Status, lines: Sequence[Weighed[Step]], shown: Shown) -> list[Step]:
    """The lines that a proof of a claim shows, in their own order."""
    if shown == "all":
        return [step for step, _, _ in lines]
    alike = [line for line in lines if line[1] == FALSE_DECIDES.get(status)]
    wanted = 1 if status == "fails" and shown == "smallest" else len(alike)
    return _lightest(alike, wanted)


def of_group(
    truth: Truth, needed: int, members: Sequence[Weighed[Step]], shown: Shown
) -> list[Step]:
    """The members of a group that a proof shows, in their own order."""
    if shown == "all":
        return [step for step, _, _ in members]
    alike = [member for member in members if member[1] == truth]
    if truth == "unknown" or shown == "deciding":
        return [step for step, _, _ in alike]
    return _lightest(alike, needed if truth == "true" else len(members) - needed + 1)


def _lightest(steps: Sequence[Weighed[Step]], wanted: int) -> list[Step]:
    """So many steps with the smallest proofs, in their own order."""
    order = sorted(range(len(steps)), key=lambda i: steps[i][2])
    return [steps[i][0] for i in sorted(order[:wanted])]
