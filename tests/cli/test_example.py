"""The example: the built-in facts under the built-in rules, by every command that reads."""

from __future__ import annotations

import json
import re

import pytest

from engine.briefing import render as documents
from engine.briefing.render import render
from engine.judge.run import Run
from engine.ledger.write import record_of
from engine.proof.text import as_text
from engine.proof.tree import Prover
from engine.words.cite import Bound, Refs
from kb.store import KnowledgeBase
from tests import published
from tests.contract.written_schema import hold_to_schema

DAY = "2025-11-17"


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return published.base()


@pytest.fixture(scope="module")
def run() -> Run:
    return published.run(DAY)


@pytest.fixture(scope="module")
def document() -> dict:
    """The JSON document of the day."""
    return json.loads(published.document(DAY, "json"))


def finding(document: dict, claim: str) -> dict:
    return next(each for each in document["findings"] if each["claim"] == claim)


def said(document: dict, claim: str, name: str) -> dict:
    return next(each for each in finding(document, claim)["said"] if each["name"] == name)


def test_it_has_a_headline_a_floor_and_keeps_to_the_schema(document):
    hold_to_schema(document)
    assert document["headline"]
    assert len(document["floor"]["conditions"]) == 3


def test_it_judges_every_claim_that_is_not_straddled(document):
    reasons = {each["claim"]: each["reason"] for each in document["not_judged"]}
    assert set(reasons.values()) <= {"straddles", "missing", "stale", "upstream", "opinion"}
    assert all(each["needs"] for each in document["not_judged"] if each["reason"] != "opinion")


def test_the_fall_of_open_interest_is_split_into_price_and_coins(document):
    quantities = finding(document, "open_interest_evaporated")["quantities"]
    parts = [
        name for name in quantities if "price" in name and name.startswith(("price_e", "by_pr"))
    ]
    text = finding(document, "open_interest_evaporated")["sentence"]
    assert quantities["fall"]["mid"] == pytest.approx(26e9)
    assert parts or "is the lower price alone" in text


def test_the_essays_real_yield_is_disputed_and_its_week_of_fund_flows_agrees(document):
    real = said(document, "short_yields_high", "real_yield")
    week = said(document, "etf_outflow", "week_flow")
    assert (real["verdict"], week["verdict"]) == ("disputed", "agrees")
    assert real["measured"] < 0.02
    assert week["measured"] == pytest.approx(-1.11e9, rel=0.01)


def test_the_carry_effect_is_stated_as_far_too_small(document):
    found = finding(document, "opportunity_cost")
    assert "far too small to explain by itself" in found["sentence"]


def test_every_numeral_of_every_document_is_bound(monkeypatch):
    seen: list[Bound] = []

    def watching(marked: str, refs: Refs) -> Bound:
        seen.append(bind(marked, refs))
        return seen[-1]

    bind = documents.bind
    monkeypatch.setattr(documents, "bind", watching)
    for form in ("text", "md", "floor"):
        render(published.briefing(DAY), form)
    for bound in seen:
        covered = {i for start, end, _ in bound.spans for i in range(start, end)}
        assert all(i in covered for i, sign in enumerate(bound.text) if sign.isnumeric())


def test_every_sentence_carries_its_citation():
    text = " ".join(published.document(DAY, "md").split())
    for sentence in published.briefing(DAY).sentences:
        paragraphs = " ".join(sentence.paragraphs)
        assert f"{sentence.text} [{sentence.id} · {paragraphs}" in text or sentence.id == "S1"


def test_every_evidence_number_that_is_cited_is_listed():
    text = published.document(DAY, "md")
    body, _, evidence = text.partition("## Evidence")
    cited = {int(n) for n in re.findall(r"\bF(\d+)\b", body)}
    listed = [int(n) for n in re.findall(r"^\| F(\d+) \|", evidence, re.MULTILINE)]
    assert listed == list(range(1, len(listed) + 1))
    assert cited <= set(listed)


def test_every_finding_can_be_proved(base, run):
    prover = Prover(run, base)
    for page in run.book.pages:
        assert as_text(prover.claim(page.claim)).startswith(page.claim)


def test_every_sentence_can_be_proved(base, run):
    prover = Prover(run, base)
    for sentence in record_of(published.briefing(DAY)).sentences:
        assert prover.sentence(sentence).children


def test_every_finding_has_its_rules_and_every_rule_its_finding(run):
    decided = {f"{f.status}:{c}" for c, f in run.findings.items() if f.status in ("holds", "fails")}
    assert {
        firing.concludes
        for firing in run.inference.firings(0)
        if firing.concludes.startswith(("holds:", "fails:"))
    } == decided


@pytest.mark.parametrize(
    "command",
    ["facts --stale", "floor", "why cut_odds_collapsed --json"],
)
def test_it_works_with_every_reading_command(downdraft, command):
    said = downdraft(*command.split(), "--example")
    assert said.code in (0, 3)
    assert said.out
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", ["brief", "floor", "rules list"])
def test_a_day_before_its_first_fact_is_refused_with_the_day_to_ask_for(downdraft, command):
    said = downdraft(*command.split(), "--example", "--as-of", "2020-01-01")
    assert (said.code, said.out) == (1, "")
    assert "the first fact that 'btc' is judged by is of 2024-01-23; ask for that day" in said.err


def test_what_became_known_later_is_left_out_and_mentioned(downdraft):
    said = downdraft("brief", "--example", "--as-of", DAY)
    assert (said.code, said.out[:3]) == (0, "BTC")
    assert "became known only afterwards" in said.err


@pytest.mark.parametrize("day", ["2025-11-17", "2025-11-21"])
def test_the_main_text_is_three_pages(day):
    """The front page, three pages of sixty-six lines, and what supports them as an annex."""
    main, _, annex = published.document(day, "text").partition("\nANNEX: ")
    front, _, rest = main.partition("\nTHE ANSWER IN NUMBERS")
    assert len(front.splitlines()) <= 60
    assert len(rest.splitlines()) <= 3 * 66
    assert annex
