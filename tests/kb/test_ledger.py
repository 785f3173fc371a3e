"""The ledger of runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import ledger, rulebooks
from kb.chain import GENESIS
from kb.ledger import RunEntry, StoredFinding, StoredPage, StoredPremise, StoredSentence
from kb.run_entries import RUNS
from kb.store import StoreError
from kb.verify.entries import chain_problems, rendering_problems
from tests.kb.asked import head, last_link
from tests.kb.verified import record_rulebook

RUN = RunEntry(
    id="ab12", asset="btc", as_of=20_409, known_at=1_763_423_999, batch=1, facts_digest="f",
    rulebook="book", engine="0.1.0",
    findings=(
        StoredFinding("etf_outflow", "holds", "", '{"week":-1.1e9}'),
        StoredFinding("cascade", "unknown", "missing", "{}"),
    ),
    premises=(
        StoredPremise("etf_outflow", "holds:etf_outflow", '["true:1"]'),
        StoredPremise("cascade", "fails:cascade:1", "[]"),
    ),
    sentences=(StoredSentence(1, "etf_outflow", "The funds sold.", "[1]"),),
)  # fmt: skip
RENDERED = {"json": "bb", "md": "aa"}


def record_rendered(kb):
    """Write the run and two of its documents."""
    ledger.record_run(kb, RUN)
    for form, sha256 in RENDERED.items():
        ledger.record_rendering(kb, RUN.id, form, sha256)


def test_a_run_is_read_as_it_was_written(kb):
    assert ledger.record_run(kb, RUN)
    stored = ledger.run(kb, "ab12")
    assert (stored.asset, stored.as_of, stored.engine) == ("btc", 20_409, "0.1.0")
    assert ledger.findings(kb, "ab12") == [RUN.findings[1], RUN.findings[0]]
    assert ledger.premises(kb, "ab12") == list(RUN.premises)
    assert ledger.sentences(kb, "ab12") == list(RUN.sentences)


def test_a_run_is_written_once(kb):
    ledger.record_run(kb, RUN)
    before = head(kb)
    assert not ledger.record_run(kb, RUN)
    assert head(kb) == before
    assert len(ledger.runs(kb)) == 1


def test_a_run_that_is_there_takes_on_a_new_format(kb):
    record_rendered(kb)
    assert ledger.record_rendering(kb, "ab12", "html", "cc")
    assert ledger.renderings(kb, "ab12") == {**RENDERED, "html": "cc"}


def test_one_run_is_not_rendered_in_two_ways(kb):
    record_rendered(kb)
    assert not ledger.record_rendering(kb, "ab12", "md", "aa")
    with pytest.raises(
        StoreError, match=r"was rendered as md before, with other bytes: .* --no-ledger"
    ):
        ledger.record_rendering(kb, "ab12", "md", "zz")


def test_a_rendering_needs_its_run(kb):
    with pytest.raises(StoreError, match="there is no run 'ab12'"):
        ledger.record_rendering(kb, "ab12", "md", "aa")


def test_a_document_is_traced_to_its_run(kb):
    record_rendered(kb)
    assert ledger.rendered_from(kb, "bb") == ("ab12", "json")
    assert ledger.rendered_from(kb, "zz") is None


def test_a_run_is_found_by_the_beginning_of_its_id(kb):
    for name in ("ab12", "ab34", "cd%_"):
        ledger.record_run(kb, replace(RUN, id=name))
    assert ledger.run(kb, "ab3").id == "ab34"
    assert [run.id for run in ledger.runs(kb)] == ["ab12", "ab34", "cd%_"]
    with pytest.raises(StoreError, match="more than one run begins with 'ab'"):
        ledger.run(kb, "ab")
    for missing in ("zz", "", "%", "_b12"):
        with pytest.raises(StoreError, match="there is no run"):
            ledger.run(kb, missing)


def test_runs_and_renderings_are_linked(kb):
    for name in ("one", "two"):
        ledger.record_run(kb, replace(RUN, id=name))
        ledger.record_rendering(kb, name, "md", "aa")
    first, second = ledger.runs(kb)
    assert (first.previous, second.previous) == (GENESIS, first.chain)
    assert last_link(kb, "run") == second.chain
    assert [*chain_problems(kb.connection, RUNS), *rendering_problems(kb.connection)] == []


@pytest.mark.parametrize(
    "changed",
    [
        {"facts_digest": "g"}, {"batch": 2}, {"engine": "0.2.0"},
        {"findings": RUN.findings[:1]}, {"premises": RUN.premises[::-1]}, {"sentences": ()},
    ],
)  # fmt: skip
def test_the_link_covers_everything_recorded(changed):
    assert replace(RUN, **changed).content() != RUN.content()


def test_the_link_does_not_depend_on_the_order_of_findings():
    other = replace(RUN, findings=RUN.findings[::-1])
    assert other.content() == RUN.content()


def test_an_error_in_a_run_leaves_no_part_of_it(kb):
    with pytest.raises(StoreError, match="it refuses the change: "):
        ledger.record_run(kb, replace(RUN, as_of=None))
    assert ledger.runs(kb) == []
    assert ledger.findings(kb, "ab12") == []


def test_a_rule_book_keeps_its_pages_in_order_and_shares_those_that_did_not_change(kb):
    a, b, c = (StoredPage(f"h{name}", f"{name}.md", name * 3) for name in "abc")
    assert record_rulebook(kb, "first", (b, a))
    assert record_rulebook(kb, "second", (c, b))
    assert not record_rulebook(kb, "first", (b, a))
    assert rulebooks.pages_of(kb, "first") == [b, a]
    assert rulebooks.pages_of(kb, "second") == [c, b]
    with pytest.raises(StoreError, match="rule book third is not kept"):
        rulebooks.pages_of(kb, "third")
