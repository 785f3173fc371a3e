"""What is recorded of a run: the engine fills these in, the ledger writes and reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import NamedTuple

from kb import chain


class FindingRecord(NamedTuple):
    """A claim's outcome; `json` holds its quantities, lines and verdicts."""

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


class PageRecord(NamedTuple):
    """A claim page as it was: its hash, its name and its text."""

    hash: str
    name: str
    text: str


@dataclass(frozen=True)
class RunRecord:
    """One evaluation of the rule base; `renderings` maps a format to the sha256 of the document."""

    id: str
    asset: str
    as_of: int
    known_at: int
    batch: int
    facts_digest: str
    rulebook: str
    engine: str
    findings: tuple[FindingRecord, ...] = ()
    premises: tuple[PremiseRecord, ...] = ()
    sentences: tuple[SentenceRecord, ...] = ()
    renderings: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> str:
        """The hash of all that is recorded but the renderings, which may come later."""
        recorded = asdict(replace(self, renderings={}))
        recorded["findings"] = sorted(self.findings)
        return chain.hash_of(recorded)


@dataclass(frozen=True)
class StoredRun:
    """A run as a list shows it; its parts are read by the functions below."""

    id: str
    asset: str
    as_of: int
    known_at: int
    batch: int
    facts_digest: str
    rulebook: str
    engine: str
    content: str
    written_at: int
    previous: str
    chain: str
