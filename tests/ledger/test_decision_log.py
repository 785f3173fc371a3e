"""The decision log: one line of JSON a run."""

from __future__ import annotations

import json

from engine.ledger.decision_log import decision
from kb import ledger
from tests.kb.asked import last_link
from tests.ledger.recording import recorded


def test_a_run_is_one_line(kb, book):
    line = decision(kb, recorded(kb, book, "2025-11-17", "", "md"))
    assert "\n" not in line
    assert json.loads(line)["decision_id"] == ledger.run(kb, "last").id


def test_it_says_what_was_asked_on_what_and_what_was_found(kb, book):
    stored = recorded(kb, book, "2025-11-17", "", "md")
    told = json.loads(decision(kb, stored))
    assert told["input"] == {
        "asset": "btc", "as_of": "2025-11-17", "known_at": "2025-11-17T23:59:59Z", "batch": 1,
        "facts_digest": stored.facts_digest,
    }  # fmt: skip
    assert told["findings"]["funds_left"] == "holds"
    assert told["unknown"] == {"leverage_offered": "missing"}
    assert sum(told["counts"].values()) == len(told["findings"])
    assert "holds:slide" in told["fired"]
    assert told["documents"] == ledger.renderings(kb, stored.id)


def test_it_carries_the_link_that_proves_it(kb, book):
    assert json.loads(decision(kb, recorded(kb, book)))["chain"] == last_link(kb, "run")
