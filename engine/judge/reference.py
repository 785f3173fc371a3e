"""The reference evaluator: the same findings by bit-planes alone, to hold the matcher against.

In: a program and the truths of its lines. Out: findings. A plane is one bit a day; a claim is
judged on all days at once by and, or and counting, in Kleene's logic. It shares nothing with the
matcher but the shapes of `claims` and `logic`, and must not: its worth is that it cannot err in the
same place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from engine.judge.claims import AtLeast, Atom, Node, Premise
from engine.judge.logic import BoolArray, Findings, Program, Truths

Plane: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]


class Known(NamedTuple):
    """One statement on every day, packed: certainly true, certainly false."""

    true: Plane
    false: Plane


def evaluate(program: Program, truths: Truths) -> Findings:
    """Findings of every claim and day."""
    lines = _known(truths.lines, truths.true, truths.false)
    claims: dict[str, Known] = {}
    for claim in program.claims:
        claims[claim.id] = _all([_judge(node, lines, claims) for node in claim.lines])
    return Findings(program.ids, *_unpacked(claims.values(), truths.days))


def every_line(program: Program, truths: Truths, findings: Findings) -> Truths:
    """The truths of all lines, premises and groups as well, where these are the findings."""
    lines = _known(truths.lines, truths.true, truths.false)
    claims = _known(findings.claims, findings.holds, findings.fails)
    nodes = {
        node.line: _judge(node, lines, claims) for claim in program.claims for node in claim.nodes()
    }
    return Truths(tuple(nodes), *_unpacked(nodes.values(), truths.days))


def _judge(node: Node, lines: Mapping[str, Known], claims: Mapping[str, Known]) -> Known:
    match node:
        case Atom(line):
            return lines[line]
        case Premise(claim=claim, negated=negated):
            known = claims[claim]
            return Known(known.false, known.true) if negated else known
        case AtLeast(needed=needed, members=members):
            known_members = [_judge(member, lines, claims) for member in members]
            return Known(
                _count_reaches(needed, [member.true for member in known_members]),
                _count_reaches(
                    len(members) - needed + 1, [member.false for member in known_members]
                ),
            )


def _all(parts: Iterable[Known]) -> Known:
    first, *rest = parts
    true, false = first.true, first.false
    for part in rest:
        true, false = true & part.true, false | part.false
    return Known(true, false)


def _count_reaches(needed: int, planes: Iterable[Plane]) -> Plane:
    """The days on which at least `needed` of the planes are set, needed >= 1.

    reached[j] holds the days on which j + 1 of the planes seen so far are set.
    """
    first, *rest = planes
    reached = [first] + [np.zeros_like(first) for _ in range(needed - 1)]
    for plane in rest:
        for j in range(needed - 1, 0, -1):
            reached[j] = reached[j] | (reached[j - 1] & plane)
        reached[0] = reached[0] | plane
    return reached[needed - 1]


def _known(names: Iterable[str], true: BoolArray, false: BoolArray) -> dict[str, Known]:
    planes = zip(names, _packed(true), _packed(false), strict=True)
    return {name: Known(certain, denied) for name, certain, denied in planes}


def _packed(plane: BoolArray) -> Plane:
    """Days × lines of bools to lines × packed days."""
    return np.packbits(np.ascontiguousarray(plane.T), axis=1)


def _unpacked(known: Collection[Known], days: int) -> tuple[BoolArray, BoolArray]:
    """Statements of packed days to days × statements of bools: certainly true, certainly false."""
    if not known:
        return np.zeros((days, 0), np.bool_), np.zeros((days, 0), np.bool_)
    true, false = (
        np.unpackbits(np.stack(planes), axis=1, count=days).T.view(np.bool_)
        for planes in zip(*known, strict=True)
    )
    return true, false
