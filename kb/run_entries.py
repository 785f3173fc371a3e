"""What is recorded of a run: the engine fills these in, the ledger writes and reads them."""

from __future__ import annotations

import json
from dataclasses import field
from typing import ClassVar, NamedTuple

from kb import chain
from kb.entries import Entry, Kind, Part, Written
from kb.frozen import dataclass


class StoredFinding(NamedTuple):
    """A claim's outcome; `json` holds its quantities, lines and verdicts: see `finding_rows`."""

    claim: str
    status: str
    reason: str
    json: str


class StoredPremise(NamedTuple):
    """A rule that fired for a claim, and the premises that matched, as JSON."""

    claim: str
    rule: str
    premises: str


class StoredSentence(NamedTuple):
    """A sentence of the briefing by its number, and what it refers to, as JSON."""

    n: int
    claim: str
    text: str
    refs: str

    @property
    def short(self) -> bool:
        """Whether it stood on the front page instead of what its page says at length."""
        marked = f'"{PART}"' in self.refs
        return marked and any(ref.get(PART) == "short" for ref in json.loads(self.refs))


PART = "part"
SHORT = {PART: "short"}
"""What the references of such a sentence are marked with."""

FINDINGS = Part("finding", "run_n", StoredFinding._fields, ("claim",))
PREMISES = Part("premise", "run_n", StoredPremise._fields, ("n",))
SENTENCES = Part("sentence", "run_n", StoredSentence._fields, ("n",))


@dataclass(frozen=True)
class AskedRun:
    """What a run is the answer to, and all that the answer depends on.

    batch_chain  the link of the last batch that it saw; "" where that was not kept yet
    """

    id: str
    asset: str
    as_of: int
    known_at: int
    batch: int
    facts_digest: str
    rulebook: str
    engine: str
    batch_chain: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class RunEntry(Entry, AskedRun):
    """One evaluation of the rule base."""

    findings: tuple[StoredFinding, ...] = ()
    premises: tuple[StoredPremise, ...] = ()
    sentences: tuple[StoredSentence, ...] = ()

    PARTS: ClassVar = {"findings": FINDINGS, "premises": PREMISES, "sentences": SENTENCES}

    def proof(self) -> str:
        """The hash of all that is recorded; no document is, as it may be rendered later."""
        return chain.hash_of({**self.said(), **self.parts(), "renderings": {}})


@dataclass(frozen=True)
class StoredRun(Written, AskedRun):
    """A run as a list shows it; its parts are read by `kb.ledger`."""


RUNS = Kind("run", RunEntry, StoredRun, packed="run_record")
