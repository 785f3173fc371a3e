"""A ledger of earlier code: runs whose findings were kept as the public document gave them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.briefing.compose import composed
from engine.briefing.render import render
from engine.changes.diff import diff
from engine.changes.diff_text import as_text
from engine.changes.since import findings_since
from engine.ledger.replay import replay
from engine.ledger.trace import trace
from engine.ledger.write import pages_of, record_of
from engine.words.cite import bind
from kb import ledger
from kb.errors import StoreError
from kb.finding_rows import finding_row
from kb.ledger import StoredFinding, StoredRun
from kb.store import KnowledgeBase
from kb.verify.base import verify
from tests.desk import ask, fact, facts
from tests.ledger.recording import recorded

EARLIER = "0.1.0+0123456789ab"
FRIDAY = "2025-11-14"


def as_it_was(found: StoredFinding) -> StoredFinding:
    """A finding as earlier code kept it: no version, every part by name, its status once more."""
    row = finding_row(found.json)
    kept = {
        "claim": found.claim, "status": found.status, "reason": found.reason or None,
        "quantities": {name: each._asdict() for name, each in row.quantities.items()},
        "lines": [each._asdict() for each in row.lines],
        "said": [each._asdict() for each in row.said],
        "sentence": "What was said of it.",
    }  # fmt: skip
    return found._replace(json=json.dumps(kept))


def recorded_then(
    kb: KnowledgeBase, book, day: str, kept: Callable[[StoredFinding], StoredFinding] = as_it_was
) -> StoredRun:
    """The run of a day, as earlier code recorded it."""
    briefing = composed(kb, ask(kb, book, day))
    made = record_of(briefing)
    old = replace(made, engine=EARLIER, findings=tuple(map(kept, made.findings)))
    ledger.record_run(kb, old, pages_of(book))
    text = render(briefing, "md")
    ledger.record_rendering(kb, old.id, "md", hashlib.sha256(text.encode()).hexdigest())
    return ledger.run(kb, old.id)


@pytest.fixture
def friday(kb, book) -> StoredRun:
    """Friday's run of earlier code; on Monday money comes back."""
    stored = recorded_then(kb, book, FRIDAY)
    kb.add(fact("etf.net_flow", 75, "USD m", source="farside"))
    return stored


def test_it_replays_to_the_same_findings_sentences_and_bytes(kb, friday):
    found = replay(kb, friday)
    assert (found.same_code, found.same, found.differences) == (False, True, ())


def test_it_differs_from_a_run_of_today_as_a_run_of_today_would(kb, book, friday):
    monday = recorded(kb, book)
    told = list(as_text(kb, diff(kb, friday, monday)))
    assert "  “Money left the funds” (funds_left): holds → fails; by new facts (fact 10)" in told
    with KnowledgeBase.in_memory() as other:
        other.add(facts())
        own = recorded(other, book, FRIDAY)
        other.add(fact("etf.net_flow", 75, "USD m", source="farside"))
        again = list(as_text(other, diff(other, own, recorded(other, book))))
    assert told[3:] == again[3:]


def test_a_briefing_is_compared_with_it(kb, book, friday):
    briefing = composed(kb, ask(kb, book), friday)
    assert briefing.since is not None
    assert briefing.since.since == friday.id
    assert any(change.claim == "funds_left" for change in briefing.since.changes)
    assert "funds_left" in {each.item.claim for each in findings_since(kb, friday, ask(kb, book))}


def test_its_documents_are_its_own(kb, book, friday):
    text = replay(kb, friday).document("md")
    assert trace(kb, text.encode()).verdict == "genuine"
    changed = trace(kb, text.replace("14 November", "15 November", 1).encode())
    assert (changed.verdict, changed.form) == ("altered", "md")


@pytest.fixture
def later(kb, book) -> StoredRun:
    """Friday's run of later code; on Monday money comes back."""
    stored = recorded_then(kb, book, FRIDAY, lambda found: found._replace(json='{"v":3}'))
    kb.add(fact("etf.net_flow", 75, "USD m", source="farside"))
    return stored


def test_a_row_of_later_code_is_refused_where_it_is_needed_and_nowhere_else(kb, book, later):
    """A briefing compared with the day before needs only the findings themselves."""
    for compare in (lambda: diff(kb, later, later), lambda: replay(kb, later).differences):
        with pytest.raises(StoreError, match="version 3 of its row, by later code"):
            compare()
    briefing = composed(kb, ask(kb, book))
    told = [bind(line, briefing.marker.writer.refs).text for line in briefing.changed]
    assert "“Money left the funds”: held on 14 November 2025, fails now." in told
    assert briefing.since is None


def test_a_base_that_holds_it_verifies(tmp_path, book):
    name = str(tmp_path / "old.db")
    with KnowledgeBase.create(name) as base:
        base.add(facts())
        recorded_then(base, book, FRIDAY)
    found = verify(name)
    assert (found.problems, found.counts["runs"]) == ((), 1)
