"""A run in the ledger: written once, whole, and as canonical JSON."""

from __future__ import annotations

import hashlib
import json

import pytest

from engine.briefing.export import contract
from engine.briefing.parts import Briefing
from engine.briefing.render import render
from engine.fingerprint import recorded_version
from engine.ledger.write import record_of, write_rendering, write_run
from kb import ledger, rulebooks
from kb.errors import StoreError
from kb.finding_rows import finding_row
from kb.store import KnowledgeBase
from tests.desk import FUNDS_LEFT, PAGES, book_of, composed, edited, fact
from tests.kb.asked import head


@pytest.fixture
def written(kb, book) -> Briefing:
    """The desk's briefing, written to the ledger of its base."""
    briefing = composed(kb, book)
    assert write_run(kb, briefing)
    return briefing


def test_a_run_is_written_once(kb, book, written):
    before = head(kb)
    assert not write_run(kb, composed(kb, book))
    assert len(ledger.runs(kb)) == 1
    assert head(kb) == before


def test_a_run_keeps_its_question_and_what_it_rested_on(kb, written):
    [stored] = ledger.runs(kb)
    run = written.run
    assert (stored.id, stored.asset, stored.as_of) == (run.id, "btc", run.question.as_of)
    assert (stored.known_at, stored.batch) == (run.question.known_at, 1)
    assert (stored.facts_digest, stored.rulebook) == (run.facts_digest, run.book.hash)
    assert stored.engine == recorded_version()


def test_every_finding_is_kept_with_its_numbers_lines_and_verdicts(kb, written):
    """The same that a document gives, in the ledger's own shape."""
    kept = {record.claim: record for record in ledger.findings(kb, written.run.id)}
    assert set(kept) == {page.claim for page in written.run.book.pages}
    for found in contract(written).findings:
        row = finding_row(kept[found.claim].json)
        assert (kept[found.claim].status, kept[found.claim].reason or None) == (
            found.status, found.reason
        )  # fmt: skip
        assert {name: each._asdict() for name, each in row.quantities.items()} == {
            name: each.model_dump() for name, each in found.quantities.items()
        }
        assert [each._asdict() for each in row.lines] == [x.model_dump() for x in found.lines]
        assert [each._asdict() for each in row.said] == [each.model_dump() for each in found.said]


def test_the_ledger_does_not_know_the_public_document(kb, written, monkeypatch):
    """Whatever becomes of the contract, a run is written and read as before."""
    from engine.contract import model

    def changed(*_: object, **__: object) -> None:
        raise AssertionError("the ledger built a part of the public document")

    monkeypatch.setattr(model.Model, "__init__", changed)
    assert record_of(written).findings == tuple(
        record for page in written.run.book.pages
        for record in ledger.findings(kb, written.run.id) if record.claim == page.claim
    )  # fmt: skip


def test_every_rule_that_fired_is_kept_with_its_premises(kb, written):
    kept = {record.rule: record for record in ledger.premises(kb, written.run.id)}
    assert json.loads(kept["holds:slide"].premises) == ["holds:odds_fell", "holds:funds_left"]
    assert kept["holds:slide"].claim == "slide"
    assert {"holds:funds_left", "fails:floor_flows:1"} <= set(kept)


def test_every_sentence_is_kept_with_what_it_refers_to(kb, written):
    kept = ledger.sentences(kb, written.run.id)
    assert [(record.n, record.text) for record in kept] == [
        (int(s.id[1:]), s.text) for s in written.sentences
    ]
    [funds] = [record for record in kept if record.claim == "funds_left"]
    assert {"kind": "fact", "name": "funds_left.flow"} in json.loads(funds.refs)


def test_the_rule_book_is_kept_word_by_word(kb, written):
    kept = rulebooks.pages_of(kb, written.run.book.hash)
    assert {page.name: page.text for page in kept} == PAGES


def test_two_rule_books_share_the_pages_they_have_in_common(kb, written):
    other = composed(kb, book_of(funds_left=edited(FUNDS_LEFT, "no more", "and no more")))
    assert write_run(kb, other)
    count = kb.connection.execute("SELECT count(*) FROM page").fetchone()[0]
    assert count == len(PAGES) + 1


def test_a_document_can_be_traced_to_its_run(kb, book, written):
    document = render(composed(kb, book), "md")
    write_rendering(kb, written.run.id, "md", document)
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    assert ledger.rendered_from(kb, sha256) == (written.run.id, "md")


def test_the_same_document_may_be_written_again_and_another_may_not(kb, written):
    for _ in range(2):
        write_rendering(kb, written.run.id, "md", "as it was")
    with pytest.raises(StoreError, match="rendered as md before, with other bytes"):
        write_rendering(kb, written.run.id, "md", "as it is now")


def test_a_run_with_other_facts_is_another_run(kb, book, written):
    kb.add(fact("etf.net_flow", -5, "USD m", source="farside"))
    assert write_run(kb, composed(kb, book))
    assert len({stored.id for stored in ledger.runs(kb)}) == 2


def test_a_base_that_cannot_be_written_says_so(tmp_path, book, written):
    with KnowledgeBase.create(tmp_path / "desk.db") as base:
        base.writable = False
        with pytest.raises(StoreError, match="read-only"):
            write_run(base, written)
