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


def test_why_not_takes_the_headline(desk):
    assert desk("why-not", "headline").out.startswith("headline: A slide with funds on the way out")


@pytest.mark.parametrize("command", ["why-not"])
@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        ("funds_lft", "no claim is named 'funds_lft'; nearest: funds_left"),
        ("rate_shift", "did you mean odds_fell.rate_shift"),
        ("", "no claim is named ''"),
        ("S1", "no claim is named 'S1'"),
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
