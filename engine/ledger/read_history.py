"""A recorded history read back: what was asked, the rule book of its time, and its stretches."""

from __future__ import annotations

import json
from typing import NamedTuple, cast

from engine.changes.recorded import recorded_book
from engine.judge.causes import Cause
from engine.judge.findings import Status
from engine.judge.history import Period
from engine.judge.stretches import Stretch
from engine.measures.reading import Reason
from engine.pages.book import RuleBook
from kb import histories
from kb.histories import StoredStretch
from kb.store import KnowledgeBase


class ReadHistory(NamedTuple):
    """A history as it was recorded."""

    id: str
    asked: Period
    book: RuleBook
    stretches: tuple[Stretch, ...]


def read_history(kb: KnowledgeBase, id_prefix: str) -> ReadHistory:
    """The one history whose id begins so; StoreError when there is none, or more than one."""
    stored = histories.history(kb, id_prefix)
    return ReadHistory(
        stored.id,
        Period(stored.asset, stored.first, stored.last, stored.batch),
        recorded_book(kb, stored.rulebook),
        tuple(_stretch(row) for row in histories.findings(kb, stored.id)),
    )


def _stretch(row: StoredStretch) -> Stretch:
    causes = tuple(Cause(what, why) for what, why in json.loads(row.causes))
    status, reason = cast(Status, row.status), cast(Reason | None, row.reason or None)
    return Stretch(row.claim, row.first, row.last, status, reason, causes)
