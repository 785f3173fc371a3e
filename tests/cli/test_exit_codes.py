"""Exit codes: 0 good, 1 error, 2 wrong usage, 3 nothing to say, 4 the rules or the rule engine."""

from __future__ import annotations

import pytest

from engine.extension import ExtensionMissing
from engine.judge import infer
from engine.judge.logic import Findings
from engine.judge.matcher import MatcherError
from kb.store import KnowledgeBase
from tests.desk import FLOOR_VALUE, ORDER, SLIDE, edited, without, write_rules


@pytest.fixture
def disagreement(monkeypatch):
    """A reference evaluator that is wrong about one claim."""
    honest = infer.evaluate

    def wrong(program, truths) -> Findings:
        found = honest(program, truths)
        column = found.claims.index("funds_left")
        found.holds[:, column] = ~found.holds[:, column]
        return found

    monkeypatch.setattr(infer, "evaluate", wrong)


def test_a_good_briefing_ends_with_0(desk):
    assert desk("brief").code == 0


def test_an_error_ends_with_1_and_a_sentence(desk):
    said = desk("brief", "--db", "nowhere.db")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "downdraft: nowhere.db does not exist; make it with `downdraft init`, or pass --db\n"
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["brief", "--format", "pdf"], "'pdf' is not one of"),
        (["brief", "--colour"], "No such option"),
        (["brief", "--as-of", "17.11.2025"], "--as-of: '17.11.2025' is not a date"),
        (["brief", "--as-of", "2025-02-30"], "--as-of: '2025-02-30' is not in the calendar"),
        (["brief", "--known-at", "noon"], "--known-at: 'noon' is not a moment"),
        (["brief", "--as-of", "2999-01-01"], "--as-of: 2999-01-01 lies ahead (today is "),
        (["floor", "--known-at", "2999-01-01"], "--known-at: 2999-01-01 lies ahead (today is "),
        (["brief", "--rules", "nowhere"], "--rules: nowhere is not a folder of pages"),
        (["brief", "--rules", "rules/policy/empty"], "empty is not a folder of pages"),
        (["brief", "extra"], "unexpected extra argument"),
        (["why"], "Missing argument 'CLAIM|SENTENCE'"),
        (["add"], "name a file, or '-' for standard input"),
        (["rules", "shwo"], "No such command 'shwo'"),
        ([], "Usage"),
    ],
)
def test_wrong_usage_ends_with_2(desk, arguments, problem, state, tmp_path):
    before = state()
    (tmp_path / "rules" / "policy" / "empty").mkdir()
    said = desk(*arguments)
    assert (said.code, said.out) == (2, "")
    assert problem in said.err
    assert "Traceback" not in said.err
    assert state() == before


def test_a_briefing_without_a_headline_is_printed_and_ends_with_3(desk, tmp_path):
    write_rules(tmp_path / "rules", slide=edited(SLIDE, "claim odds_fell", "not claim odds_fell"))
    said = desk("brief")
    assert said.code == 3
    assert said.out.startswith("No headline can be given on these facts.")
    assert said.err.startswith("no headline can be given on these facts; `downdraft facts --stale`")


def test_a_floor_that_cannot_be_judged_ends_with_3(downdraft, tmp_path, monkeypatch):
    monkeypatch.setenv("DOWNDRAFT_RULES", str(write_rules(tmp_path / "rules")))
    with KnowledgeBase.create(tmp_path / "downdraft.db") as base:
        base.add([f for f in without("etf.net_flow") if f.series != "onchain.realised_price"])
    said = downdraft("floor")
    assert said.code == 3
    assert "WHERE IT STOPS" in said.out
    assert said.err.startswith("no floor can be judged on these facts; ")
    assert downdraft("brief").code == 3


def test_a_briefing_without_a_floor_alone_ends_with_3(desk, tmp_path):
    """The headline is there, and what is said of the floor is only what it lacks."""
    later = edited(FLOOR_VALUE, "onchain.realised_price", "holders.active_basis")
    write_rules(
        tmp_path / "rules",
        floor_value=later,
        briefing=edited(ORDER, "[floor_flows, floor_value]\nh", "[floor_value]\nh"),
    )
    said = desk("brief")
    assert said.code == 3
    assert said.out.startswith("BTC slides while")
    assert said.err.startswith("no floor can be judged on these facts; ")


def test_a_book_without_a_floor_ends_with_3(desk, tmp_path):
    write_rules(tmp_path / "rules", briefing="headline: [slide]\n")
    said = desk("floor")
    assert said.code == 3
    assert "the rule book names no conditions" in said.err


def test_under_strict_anything_unknown_ends_with_3(desk, tmp_path):
    assert desk("brief", "--strict").code == 3
    assert desk("brief").code == 0


def test_without_anything_unknown_strict_ends_with_0(desk, tmp_path):
    rows = "series,as_of,value,unit\nderivatives.max_leverage,2025-11-17,100,x\n"
    (tmp_path / "f.csv").write_text(rows)
    desk("add", "f.csv", "--source", "desk")
    assert desk("brief", "--strict").code == 0


def test_a_wrong_page_ends_with_4(desk, tmp_path):
    (tmp_path / "rules" / "etf" / "funds_left.md").write_text("no front matter")
    said = desk("brief")
    assert (said.code, said.out) == (4, "")
    assert "etf/funds_left.md line 1: " in said.err


@pytest.mark.parametrize(
    "command", [["brief"], ["brief", "-o", "b.md"], ["floor"], ["why", "slide"]]
)
def test_a_disagreement_ends_with_4_and_nothing_is_rendered(
    desk, command, disagreement, state, tmp_path
):
    before = state()
    said = desk(*command)
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith("downdraft: claim funds_left, day 0: durable_rules finds 'holds'")
    assert said.err.count("\n") == 1
    assert state() == before
    assert not (tmp_path / "b.md").exists()


def test_a_disagreement_is_in_force_over_the_built_in_rules_too(downdraft, monkeypatch):
    honest = infer.evaluate

    def wrong(program, truths) -> Findings:
        found = honest(program, truths)
        found.fails[:, 0] = ~found.fails[:, 0]
        return found

    monkeypatch.setattr(infer, "evaluate", wrong)
    said = downdraft("brief", "--example")
    assert (said.code, said.out) == (4, "")


class TestTracebacks:
    """Never, unless they are asked for."""

    def test_what_nobody_foresaw_is_one_sentence(self, desk, monkeypatch):
        monkeypatch.setattr(infer, "evaluate", lambda *_: 1 / 0)
        said = desk("brief")
        assert (said.code, said.out) == (1, "")
        assert "something unforeseen happened (ZeroDivisionError: " in said.err
        assert said.err.endswith("--debug shows where\n")

    @pytest.mark.parametrize("error", [ValueError("odd"), KeyError("odd"), IndexError("odd")])
    def test_an_error_of_python_is_not_passed_off_as_foreseen(self, desk, monkeypatch, error):
        def broken(*_: object) -> None:
            raise error

        monkeypatch.setattr(infer, "evaluate", broken)
        said = desk("brief")
        assert said.code == 1
        assert f"something unforeseen happened ({type(error).__name__}: " in said.err

    @pytest.mark.parametrize("error", [MatcherError("it refused"), ExtensionMissing("build it")])
    def test_a_rule_engine_that_does_not_work_gives_its_own_words(self, desk, monkeypatch, error):
        def broken(*_: object) -> None:
            raise error

        monkeypatch.setattr(infer, "evaluate", broken)
        said = desk("brief")
        assert (said.code, said.out, said.err) == (4, "", f"downdraft: {error}\n")

    def test_debug_shows_where(self, desk):
        from engine.cli.main import main

        with pytest.raises(Exception, match=r"nowhere\.db does not exist"):
            main(["brief", "--db", "nowhere.db", "--debug"])

    def test_the_environment_asks_for_it_too(self, desk, monkeypatch):
        from engine.cli.main import main

        monkeypatch.setenv("DOWNDRAFT_DEBUG", "1")
        with pytest.raises(Exception, match=r"nowhere\.db does not exist"):
            main(["brief", "--db", "nowhere.db"])

    def test_an_interrupted_command_says_so(self, desk, monkeypatch):
        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(infer, "evaluate", interrupted)
        said = desk("brief")
        assert said.code == 1
        told = "stopped; what was being written is there whole or not at all"
        assert said.err.strip() == told
