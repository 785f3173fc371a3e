"""What must be true of claims before anything is inferred from them.

In: claims in dependency order, chapter after chapter. Out: nothing, or a LogicError whose one
sentence names the claim that is wrong and says what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from engine.judge.claims import AtLeast, Claim, LogicError

# Ids become part of the strings handed to durable_rules, which knows no escapes.
_PLAIN = re.compile(r"[\w.#/-]+", re.ASCII)


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
        if begun and claim.chapter == begun[-1]:
            continue
        if claim.chapter in begun:
            raise LogicError(_circle(claims) or _torn(claim, begun[-1]))
        begun.append(claim.chapter)


def _torn(claim: Claim, between: str) -> str:
    return (
        f"claim {claim.id} stands apart from the rest of its chapter {claim.chapter}: "
        f"chapter {between} comes between; put the claims of a chapter together"
    )


def _circle(claims: Sequence[Claim]) -> str | None:
    """The sentence on chapters that rest on each other, if that is why they are torn apart."""
    chapter = {claim.id: claim.chapter for claim in claims}
    links: dict[tuple[str, str], str] = {}
    needs: dict[str, list[str]] = {}
    for claim in claims:
        for premise in claim.rests_on():
            above, below = claim.chapter, chapter[premise]
            if above != below:
                needs.setdefault(above, []).append(below)
                links.setdefault((above, below), f"claim {claim.id} of {above} on {premise}")
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        ring = error.args[1]
        steps = [links[above, below] for below, above in pairwise(ring)]
        return f"chapters rest on each other in a circle: {', '.join(steps)}; move one of them"
    return None
