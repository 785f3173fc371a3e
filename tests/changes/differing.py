"""What tests of differences share: two runs of the desk, and one change between them."""

from __future__ import annotations

from engine.changes.diff import Diff, diff
from engine.changes.difference import Change
from engine.changes.outcome import (
    Item,
)
from kb.store import KnowledgeBase
from tests.desk import FUNDS_LEFT, edited, fact
from tests.ledger.recording import recorded

STRICT = edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn")


def inflow(as_of: str = "2025-11-17", known_at: str = "", value: float = 75) -> object:
    known = {"known_at": known_at} if known_at else {}
    return fact("etf.net_flow", value, "USD m", as_of, source="farside", **known)


def between(kb: KnowledgeBase, first: tuple, second: tuple) -> Diff:
    """The difference between two runs, each given as (rule book, day, known at)."""
    return diff(kb, *(recorded(kb, *each) for each in (first, second)))


def of(found: Diff, claim: str, kind: str = "finding", name: str = "") -> Change:
    [change] = [each for each in found.changes if each.item == Item(kind, claim, name)]
    return change


def rows(kb: KnowledgeBase, series: str) -> list[int]:
    query = "SELECT id FROM observation WHERE series = ? ORDER BY id"
    return [row for (row,) in kb.connection.execute(query, (series,))]
