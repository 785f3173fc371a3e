"""What is recorded of a run: the engine fills these in, the ledger writes and reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kb import chain

DIGITS = 6  # digits that stand for a row in the content of a run


class FindingRecord(NamedTuple):
    """A claim's outcome; `json` holds its quantities, lines and verdicts, as `rows` reads them."""

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

    def proof(self) -> str:
        """The hash of all that is recorded but the renderings, which may come later."""
        parts = {"findings": sorted(self.findings), "sentences": sorted(self.sentences)}
        return chain.hash_of({**vars(self), **parts, "renderings": {}})

    def content(self) -> str:
        """The proof, and behind it a few digits for each finding, premise and sentence.

        The digits name the row where one was altered later; it is the hash that proves it.
        """
        parts = sorted(self.findings), self.premises, sorted(self.sentences)
        return " ".join([self.proof(), *map(row_digits, parts)])


def row_digits(rows: Iterable[tuple[object, ...]]) -> str:
    """A few digits for each row."""
    return "".join(chain.hash_of(row)[:DIGITS] for row in rows)


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
