"""What changed since an earlier run: the first section of a briefing, and what did it."""

from __future__ import annotations

import json

import pytest

from engine.briefing.compose import composed
from engine.briefing.render import render
from engine.changes import recorded as recording_room
from engine.ledger.write import write_run
from engine.pages.errors import PageError
from engine.words.cite import bind
from kb.errors import StoreError
from kb.ledger import StoredRun
from kb.store import KnowledgeBase
from tests.contract.written_schema import hold_to_schema
from tests.desk import FUNDS_LEFT, ask, book_of, edited, fact
from tests.ledger.recording import recorded

BEFORE = "2025-11-14"


def told(kb: KnowledgeBase, since: StoredRun | None, form: str = "", **changed: str) -> list[str]:
    """The lines of the section, without their marks; or the document of a format."""
    briefing = composed(kb, ask(kb, book_of(**changed)), since)
    if form:
        return [render(briefing, form)]
    return [bind(line, briefing.marker.writer.refs).text for line in briefing.changed]


@pytest.fixture
def friday(kb, book) -> StoredRun:
    """Friday's run is recorded; on Monday money comes back, and Friday's flow is put right."""
    stored = recorded(kb, book, BEFORE)
    kb.add(fact("etf.net_flow", 75, "USD m", source="farside"))
    kb.add(fact("etf.net_flow", -500, "USD m", BEFORE, source="farside", known_at="2025-11-16"))
    return stored


def test_findings_numbers_facts_and_sentences_that_changed_are_told(kb, friday):
    lines = told(kb, None)
    assert "“Money left the funds”: held on 14 November 2025, fails now." in lines
    [counted] = [line for line in lines if line.startswith("Facts that the rules read")]
    assert ", 1 revised, 0 no longer seen." in counted
    assert "etf.net_flow" in counted
    assert any(line.startswith("Sentences that were not there: S") for line in lines)


def test_a_headline_that_changed_comes_first(kb, friday):
    [first, *_] = told(kb, None)
    assert first.startswith("The headline was ")
    assert first.endswith(" now.")


def test_a_revised_fact_is_told_with_what_stood_before(kb, friday):
    [line] = [line for line in told(kb, None) if line.startswith("Revised")]
    assert line == (
        "Revised: etf.net_flow of 2025-11-14, Farside Investors: −492 USD m → −500 USD m."
    )


def test_numbers_of_the_answer_are_told_as_they_were_and_as_they_are(kb, book):
    friday = recorded(kb, book, "2025-11-16")
    [line] = [each for each in told(kb, friday) if each.startswith("The answer in numbers")]
    assert "$94,000 → $92,000" in line


def test_a_run_asked_for_is_told_with_causes_and_the_day_before_without(kb, friday):
    asked, plain = " ".join(told(kb, friday)), " ".join(told(kb, None))
    assert "“Money left the funds”: held on 14 November 2025, fails now, by new facts." in asked
    assert ", by " not in plain


def test_a_changed_page_is_named_as_the_cause(kb, book):
    stored = recorded(kb, book)
    strict = edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn")
    lines = told(kb, stored, funds_left=strict)
    assert "“Money left the funds”: held on 17 November 2025, fails now, by pages." in lines


def test_with_nothing_changed_only_that_is_said(kb, book):
    stored = recorded(kb, book)
    assert told(kb, stored) == ["No finding changed since 17 November 2025."]


@pytest.mark.parametrize(
    ("form", "before"), [("text", "BTC, as of"), ("md", "# "), ("html", "<h1")]
)
def test_it_is_the_first_section_after_the_headline(kb, friday, form, before):
    [text] = told(kb, friday, form)
    places = [text.upper().index(part.upper()) for part in (
        before, "What changed since the last briefing", "“Money left the funds”: held on",
        ">The answer in numbers<" if form == "html" else "\n\nThe answer in numbers\n"
        if form == "text" else "## The answer in numbers",
    )]  # fmt: skip
    assert places == sorted(places)


def test_programs_get_every_change_with_its_causes_and_the_facts(kb, friday):
    made = json.loads(told(kb, friday, "json")[0])
    hold_to_schema(made)
    changed = made["changed"]
    found = {(c["kind"], c["claim"], c["name"]): c for c in changed["changes"]}
    assert found["finding", "funds_left", None]["to"] == "fails"
    assert found["finding", "funds_left", None]["causes"]["new facts"]
    flow = found["quantity", "funds_left", "flow"]
    assert (flow["from"]["mid"], flow["to"]["mid"]) == (-492e6, 75e6)
    assert {"change": "revised", "from": -492e6, "to": -500e6}.items() <= next(
        f for f in changed["facts"] if f["change"] == "revised"
    ).items()
    ids = {s["id"] for s in made["sentences"]}
    assert set(changed["sentences"]) <= ids
    assert list(made)[10:12] == ["front", "changed"]


def test_the_first_briefing_has_no_comparison(kb):
    assert told(kb, None) == ["No briefing of the month before is recorded to compare with."]
    assert json.loads(told(kb, None, "json")[0])["changed"] is None


class TestPagesThatCannotBeReadToday:
    """Then the findings are compared, which the ledger holds, and nothing else."""

    @pytest.fixture(autouse=True)
    def unread(self, monkeypatch):
        def broken(*_: object) -> None:
            raise PageError("rules/etf/funds_left.md", 6, "no series is named 'etf.net_flow'")

        monkeypatch.setattr(recording_room, "book_of", broken)

    def test_the_findings_are_told_all_the_same(self, kb, friday):
        strict = edited(FUNDS_LEFT, "One day", "A day")
        line = "“Money left the funds”: held on 14 November 2025, fails now."
        assert line in told(kb, None, funds_left=strict)
        assert not any("Facts" in line for line in told(kb, None, funds_left=strict))

    def test_programs_are_given_no_comparison(self, kb, friday):
        strict = edited(FUNDS_LEFT, "One day", "A day")
        assert json.loads(told(kb, None, "json", funds_left=strict)[0])["changed"] is None

    def test_a_run_that_was_asked_for_is_refused(self, kb, friday):
        strict = edited(FUNDS_LEFT, "One day", "A day")
        with pytest.raises(StoreError, match="today's code cannot read it"):
            told(kb, friday, funds_left=strict)


def test_a_run_of_another_asset_is_not_compared_with(kb, book):
    kb.add(fact("price.close", 3_000, "USD/coin", asset="eth"))
    other = ask(kb, book, asset="eth")
    write_run(kb, composed(kb, other))
    from kb import ledger

    with pytest.raises(StoreError, match="compare runs of one asset"):
        told(kb, ledger.run(kb, other.id))
