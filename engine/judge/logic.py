"""The shapes of inference: a program of claims and the truths of its lines in, findings out.

A line is true, false or unknown on a day. A claim holds when all its lines are true, fails when any
line is false, and is unknown otherwise: nothing is inferred from silence. No evaluator lives here.
"""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from engine.judge.claims import Atom, Claim, LogicError, check_claims, check_unique
from kb.frozen import dataclass

BoolArray: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Program:
    """Claims in dependency order, chapter after chapter; checked as it is made.

    raises    LogicError naming the claim: an id that is used twice or unfit, no lines, a group that
              decides nothing, a premise that is unknown or comes later, a chapter in two pieces
    """

    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        check_claims(self.claims)

    @cached_property
    def chapters(self) -> dict[str, tuple[Claim, ...]]:
        """The same claims by chapter, in order."""
        together = groupby(self.claims, key=lambda claim: claim.chapter)
        return {chapter: tuple(claims) for chapter, claims in together}

    @property
    def ids(self) -> tuple[str, ...]:
        """The claims' ids, in order."""
        return tuple(claim.id for claim in self.claims)


class Certain(NamedTuple):
    """The days on which a line is certainly true or a claim holds, and the opposite, (days,)."""

    true: BoolArray
    false: BoolArray


@dataclass(frozen=True, eq=False)
class Truths:
    """What is certain about numeric lines: two planes of shape (days, lines), true and false.

    A line that is neither on a day is unknown on it. Lines that no claim reads do no harm.

    raises  LogicError: a line given twice, a plane that is not boolean or not of that shape, or a
            line that is both true and false, with the day's index
    """

    lines: tuple[str, ...]
    true: BoolArray
    false: BoolArray

    def __post_init__(self) -> None:
        check_unique((line, line) for line in self.lines)
        for plane in (self.true, self.false):
            if plane.dtype != np.bool_ or plane.shape != (*self.true.shape[:1], len(self.lines)):
                raise LogicError(
                    f"truths come as {plane.dtype} of shape {plane.shape}; give two planes of bool "
                    f"of one shape, (days, {len(self.lines)} lines)"
                )
        if (both := self.true & self.false).any():
            day, column = np.argwhere(both)[0]
            raise LogicError(
                f"line {self.lines[column]} is given as both true and false on day {day}"
            )

    @property
    def days(self) -> int:
        """How many days the planes cover."""
        return len(self.true)

    @cached_property
    def column(self) -> dict[str, int]:
        """The column of each line in the planes."""
        return {line: column for column, line in enumerate(self.lines)}

    def of(self, line: str) -> Certain:
        """One line on every day."""
        place = self.column[line]
        return Certain(self.true[:, place], self.false[:, place])

    def check_covers(self, program: Program) -> None:
        """Refuse a program with a numeric line that is not among these, naming its claim."""
        given = set(self.lines)
        for claim in program.claims:
            for node in claim.nodes():
                if isinstance(node, Atom) and node.line not in given:
                    raise LogicError(
                        f"claim {claim.id}: no truth is given for its line {node.line}; "
                        "give both planes, with neither set where it is unknown"
                    )


@dataclass(frozen=True, eq=False)
class Findings:
    """What follows: two planes of shape (days, claims); a claim that is neither is unknown."""

    claims: tuple[str, ...]
    holds: BoolArray
    fails: BoolArray

    def status(self, claim: str, day: int) -> str:
        """`holds`, `fails` or `unknown`; both only where an evaluator is broken."""
        column = self.claims.index(claim)
        planes = (("holds", self.holds), ("fails", self.fails))
        return " and ".join(word for word, plane in planes if plane[day, column]) or "unknown"

    def of(self, claim: str) -> Certain:
        """One claim on every day."""
        column = self.claims.index(claim)
        return Certain(self.holds[:, column], self.fails[:, column])
