"""Auditing: why a sentence stands there, and which runs there are."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import LATE, write


def test_a_claim_is_proved_down_to_its_facts(desk):
    said = desk("why", "funds_left")
    assert said.out.splitlines()[0].startswith("funds_left holds: Money left the funds")
    assert "fact 5: etf.net_flow" in said.out


def test_a_quantity_is_proved(desk):
    assert desk("why", "odds_fell.odds_lost").out.startswith("odds_fell.odds_lost = 51")


@pytest.mark.parametrize("name", ["S4", "s4"])
def test_a_sentence_of_the_last_briefing_is_proved(desk, name):
    desk("brief")
    assert desk("why", name).out.startswith("S4 “The funds lost $492m")


def no_composing(monkeypatch):
    def refuse(*_):
        raise AssertionError("a briefing is composed")

    monkeypatch.setattr("engine.ledger.write.compose", refuse)


@pytest.mark.parametrize("question", [(), ("--run", "last"), ("--as-of", "2025-11-17")])
def test_a_recorded_sentence_is_read_and_no_briefing_is_composed(desk, monkeypatch, question):
    composed = desk("why", "S4", "--as-of", "2025-11-17").out
    desk("brief")
    no_composing(monkeypatch)
    read = desk("why", "S4", *question)
    assert (read.code, read.out) == (0, composed)
    assert read.err.startswith("proof of run ")
    assert read.err.endswith(", btc, as of 2025-11-17\n")


def test_a_sentence_is_of_the_newest_run_of_its_question(desk, tmp_path):
    desk("brief", "--as-of", "2025-11-17")
    desk("add", write(tmp_path / "f.csv", LATE), "--source", "farside")
    desk("brief", "--as-of", "2025-11-17")
    desk("brief", "--as-of", "2025-11-14")
    [older, newest, _] = json.loads(desk("runs", "--json").out)
    said = desk("why", "S4", "--as-of", "2025-11-17")
    assert newest["run"][:12] in said.err
    assert said.out.startswith("S4 “Old holders spent 815,000 coins")
    assert desk("why", "S4", "--run", older["run"]).out.startswith("S4 “The funds lost $492m")


def test_a_sentence_of_a_question_that_no_run_answered_is_composed(desk):
    desk("brief", "--as-of", "2025-11-14")
    said = desk("why", "S4", "--as-of", "2025-11-17")
    assert (said.err, said.out[:22]) == ("", "S4 “The funds lost $49")


def test_a_sentence_of_changed_pages_is_proved_by_the_pages_that_wrote_it(desk, tmp_path):
    desk("brief")
    before = desk("why", "S4").out
    page = tmp_path / "rules" / "etf" / "funds_left.md"
    page.write_text(page.read_text(encoding="utf-8").replace("The funds lost", "Funds lost"))
    said = desk("why", "S4")
    assert said.out == before.replace(f"{tmp_path}/rules/", "rules/")
    assert said.err.endswith("this is the proof under its own\n")


def test_a_run_that_is_named_is_put_to_its_own_pages_or_to_those_of_today(desk, tmp_path):
    desk("brief")
    before = desk("why", "funds_left").out
    page = tmp_path / "rules" / "etf" / "funds_left.md"
    page.write_text(page.read_text(encoding="utf-8").replace("Money left", "Cash left"))
    own, today = (
        desk("why", "funds_left", "--run", "last"),
        desk("why", "funds_left", "--run", "last", "--today"),
    )
    assert own.out == before.replace(f"{tmp_path}/rules/", "rules/")
    assert own.err.endswith("this is the proof under its own\n")
    assert today.out.startswith("funds_left holds: Cash left")
    assert today.err.endswith("this is the proof under today's\n")


def test_the_last_briefing_is_proved_as_it_was(desk, tmp_path):
    """Whatever has come in since."""
    desk("brief")
    before = desk("why", "funds_left").out
    desk("add", write(tmp_path / "f.csv", LATE), "--source", "farside")
    assert desk("why", "funds_left").out == before
    assert desk("why", "funds_left", "--as-of", "2025-11-17").out.startswith("funds_left fails")


def test_changed_rules_are_mentioned(desk, tmp_path):
    desk("brief")
    page = tmp_path / "rules" / "etf" / "funds_left.md"
    page.write_text(page.read_text().replace("no more.", "and no more."))
    assert "the rule book has changed since that briefing" in desk("why", "funds_left").err


def test_a_recorded_run_can_be_chosen(desk):
    desk("brief", "--as-of", "2025-11-14")
    desk("brief")
    [older, last] = json.loads(desk("runs", "--json").out)
    chosen = desk("why", "odds_fell", "--run", older["run"][:12])
    assert chosen.err == f"proof of run {older['run'][:12]}, btc, as of 2025-11-14\n"
    fallen_back = desk("why", "odds_fell", "--asset", "BTC")
    assert fallen_back.err == f"proof of run {last['run'][:12]}, btc, as of 2025-11-17\n"
    assert desk("why", "odds_fell", "--run", "zz").code == 1
    assert desk("why", "odds_fell", "--run", "zz", "--as-of", "2025-11-14").code == 2


def test_a_proof_as_json(desk):
    tree = json.loads(desk("why", "funds_left", "--json").out)
    assert (tree["kind"], tree["rests_on"][0]["kind"]) == ("finding", "rule")


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ("rate_shift", "no claim is named 'rate_shift'; did you mean odds_fell.rate_shift"),
        ("zzz", "no claim is named 'zzz'; see `downdraft rules list`"),
        ("funds_lft", "no claim is named 'funds_lft'; nearest: funds_left"),
        ("odds_fell.odds_lst", "no fact or quantity 'odds_lst'; nearest: odds_lost"),
        ("S99", "the briefing has sentences S1 to S"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(desk, what, problem):
    said = desk("why", what)
    assert (said.code, said.out) == (1, "")
    assert problem in said.err
    assert said.err.count("\n") == 1


def test_the_runs_are_listed(desk):
    assert desk("runs").err.startswith("no run is recorded yet")
    desk("brief", "--as-of", "2025-11-14")
    desk("brief")
    runs = json.loads(desk("runs", "--json").out)
    assert [run["as of"] for run in runs] == ["2025-11-14", "2025-11-17"]
    assert len(desk("runs").out.strip().splitlines()) == 4
