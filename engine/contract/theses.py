"""The contract's documents side by side, and the single facts that would turn a finding."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.contract.model import Day, Model, Range


class FlipOut(Model):
    """The nearest change of one fact that turns a finding, or the choice of the headline.

    as_of  the day of the fact that moves; becomes is the finding, or the headline, that results
    to     where it turns; how it was found: exact, bracketed, or the nearest that a scan met
    """

    of: str
    series: str
    as_of: Day
    target: Day | None
    from_: float = Field(alias="from")
    to: float
    unit: str
    daily_moves: float | None
    becomes: str | None
    how: Literal["exact", "bracketed", "scanned"]


class SharedOut(Model):
    """A fact, or a window of facts of one source up to a day, under several confirmed claims."""

    series: str
    source: str
    as_of: Day
    claims: list[str]


class ThesisOut(Model):
    """One document's claims by what became of them; counts of these are no weights of evidence.

    confirmed     came out as the document asserts; weaker: of those, the ones whose reading asks
                  less than the document says
    own_word      came out on the document's word alone, which confirms and contradicts nothing
    aside         second readings, asserted by no document
    Every list is empty and the share null where the document is not scored.
    """

    name: str
    document: str
    scored: Literal["yes", "not yet", "another asset"]
    confirmed: list[str]
    weaker: list[str]
    contradicted: list[str]
    own_word: list[str]
    unknown: list[str]
    aside: list[str]
    reasons: dict[str, int]
    stated: list[str]
    unstated: list[str]
    opinions: list[str]
    share: Range | None
    share_counts: str
    share_needs: list[str]
    ceiling: Range | None
    ceiling_counts: str
    facts: int
    shared: list[SharedOut]


class TellingOut(Model):
    """The lacking series that alone could move the difference of the two balances furthest.

    now, low, high  the first thesis' claims confirmed less those contradicted, less the same of the
                    second: today, and at most between when the series is known
    decides         the claims that could then be decided
    exact           whether low and high come of every outcome; if not, they are outer bounds
    """

    series: str
    measures: list[str]
    now: int
    low: int
    high: int
    decides: list[str]
    exact: bool


class ThesesOut(Model):
    """The documents side by side; `flip` only where no lacking series tells them apart."""

    sides: list[ThesisOut]
    common: list[SharedOut]
    telling: TellingOut | None
    flip: FlipOut | None
