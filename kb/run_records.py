"""What is recorded of a run: the engine fills these in, the ledger writes and reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from kb import chain
from kb.entries import Entry, Kind, Part, Written


class FindingRecord(NamedTuple):
    """A claim's outcome; `json` holds its quantities, lines and verdicts: see `finding_rows`."""

    claim: str
    status: str
    reason: str
    json: str


class PremiseRecord(NamedTuple):
    """A rule that fired for a claim, and the premises that matched, as JSON."""

    claim: str
    rule: str
    premises: str


class SentenceRecord(NamedTuple):
    """A sentence of the briefing by its number, and what it refers to, as JSON."""

    n: int
    claim: str
    text: str
    refs: str


FINDINGS = Part("finding", "run_id", FindingRecord._fields, ("claim",))
PREMISES = Part("premise", "run_id", PremiseRecord._fields, ("n",))
SENTENCES = Part("sentence", "run_id", SentenceRecord._fields, ("n",))


@dataclass(frozen=True)
class AskedRun:
    """What a run is the answer to, and all that the answer depends on."""

    id: str
    asset: str
    as_of: int
    known_at: int
    batch: int
    facts_digest: str
    rulebook: str
    engine: str


@dataclass(frozen=True)
class RunRecord(Entry, AskedRun):
    """One evaluation of the rule base."""

    findings: tuple[FindingRecord, ...] = ()
    premises: tuple[PremiseRecord, ...] = ()
    sentences: tuple[SentenceRecord, ...] = ()

    PARTS: ClassVar = {"findings": FINDINGS, "premises": PREMISES, "sentences": SENTENCES}

    def proof(self) -> str:
        """The hash of all that is recorded; no document is, as it may be rendered later."""
        return chain.hash_of({**vars(self), **self.parts(), "renderings": {}})


@dataclass(frozen=True)
class StoredRun(Written, AskedRun):
    """A run as a list shows it; its parts are read by `kb.ledger`."""


RUNS = Kind("run", RunRecord, StoredRun, by="id")
