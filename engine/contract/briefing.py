"""The contract for programs: the models behind `brief --format json`.

docs/briefing.schema.json is their JSON Schema, kept in step by a test. Numbers are canonical:
ratios as fractions, amounts in USD, prices in USD per coin, dates and moments in ISO form. Nothing
is rounded.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from engine.contract.channels import Channel
from engine.contract.findings import ConflictOut, FindingOut, FloorOut, NotJudged, SentenceOut
from engine.contract.front import FrontOut
from engine.contract.model import Day, Model, Range
from engine.contract.theses import FlipOut, ThesesOut


class ChannelOut(Model):
    """A channel's share of the fall."""

    name: Channel
    share: Range
    claims: list[str]


class ChangeOut(Model):
    """Something that a run says otherwise than the earlier one; null where it says nothing.

    claim   of which it is said; null for the headline, whose values are claims
    name    that of a quantity
    causes  what did it and how (alone, needed, alone and needed, a share); empty where causes were
            not asked for with --since, or where several things did it together
    """

    kind: Literal["headline", "finding", "quantity"]
    claim: str | None
    name: str | None
    from_: str | Range | None = Field(alias="from")
    to: str | Range | None
    causes: dict[str, str]


class ChangedFactOut(Model):
    """A fact that is new, revised or no longer seen; canonical values, null where there is none."""

    change: Literal["new", "revised", "gone"]
    series: str
    source: str
    as_of: Day
    target: Day | None
    from_: float | None = Field(alias="from")
    to: float | None


class ChangedOut(Model):
    """What is not as it was in an earlier run of the same asset.

    sentences  the ids of those that were not there; gone: the texts no longer there
    """

    since: str
    as_of: str
    known_at: str
    changes: list[ChangeOut]
    facts: list[ChangedFactOut]
    sentences: list[str]
    gone: list[str]


class StaleOut(Model):
    """A series that feeds no longer bring: its newest day, since when that is too old, and why."""

    series: str
    newest: str
    since: str
    why: str


class BriefingOut(Model):
    """The whole briefing.

    headline_words  the sentences of the headline's claim; null where there is none
    stale           left out where there is none
    """

    run: str
    asset: str
    as_of: str
    known_at: str
    rulebook: str
    facts_digest: str
    judged_by: Literal["two evaluators", "one evaluator"]
    headline: str | None
    headline_title: str | None
    headline_words: str | None
    front: FrontOut | None
    changed: ChangedOut | None
    sentences: list[SentenceOut]
    findings: list[FindingOut]
    channels: list[ChannelOut] | None
    floor: FloorOut | None
    conflicts: list[ConflictOut]
    not_judged: list[NotJudged]
    flips: list[FlipOut]
    theses: ThesesOut | None
    stale: list[StaleOut] = Field(default=[])

    @model_serializer(mode="wrap")
    def _without_nothing(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Where no feed brings anything, the document is as it was before there were feeds."""
        found: dict[str, object] = whole(self)
        return found if self.stale else {key: found[key] for key in found if key != "stale"}
