"""The contract for programs: the models behind `brief --format json`.

docs/briefing.schema.json is their JSON Schema, kept in step by a test. Numbers are canonical:
ratios as fractions, amounts in USD, prices in USD per coin, dates and moments in ISO form. Nothing
is rounded.
"""

from __future__ import annotations

from engine.contract.changed import ChangedOut
from engine.contract.findings import ConflictOut, FindingOut, NotJudged, SentenceOut
from engine.contract.floor import FloorOut
from engine.contract.model import Channel, Model, Range
from engine.contract.theses import FlipOut, ThesesOut


class ChannelOut(Model):
    """A channel's share of the fall."""

    name: Channel
    share: Range
    claims: list[str]


class BriefingOut(Model):
    """The whole briefing."""

    run: str
    asset: str
    as_of: str
    known_at: str
    rulebook: str
    facts_digest: str
    headline: str | None
    changed: ChangedOut | None
    sentences: list[SentenceOut]
    findings: list[FindingOut]
    channels: list[ChannelOut] | None
    floor: FloorOut | None
    conflicts: list[ConflictOut]
    not_judged: list[NotJudged]
    flips: list[FlipOut]
    theses: ThesesOut | None
