"""The example: the built-in facts under the built-in rules, by every command that reads."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest

from engine.briefing import render as documents
from engine.briefing.compose import compose
from engine.briefing.export import contract
from engine.briefing.render import render
from engine.judge.run import Question, Run, answer
from engine.ledger.write import record_of
from engine.pages.library import load_book
from engine.proof.text import as_text
from engine.proof.tree import Prover
from engine.words.cite import Bound, Refs
from kb.built_in import catalog
from kb.clock import day_number, moment_number
from kb.packs import built_in_facts
from kb.store import KnowledgeBase
from tests.contract.written_schema import schema

DAY = "2025-11-17"


@pytest.fixture(scope="module")
def base():
    with KnowledgeBase.in_memory() as kb:
        kb.add(built_in_facts())
        yield kb


@pytest.fixture(scope="module")
def run(base) -> Run:
    asked = Question("btc", day_number(DAY), moment_number(DAY))
    return answer(base, load_book(), catalog(), asked)


@pytest.fixture(scope="module")
def document(base, run) -> dict:
    """The JSON document of the example."""
    return contract(compose(run, base)).model_dump(by_alias=True, mode="json")


def finding(document: dict, claim: str) -> dict:
    return next(each for each in document["findings"] if each["claim"] == claim)


def said(document: dict, claim: str, name: str) -> dict:
    return next(each for each in finding(document, claim)["said"] if each["name"] == name)


def test_it_has_a_headline_a_floor_and_keeps_to_the_schema(document):
    jsonschema.validate(document, json.loads(schema()))
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


def test_every_numeral_of_every_document_is_bound(base, run, monkeypatch):
    seen: list[Bound] = []

    def watching(marked: str, refs: Refs) -> Bound:
        seen.append(bind(marked, refs))
        return seen[-1]

    bind = documents.bind
    monkeypatch.setattr(documents, "bind", watching)
    briefing = compose(run, base, ("Nothing.",))
    for form in ("text", "md", "floor"):
        render(briefing, form)
    for bound in seen:
        covered = {i for start, end, _ in bound.spans for i in range(start, end)}
        assert all(i in covered for i, sign in enumerate(bound.text) if sign.isnumeric())


def test_every_sentence_carries_its_citation(base, run):
    briefing = compose(run, base)
    text = " ".join(render(briefing, "md").split())
    for sentence in briefing.sentences:
        paragraphs = " ".join(sentence.paragraphs)
        assert f"{sentence.text} [{sentence.id} · {paragraphs}" in text or sentence.id == "S1"


def test_every_evidence_number_that_is_cited_is_listed(base, run):
    text = render(compose(run, base), "md")
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
    for sentence in record_of(compose(run, base)).sentences:
        assert prover.sentence(sentence).children


def test_every_finding_has_its_rules_and_every_rule_its_finding(run):
    decided = {f"{f.status}:{c}" for c, f in run.findings.items() if f.status in ("holds", "fails")}
    assert {
        firing.concludes
        for firing in run.inference.firings(0)
        if firing.concludes.startswith(("holds:", "fails:"))
    } == decided


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_it_is_printed_in_every_form_the_same_twice(downdraft, form):
    first = downdraft("brief", "--example", "--format", form)
    assert first.code == 0
    assert downdraft("brief", "--example", "--format", form) == first


@pytest.mark.parametrize(
    "command",
    ["facts", "facts --json", "facts --stale", "facts etf.net_flow --history", "floor",
     "floor --json", "rules list", "why S1", "why cut_odds_collapsed --json",
     "brief --as-of 2025-11-14"],
)  # fmt: skip
def test_it_works_with_every_reading_command(downdraft, command):
    said = downdraft(*command.split(), "--example")
    assert said.code in (0, 3)
    assert said.out
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", ["brief", "floor", "rules list"])
def test_a_day_before_its_first_fact_is_refused_with_the_day_to_ask_for(downdraft, command):
    said = downdraft(*command.split(), "--example", "--as-of", "2020-01-01")
    assert (said.code, said.out) == (1, "")
    assert "the first fact about 'btc' is of 2024-01-23; ask for that day" in said.err


def test_what_became_known_later_is_left_out_and_mentioned(downdraft):
    assert downdraft("brief", "--example").err == ""
    on_the_day = downdraft("brief", "--example", "--as-of", "2025-11-17")
    assert "became known only afterwards" in on_the_day.err


def test_the_built_in_cases_are_met(downdraft):
    said = downdraft("rules", "test")
    assert said.code == 0, said.err


@pytest.mark.parametrize("day", ["2025-11-17", "2025-11-21"])
def test_the_main_text_of_the_example_is_three_pages(base, day):
    """Three pages of sixty-six lines; what supports it follows as an annex."""
    asked = Question("btc", day_number(day), moment_number(day))
    text = render(
        compose(
            answer(base, load_book(), catalog(), asked), base, ("There is no earlier briefing.",)
        ),
        "text",
    )
    main, _, annex = text.partition("\nANNEX: ")
    assert len(main.splitlines()) <= 3 * 66
    assert annex
