"""How far a weighted count of findings can move when some unknown lines become known.

In: a program, the truths of one day, the lines to be freed, a weight for each claim that counts.
Out: the lowest and the highest Σ weight · (holds − fails) over every assignment of the freed lines,
found by the reference evaluator. Lines are freed one from the other; where they cannot come out
together as the extremes need them to, the true range is narrower: it is an "at most".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

import numpy as np

from engine.judge.claims import AtLeast, Atom, Claim, Node
from engine.judge.logic import Findings, Program, Truths
from engine.judge.reference import evaluate
from kb.frozen import dataclass

MOST_TRIED = 2**12
"""More assignments than these of lines that hang together are not tried, but bounded."""

Assignment = Mapping[str, bool]


@dataclass(frozen=True)
class BalanceRange:
    """What the count is now, and the lowest and the highest it can come to.

    decides  the claims, unknown now, that some assignment decides, in the program's order
    exact    whether every assignment was tried; if not, low and high are outer bounds
    """

    now: int
    low: int
    high: int
    decides: tuple[str, ...]
    exact: bool = True

    @property
    def width(self) -> int:
        """How far apart the ends are."""
        return self.high - self.low


def balance_range(
    program: Program, truths: Truths, free: Sequence[str], weights: Mapping[str, int]
) -> BalanceRange:
    """The range of the count when the free lines become known; truths are of one day."""
    found = evaluate(program, truths)
    unknown = {claim for claim in found.claims if found.status(claim, 0) == "unknown"}
    now = int(_counts(found, found.claims, weights)[0])
    low = high = now
    decided: set[str] = set()
    exact = True
    for reached, claims in _independent_parts(program, unknown, set(free)):
        part = _part(program, truths, reached, claims, set(free), weights)
        low, high = low + part.low, high + part.high
        decided.update(part.decides)
        exact = exact and part.exact
    return BalanceRange(now, low, high, tuple(c for c in program.ids if c in decided), exact)


def _independent_parts(
    program: Program, unknown: set[str], free: set[str]
) -> Iterator[tuple[set[str], tuple[Claim, ...]]]:
    """The claims with free lines, parted where nothing undecided rests on two of them.

    A claim that is decided stays so whatever becomes known, and passes nothing on.
    """
    parts: list[tuple[set[str], tuple[Claim, ...]]] = []
    for claim in program.claims:
        if claim.id in unknown and any(_atom(node, free) for node in claim.nodes()):
            reached = _reach(program, claim.id, unknown)
            claims: tuple[Claim, ...] = (claim,)
            for part in [part for part in parts if part[0] & reached]:
                parts.remove(part)
                reached, claims = reached | part[0], (*part[1], *claims)
            parts.append((reached, claims))
    yield from parts


def _reach(program: Program, start: str, unknown: set[str]) -> set[str]:
    reached = {start}
    for claim in program.claims:  # in order of dependency
        if claim.id in unknown and reached & set(claim.rests_on()):
            reached.add(claim.id)
    return reached


def _part(
    program: Program,
    truths: Truths,
    reached: set[str],
    claims: tuple[Claim, ...],
    free: set[str],
    weights: Mapping[str, int],
) -> BalanceRange:
    """How the count can move over the claims reached, all of them unknown and so counting zero."""
    assignments = [tuple(_assignments(claim.lines, free, needs_all=True)) for claim in claims]
    if prod(map(len, assignments)) > MOST_TRIED:
        most = sum(abs(weights.get(claim, 0)) for claim in reached)
        return BalanceRange(0, -most, most, tuple(reached), exact=False)
    tried = evaluate(program, _truths(truths, [_merged(parts) for parts in product(*assignments)]))
    counts = _counts(tried, reached, weights)
    known = np.any(tried.holds | tried.fails, axis=0)
    decided = tuple(c for i, c in enumerate(tried.claims) if c in reached and known[i])
    return BalanceRange(0, int(counts.min()), int(counts.max()), decided)


def _assignments(nodes: Sequence[Node], free: set[str], *, needs_all: bool) -> Iterator[Assignment]:
    """Every assignment of the free lines among these could come out that logic can tell apart.

    Only how many of a group's own lines are true matters, not which; where all are needed, one
    that is false does for any number of them.
    """
    own = [node.line for node in nodes if _atom(node, free)]
    groups = [node for node in nodes if isinstance(node, AtLeast)]
    numbers = dict.fromkeys((0, len(own)) if needs_all else range(len(own) + 1))
    here = [{line: i < true for i, line in enumerate(own)} for true in numbers]
    inside = [tuple(_assignments(group.members, free, needs_all=False)) for group in groups]
    return (_merged(parts) for parts in product(here, *inside))


def _atom(node: Node, free: set[str]) -> bool:
    return isinstance(node, Atom) and node.line in free


def _merged(parts: Iterable[Assignment]) -> Assignment:
    return {line: true for part in parts for line, true in part.items()}


def _truths(truths: Truths, assignments: Sequence[Assignment]) -> Truths:
    """The truths of one day, once for each assignment, with its lines known."""
    planes = truths.true, truths.false
    true, false = (np.repeat(plane, len(assignments), axis=0) for plane in planes)
    place = {line: column for column, line in enumerate(truths.lines)}
    for row, assignment in enumerate(assignments):
        for line, known in assignment.items():
            true[row, place[line]], false[row, place[line]] = known, not known
    return Truths(truths.lines, true, false)


def _counts(
    found: Findings, claims: Iterable[str], weights: Mapping[str, int]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Σ weight · (holds − fails) over the claims, per day."""
    counted = set(claims)
    weight = np.array([weights.get(c, 0) if c in counted else 0 for c in found.claims])
    counts: np.ndarray[tuple[int], np.dtype[np.int64]] = (
        found.holds.astype(np.int64) - found.fails
    ) @ weight
    return counts
