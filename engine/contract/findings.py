"""The contract's findings and sentences: what became of each claim, and what is said of it."""

from __future__ import annotations

from typing import Literal

from engine.contract.model import Model, Range


class LineOut(Model):
    """A condition with its truth and its signed margin, worst scenario."""

    text: str
    truth: Literal["true", "false", "unknown"]
    margin: float | None
    unit: str | None


class SaidOut(Model):
    """A number the document states, against what was measured."""

    name: str
    said: str
    measured: float | None
    verdict: Literal["agrees", "disputed", "cannot be checked"]
    source: str | None


class FindingOut(Model):
    """What became of one claim."""

    claim: str
    status: Literal["holds", "fails", "unknown", "stated", "not_judged"]
    reason: str | None
    quantities: dict[str, Range]
    lines: list[LineOut]
    said: list[SaidOut]
    sentence: str | None


class NotJudged(Model):
    """A claim without a finding, why, and what it would need."""

    claim: str
    reason: str
    needs: list[str]


class ConflictOut(Model):
    """Two sources further apart than the series' tolerance."""

    series: str
    as_of: str
    sources: tuple[str, str]
    values: tuple[float, float]


class BoundOut(Model):
    """A number, name or word of a sentence, as printed, and what it is bound to.

    kind  what `name` is: a fact or a quantity of a page (claim.name, or claim#n for its n-th
          condition), a paragraph that states it, an assumed parameter, or this run itself
    """

    text: str
    kind: Literal["fact", "quantity", "said", "assume", "run"]
    name: str


class SentenceOut(Model):
    """A sentence of the briefing, in the order of the document; `why` takes its id."""

    id: str
    claim: str
    paragraphs: tuple[str, ...]
    text: str
    bound: list[BoundOut]
