"""What a claim is to logic: lines that are numeric, rest on other claims, or group other lines.

Plain frozen shapes, shared by the matcher and the reference evaluator, and what must be true of
them before anything is inferred; nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from kb.frozen import dataclass

# Ids become part of the strings handed to durable_rules, which knows no escapes.
_PLAIN = re.compile(r"[\w.#/-]+", re.ASCII)


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


def check_claims(claims: Sequence[Claim]) -> None:
    """Refuse claims that no evaluator could judge, or not in this order."""
    for claim in claims:
        _check_lines(claim)
    check_unique((claim.id, claim.id) for claim in claims)
    check_unique((node.line, claim.id) for claim in claims for node in claim.nodes())
    _check_premises(claims)
    _check_chapters(claims)


def check_unique(named: Iterable[tuple[str, str]]) -> None:
    """Refuse a name that comes twice; with each name comes the claim it belongs to."""
    owner: dict[str, str] = {}
    for name, claim in named:
        if name in owner:
            where = "" if name == claim else f" (in claims {owner[name]} and {claim})"
            raise LogicError(f"the id {name} is used twice{where}; give each its own")
        owner[name] = claim


def _check_lines(claim: Claim) -> None:
    if not claim.lines:
        raise LogicError(f"claim {claim.id} has no lines; only a claim with conditions is judged")
    for name in (claim.id, *(node.line for node in claim.nodes())):
        if not _PLAIN.fullmatch(name):
            raise LogicError(
                f"claim {claim.id}: {name!r} is not a plain id; use letters, digits and _ . # / -"
            )
    for node in claim.nodes():
        if isinstance(node, AtLeast) and not 1 <= node.needed <= len(node.members):
            raise LogicError(
                f"claim {claim.id}, line {node.line}: at least {node.needed} of "
                f"{len(node.members)} decides nothing; need at least 1 and at most all members"
            )


def _check_premises(claims: Sequence[Claim]) -> None:
    known = {claim.id for claim in claims}
    earlier: set[str] = set()
    for claim in claims:
        for premise in claim.rests_on():
            if premise not in known:
                raise LogicError(
                    f"claim {claim.id} rests on {premise}, which is not a claim of this program; "
                    "add it, or drop the line"
                )
            if premise not in earlier:
                raise LogicError(
                    f"claim {claim.id} rests on {premise}, which does not come before it; "
                    "put claims in dependency order, without circles"
                )
        earlier.add(claim.id)


def _check_chapters(claims: Sequence[Claim]) -> None:
    begun: list[str] = []
    for claim in claims:
        if claim.chapter in begun[:-1]:
            raise LogicError(
                f"claim {claim.id} stands apart from the rest of its chapter {claim.chapter}: "
                f"chapter {begun[-1]} comes between; put the claims of a chapter together"
            )
        if claim.chapter not in begun:
            begun.append(claim.chapter)
