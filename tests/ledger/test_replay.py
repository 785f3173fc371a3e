"""Replay: the same bytes after a correction; what differs when the code does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.briefing.compose import composed
from engine.briefing.render import render
from engine.changes import recorded as recording_room
from engine.changes.difference import Change
from engine.changes.outcome import FindingValue, Item
from engine.ledger import replay as replaying
from engine.ledger import write as writing
from engine.ledger.replay import replay
from engine.ledger.write import write_rendering
from engine.pages.book import RuleBook
from engine.pages.errors import PageError
from engine.words import filters
from kb import ledger
from kb.errors import AlteredError, StoreError
from kb.store import KnowledgeBase
from tests.desk import FUNDS_LEFT, ask, book_of, edited, fact
from tests.kb.parts import OF_PARTS, alter_parts
from tests.ledger.recording import recorded

FORMS = ("text", "md", "html", "json")


@pytest.fixture
def stored(kb, book):
    """A run with a document of every format."""
    return recorded(kb, book, "2025-11-17", "", *FORMS)


@pytest.fixture
def other_code(monkeypatch):
    """The same code under another fingerprint, as after any change of what judges."""
    monkeypatch.setattr(RuleBook, "engine", "9.9.9+other")


@pytest.fixture
def other_words(monkeypatch):
    """Code that writes dollars otherwise, as after a change of words alone."""
    for module in (replaying, writing):
        monkeypatch.setattr(module, "document_version", lambda: "other")
    monkeypatch.setitem(filters.STYLES, "usd", lambda value: f"{value:.0f} dollars")


def test_a_run_replayed_at_once_is_the_same(kb, stored):
    found = replay(kb, stored)
    assert found.same
    assert [each.form for each in found.documents] == sorted(FORMS)
    assert found.differences == ()


def test_a_run_replayed_after_a_correction_gives_the_same_bytes(kb, book, stored):
    """The correction speaks of the same day and could be known then, but came in later."""
    kb.add(fact("etf.net_flow", 75, "USD m", "2025-11-14", source="farside", known_at="2025-11-16"))
    assert ask(kb, book).findings["funds_left"].status == "fails"
    found = replay(kb, stored)
    assert found.run.findings["funds_left"].status == "holds"
    assert found.same


def test_a_run_replayed_under_its_own_pages_gives_the_same_bytes(kb, stored):
    """Whatever the pages are today, and whatever runs came after."""
    other = book_of(funds_left=edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn"))
    recorded(kb, other, "2025-11-17", "", *FORMS)
    recorded(kb, other, "2025-11-16", "", *FORMS)
    assert replay(kb, stored).same


def test_what_was_said_of_the_day_before_is_said_again(kb, book):
    recorded(kb, book, "2025-11-13")
    second = recorded(kb, book, "2025-11-17", "", "md")
    recorded(kb, book, "2025-11-16")
    found = replay(kb, second)
    assert "13 November 2025" in found.document("md")
    assert found.same


def test_a_document_compared_with_another_run_is_compared_with_it_again(kb, book):
    first = recorded(kb, book, "2025-11-13")
    recorded(kb, book, "2025-11-14")
    last = recorded(kb, book, "2025-11-17")
    text = render(composed(kb, ask(kb, book), first), "md")
    write_rendering(kb, last.id, f"md since {first.id}", text)
    found = replay(kb, last)
    assert found.document(f"md since {first.id}") == text
    assert found.same


def test_a_run_without_documents_is_compared_by_its_findings(kb, book):
    found = replay(kb, recorded(kb, book))
    assert (found.documents, found.same) == ((), True)


def test_other_code_that_says_the_same_is_the_same(kb, stored, other_code):
    """The id a run was recorded by is printed, whatever it would be called today."""
    found = replay(kb, stored)
    assert (found.same_code, found.same) == (False, True)


def test_other_code_that_says_otherwise_is_told_by_document_and_sentence(
    kb, stored, other_code, monkeypatch
):
    style = "engine.words.numbers.dollars"
    monkeypatch.setattr(style, lambda value: f"{value:.0f} dollars")
    monkeypatch.setitem(filters.STYLES, "usd", lambda value: f"{value:.0f} dollars")
    found = replay(kb, stored)
    assert not found.same
    assert {each.form for each in found.documents if not each.same} >= {"md", "text"}
    assert "funds_left" in {
        each.item.claim for each in found.differences if each.item.kind == "sentence"
    }


def test_words_that_changed_alone_are_no_alteration(kb, stored, other_words):
    found = replay(kb, stored)
    assert (found.same_judge, found.same_code) == (True, False)
    assert not found.same
    assert not found.altered
    assert {each.form for each in found.documents if not each.same} >= {"md", "text"}


def test_a_finding_that_was_altered_is_told_under_other_words_too(kb, stored, other_words):
    altered(kb, "finding", "UPDATE finding SET status = 'fails' WHERE claim = 'funds_left'")
    assert replay(kb, stored).altered


def test_a_document_in_other_words_is_kept_beside_the_first(kb, book, stored, other_words):
    """Each is compared with what its own code can be held to."""
    again = render(composed(kb, ask(kb, book)), "md")
    write_rendering(kb, stored.id, "md", again)
    documents = {each.form: each for each in replay(kb, stored).documents}
    assert (documents["md"].same, documents["md"].same_code) == (False, False)
    assert (documents["md by other"].same, documents["md by other"].same_code) == (True, True)


def test_a_document_that_its_own_code_gives_otherwise_was_altered(kb, stored):
    altered(kb, "rendering", "UPDATE rendering SET sha256 = 'aa' WHERE format = 'md'")
    assert replay(kb, stored).altered


def test_a_finding_that_was_altered_is_told_with_both_statuses(kb, stored):
    altered(kb, "finding", "UPDATE finding SET status = 'fails' WHERE claim = 'funds_left'")
    found = replay(kb, stored)
    assert not found.same
    [told] = found.differences
    assert told == Change(
        Item("finding", "funds_left"), FindingValue("fails"), FindingValue("holds")
    )


def test_a_rule_that_was_altered_is_told(kb, stored):
    altered(kb, "premise", "UPDATE premise SET premises = '[]' WHERE rule = 'holds:slide'")
    assert {each.item.kind for each in replay(kb, stored).differences} == {"rule"}


def test_a_number_that_was_altered_is_told_though_the_finding_is_the_same(kb, stored):
    altered(kb, "finding", "UPDATE finding SET json = replace(json, '-492', '-493')")
    [told] = replay(kb, stored).differences
    assert told == Change(
        Item("finding", "funds_left"), FindingValue("holds"), FindingValue("holds")
    )


def test_facts_that_were_altered_are_told(kb, stored):
    altered(kb, "fact", "UPDATE fact SET note = 'x' WHERE id = 1")
    with pytest.raises(AlteredError, match="fact 1 of batch 1"):
        replay(kb, stored)


def test_a_run_of_other_facts_is_told(kb, stored):
    found = replay(kb, replace(stored, facts_digest="another"))
    assert (found.same_facts, found.same) == (False, False)


def test_pages_that_were_altered_are_told(kb, stored):
    change = "UPDATE page SET text = replace(text, 'no more', 'and more')"
    altered(kb, "page", change)
    with pytest.raises(AlteredError, match=r"is not as it was kept; `downdraft verify` names"):
        replay(kb, stored)


def test_pages_that_today_s_code_cannot_read_are_told(kb, stored, monkeypatch):
    def broken(*_: object) -> None:
        raise PageError("rules/etf/funds_left.md", 6, "no series is named 'etf.net_flow'")

    monkeypatch.setattr(recording_room, "book_of", broken)
    with pytest.raises(StoreError, match=r"today's code cannot read it: rules/etf/funds_left\.md"):
        replay(kb, stored)


def test_a_run_can_be_named_by_its_place(kb, book):
    first, second = recorded(kb, book, "2025-11-14"), recorded(kb, book)
    assert ledger.run(kb, "last").id == second.id
    assert ledger.run(kb, "last~1").id == first.id


def altered(kb: KnowledgeBase, table: str, statement: str) -> None:
    """A statement that no trigger stops."""
    packed = bool(OF_PARTS.match(statement))
    kb.connection.execute(f"DROP TRIGGER {'run_record' if packed else table}_refuses_update")
    if packed:
        alter_parts(kb.connection, statement)
    else:
        kb.connection.execute(statement)
