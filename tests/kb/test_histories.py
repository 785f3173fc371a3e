"""The ledger of histories: written once and whole, read by day, linked in a chain of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import histories
from kb.chain import GENESIS, link
from kb.histories import HistoryEntry, StoredFiring, StoredStretch, StoredVector, StoredVectorDays
from kb.history_entries import HISTORIES
from kb.store import StoreError
from kb.verify.entries import chain_problems
from tests.kb.asked import head, last_link

HISTORY = HistoryEntry(
    id="ab12", asset="btc", first=20_400, last=20_409, batch=1, facts_digest="f", rulebook="book",
    engine="0.1.0",
    findings=(
        StoredStretch("cascade", 20_400, 20_409, "unknown", "missing", '[["fuel","missing"]]'),
        StoredStretch("etf_outflow", 20_400, 20_404, "fails", "", '[["etf_outflow#1",null]]'),
        StoredStretch("etf_outflow", 20_405, 20_409, "holds", "", "[]"),
    ),
    days=(StoredVectorDays("etf", 20_400, 20_404, 1), StoredVectorDays("etf", 20_405, 20_409, 0)),
    vectors=(StoredVector("etf", 0, '["true:1"]'), StoredVector("etf", 1, '["false:1"]')),
    premises=(
        StoredFiring("etf", 0, 0, "etf_outflow", "holds:etf_outflow", '["true:1"]'),
        StoredFiring("etf", 1, 0, "etf_outflow", "fails:etf_outflow:1", '["false:1"]'),
    ),
)  # fmt: skip


def test_a_history_is_read_as_it_was_written(kb):
    assert histories.record_history(kb, HISTORY)
    parts = {name: part.rows(kb.connection, 1) for name, part in HISTORY.PARTS.items()}
    assert parts == HISTORY.parts()
    assert histories.findings(kb, "ab12") == list(HISTORY.findings)
    [stored] = histories.histories(kb)
    assert (stored.asset, stored.first, stored.last) == ("btc", 20_400, 20_409)
    assert stored.content == replace(HISTORY, batch_chain=GENESIS).content()


def test_a_history_is_written_once(kb):
    histories.record_history(kb, HISTORY)
    before = head(kb)
    assert not histories.record_history(kb, HISTORY)
    assert head(kb) == before
    assert len(histories.histories(kb)) == 1


@pytest.mark.parametrize(
    ("day", "found"), [(20_404, "fails"), (20_405, "holds"), (20_409, "holds")]
)
def test_any_day_can_be_asked_for(kb, day, found):
    histories.record_history(kb, HISTORY)
    spells = histories.findings_of(kb, "ab12", "etf_outflow")
    assert [spell.status for spell in spells if spell.first <= day <= spell.last] == [found]
    [fired] = histories.premises_on(kb, "ab12", "etf_outflow", day)
    assert fired.rule.startswith(f"{found}:etf_outflow")
    assert histories.premises_on(kb, "ab12", "cascade", day) == []


def test_on_a_day_outside_no_rule_fired(kb):
    histories.record_history(kb, HISTORY)
    assert histories.premises_on(kb, "ab12", "etf_outflow", 20_399) == []


def test_a_history_is_found_by_the_beginning_of_its_id(kb):
    for name in ("ab12", "ab34"):
        histories.record_history(kb, replace(HISTORY, id=name))
    assert histories.history(kb, "ab3").id == "ab34"
    with pytest.raises(StoreError, match="more than one history begins with 'ab'"):
        histories.history(kb, "ab")
    for missing in ("zz", "", "%"):
        with pytest.raises(StoreError, match="there is no history"):
            histories.history(kb, missing)
    with pytest.raises(StoreError, match="there is no history 'ab'"):
        histories.findings_of(kb, "ab", "cascade")


def test_histories_are_linked(kb):
    for name in ("one", "two"):
        histories.record_history(kb, replace(HISTORY, id=name))
    one, two = histories.histories(kb)
    assert (one.previous, two.previous) == (GENESIS, one.chain)
    assert two.chain == link("history", one.chain, "two", two.content, two.written_at)
    assert last_link(kb, "history") == two.chain
    assert list(chain_problems(kb.connection, HISTORIES)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"facts_digest": "g"}, {"batch": 2}, {"last": 20_410}, {"findings": HISTORY.findings[:1]},
        {"days": ()}, {"vectors": HISTORY.vectors[:1]}, {"premises": ()},
    ],
)  # fmt: skip
def test_the_proof_covers_everything_recorded(changed):
    assert replace(HISTORY, **changed).proof() != HISTORY.proof()


def test_the_order_in_which_rows_are_given_changes_nothing():
    turned = replace(HISTORY, findings=HISTORY.findings[::-1], premises=HISTORY.premises[::-1])
    assert turned.content() == HISTORY.content()


def test_an_error_in_a_history_leaves_no_part_of_it(kb):
    twice = (HISTORY.premises[0], HISTORY.premises[0])
    with pytest.raises(StoreError, match="it refuses the change: UNIQUE"):
        histories.record_history(kb, replace(HISTORY, premises=twice))
    assert histories.histories(kb) == []
    assert kb.connection.execute("SELECT count(*) FROM history_finding").fetchone() == (0,)
