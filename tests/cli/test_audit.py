"""why and why-not: how much is shown, in what form, and how they end."""

from __future__ import annotations

import json

import pytest


def test_the_smallest_proof_comes_first_and_full_shows_everything(desk):
    least, full = desk("why", "floor_reached"), desk("why", "floor_reached", "--full")
    assert (least.code, full.code) == (0, 0)
    assert "one other condition; --full shows all" in least.out
    assert "other condition" not in full.out
    assert len(full.out.splitlines()) > len(least.out.splitlines())


@pytest.mark.parametrize("command", ["why", "why-not"])
def test_a_proof_can_be_text_json_or_mermaid(desk, command):
    text = desk(command, "floor_value")
    tree = json.loads(desk(command, "floor_value", "--format", "json").out)
    drawn = desk(command, "floor_value", "--format", "mermaid").out
    assert text.out.startswith("floor_value fails: ")
    assert tree["text"] == text.out.splitlines()[0]
    assert tree == json.loads(desk(command, "floor_value", "--json").out)
    assert drawn.startswith("flowchart BT\n  n0[[")


def test_why_not_says_what_misses_and_what_would_turn_it(desk):
    said = desk("why-not", "floor_value")
    assert (said.code, said.err) == (0, "")
    assert "missed by $36,000" in said.out
    assert "turns to holds if price.close of 2025-11-17 goes from $92,000 to $56,000" in said.out


def test_why_not_follows_the_last_briefing_like_why(desk):
    desk("brief", "--as-of", "2025-11-14")
    assert "as of 2025-11-14" in desk("why-not", "funds_left").err
    assert desk("why-not", "funds_left", "--run", "zz").code == 1
    assert desk("why-not", "funds_left", "--run", "zz", "--as-of", "2025-11-14").code == 2


def test_why_not_takes_a_sentence_for_its_claim(desk):
    proof = json.loads(desk("why", "S1", "--format", "json").out)
    claim = proof["rests_on"][0]["values"]["claim"]
    assert desk("why-not", "s1").out == desk("why-not", claim).out


def test_why_not_takes_the_headline(desk):
    assert desk("why-not", "headline").out.startswith("headline: A slide with funds on the way out")


@pytest.mark.parametrize("command", ["why-not"])
@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        ("funds_lft", "no claim is named 'funds_lft'; nearest: funds_left"),
        ("rate_shift", "did you mean odds_fell.rate_shift"),
        ("", "no claim is named ''"),
        ("S99", "the briefing has sentences S1 to S"),
    ],
)
def test_a_claim_that_is_not_there_is_refused_with_what_is(desk, command, claim, problem):
    said = desk(command, claim)
    assert (said.code, said.out) == (1, "")
    assert problem in said.err
    assert said.err.count("\n") == 1


def test_nothing_is_written_by_asking(desk, tmp_path, state):
    before = state()
    for claim in ("floor_value", "headline"):
        desk("why-not", claim)
    assert state() == before


def test_why_of_a_mechanism_says_without_a_record_that_it_coincides(desk, tmp_path):
    page = tmp_path / "rules" / "etf" / "funds_left.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("kind: measurement", "kind: mechanism"), encoding="utf-8")
    last = desk("why", "funds_left").out.splitlines()[-1]
    assert last.startswith(
        "└─ coincides with; no record of how often it held and what the price did"
    )
    tree = json.loads(desk("why", "funds_left", "--json").out)
    assert tree["rests_on"][-1]["values"] == {"record": None}


def test_why_says_the_record_of_a_claim_on_request_and_from_a_recorded_history(desk):
    assert "coincides" not in desk("why", "floor_value").out
    asked = json.loads(desk("why", "floor_value", "--record", "--json").out)["rests_on"][-1]
    assert asked["values"]["record"]["wording"] == "coincides with"
    assert [step["values"]["horizon"] for step in asked["rests_on"]] == [30, 90]
    desk("history", "--from", "2025-11-16", "--to", "2025-11-17")
    kept = json.loads(desk("why", "floor_value", "--record", "--json").out)["rests_on"][-1]
    assert kept["values"]["record"]["history"]
    assert "no earlier episode of which the next 30 days are over" in kept["rests_on"][0]["text"]


def test_what_never_holds_has_no_record(desk):
    said = desk("why", "leverage_offered", "--record")
    assert (said.code, said.out) == (2, "")
    assert "--record: leverage_offered is a definition, which never holds" in said.err
