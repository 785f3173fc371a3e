"""What may turn: a claim's finding, or which headline speaks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.judge.logic import Findings
from engine.pages.book import RuleBook
from kb.frozen import dataclass

Codes = NDArray[np.int16]
HEADLINE = "headline"


@dataclass(frozen=True)
class Conclusion:
    """A claim's finding, or the headline: the first of several claims that holds.

    name    the claim, or HEADLINE
    claims  the claims it is read from, in order
    """

    name: str
    claims: tuple[str, ...]

    def codes(self, found: Findings) -> Codes:
        """A number for each row, equal where it comes out alike.

        For a claim 1 holds, -1 fails, 0 unknown; for the headline the place of the one that speaks.
        """
        columns = [found.claims.index(claim) for claim in self.claims]
        if self.name == HEADLINE:
            held = np.column_stack([found.holds[:, columns], np.ones(len(found.holds), np.bool_)])
            first: Codes = held.argmax(axis=1).astype(np.int16)
            return first
        codes: Codes = found.holds[:, columns[0]].astype(np.int16) - found.fails[:, columns[0]]
        return codes

    def becomes(self, code: int) -> str:
        """In words what a number says: a status, or the headline claim, "" for none."""
        if self.name == HEADLINE:
            return (*self.claims, "")[code]
        return {1: "holds", -1: "fails"}.get(code, "unknown")


def finding_of(claim: str) -> Conclusion:
    """A claim's finding as a conclusion that may turn."""
    return Conclusion(claim, (claim,))


def headline_of(book: RuleBook) -> Conclusion:
    """The choice among the headlines of a book as one."""
    return Conclusion(HEADLINE, book.order.headline)


def conclusions_of(book: RuleBook) -> Iterator[Conclusion]:
    """All that may turn: which headline speaks, and every other claim that is judged."""
    if book.order.headline:
        yield headline_of(book)
    for page in book.pages:
        if page.judged and page.kind != "headline":
            yield finding_of(page.claim)
