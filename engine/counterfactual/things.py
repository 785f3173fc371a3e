"""What may turn: a claim's finding, or which headline speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.judge.logic import Findings

Codes = NDArray[np.int16]

HEADLINE = "headline"


@dataclass(frozen=True)
class Thing:
    """A claim, or the headline: the first of several claims that holds.

    name    the claim, or HEADLINE
    claims  the claims its outcome is read from, in order
    """

    name: str
    claims: tuple[str, ...]

    @property
    def is_headline(self) -> bool:
        """Whether it is the choice of the headline."""
        return self.name == HEADLINE


def claim_thing(claim: str) -> Thing:
    """A claim's finding as something that may turn."""
    return Thing(claim, (claim,))


def headline_thing(claims: Iterable[str]) -> Thing:
    """The choice among headline claims as something that may turn."""
    return Thing(HEADLINE, tuple(claims))


def codes_of(thing: Thing, found: Findings) -> Codes:
    """A number for each row, equal where the outcome is.

    For a claim 1 holds, -1 fails, 0 unknown; for the headline the place of the first that holds.
    """
    columns = [found.claims.index(claim) for claim in thing.claims]
    if thing.is_headline:
        held = np.column_stack([found.holds[:, columns], np.ones(len(found.holds), np.bool_)])
        first: Codes = held.argmax(axis=1).astype(np.int16)
        return first
    [column] = columns
    codes: Codes = found.holds[:, column].astype(np.int16) - found.fails[:, column]
    return codes
