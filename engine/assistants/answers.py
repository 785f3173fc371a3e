"""What a tool answers: models over those of the published contract, bounded in size.

Every answer about a day carries the run it is of. Fields that docs/briefing.schema.json has too are
as it says there; what does not fit into an answer is counted in `left`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from engine.contract.findings import ConflictOut, FindingOut, FloorOut, NotJudged, SentenceOut
from engine.contract.front import FrontOut
from engine.contract.model import Day, Model
from engine.contract.theses import FlipOut, ThesesOut

CHARACTERS = 40_000
"""How long the lists of one answer may be together, as JSON."""
LINES = 400
"""How many lines of a proof, or of what a supposition changes, one answer has."""

Part = Literal[
    "front", "sentences", "findings", "floor", "not_judged", "flips", "theses", "conflicts"
]
Judges = Literal["two evaluators", "one evaluator"]
Item = TypeVar("Item", bound=BaseModel)


class OfRun(Model):
    """The run that an answer is of, and its question.

    recorded  whether it stands in the ledger; where it does not, this session knows it
    """

    run: str
    recorded: bool
    asset: str
    as_of: str
    known_at: str
    judged_by: Judges


class BriefAnswer(OfRun):
    """Parts of a briefing as the published contract has them; null for a part not asked for.

    left  how many items of a list did not fit; ask again with `start` after those given
    """

    rulebook: str
    facts_digest: str
    headline: str | None
    headline_title: str | None
    headline_words: str | None
    front: FrontOut | None = None
    sentences: list[SentenceOut] | None = None
    findings: list[FindingOut] | None = None
    floor: FloorOut | None = None
    not_judged: list[NotJudged] | None = None
    flips: list[FlipOut] | None = None
    theses: ThesesOut | None = None
    conflicts: list[ConflictOut] | None = None
    left: dict[str, int]


class ProofAnswer(OfRun):
    """A proof as text, with the finding and the sentences of the claim it is of.

    facts  the row numbers of the facts under it
    """

    of: str
    proof: str
    finding: FindingOut | None
    sentences: list[SentenceOut]
    facts: list[int]


class WhatIfAnswer(OfRun):
    """What would be otherwise than in the run; nothing is written.

    findings  claims with what became of them before and after
    """

    supposed: list[str]
    told: str
    findings: dict[str, tuple[str, str]]


class FactAnswer(Model):
    """A fact, its value in canonical units; `unit` is the one it was stated in."""

    id: int
    series: str
    asset: str
    as_of: Day
    target: Day | None
    known_at: str
    value: float
    unit: str
    source: str
    note: str
    publication: str
    withdrawn: str | None


class FactsAnswer(Model):
    """Facts, the newest first; left counts the older ones that did not fit."""

    facts: list[FactAnswer]
    left: int


class Spell(Model):
    """Days in a row on which a finding and its causes stayed as they were."""

    first: Day
    last: Day
    status: str
    because: list[str]


class ClaimDays(Model):
    """What a claim came to over the days of a history; spells of the claims asked about alone."""

    claim: str
    days: dict[str, int]
    spells: list[Spell]


class HistoryAnswer(Model):
    """Many days, each on what was known by its end; `brief` gives the run of any of them."""

    history: str
    judged_by: Judges
    asset: str
    first: Day
    last: Day
    claims: list[ClaimDays]
    left: int


class VerifyAnswer(Model):
    """Whether a text is what a run said; `written` is what the run says there."""

    verdict: Literal["genuine", "altered", "unknown", "not checked"]
    run: str
    recorded: bool
    sentence: str
    written: str
    how: str
    problems: list[str]


def fitting(items: Iterable[Item], room: int = CHARACTERS) -> list[Item]:
    """The first items that fit into so many characters of JSON."""
    found: list[Item] = []
    for item in items:
        room -= len(item.model_dump_json())
        if room < 0:
            break
        found.append(item)
    return found


def cut(text: str) -> str:
    """A text of at most LINES lines; a last one says how many more there are."""
    lines = text.splitlines()
    more = len(lines) - LINES
    return "\n".join([*lines[:LINES], f"({more:,} more lines)"] if more > 0 else lines)


def facts_under(tree: Any) -> list[int]:
    """The row numbers of the facts that a proof names, each once."""
    found: dict[int, None] = {}
    waiting: list[dict[str, Any]] = [tree]
    while waiting:
        node = waiting.pop()
        if "fact" in node.get("values", {}):
            found[int(node["values"]["fact"])] = None
        waiting += reversed(node["rests_on"])
    return list(found)
