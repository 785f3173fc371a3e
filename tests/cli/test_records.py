"""The ledger on the command line: runs, diff, replay, verify."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import LATE, tamper, write
from tests.desk import FUNDS_LEFT, SLIDE, edited, write_rules

WIDE = edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn")


class TestRuns:
    def test_a_run_can_be_named_by_its_place(self, two_runs):
        [row] = json.loads(two_runs("runs", "last~1", "--json").out)
        assert row["as of"] == "2025-11-14"

    def test_a_log_has_a_line_a_run(self, two_runs):
        lines = two_runs("runs", "--format", "jsonl").out.splitlines()
        assert [json.loads(line)["input"]["as_of"] for line in lines] == [
            "2025-11-14",
            "2025-11-17",
        ]

    def test_a_log_of_no_runs_is_empty(self, desk):
        said = desk("runs", "--format", "jsonl")
        assert (said.code, said.out) == (0, "")

    def test_provenance_is_of_one_run(self, two_runs):
        found = json.loads(two_runs("runs", "last", "--format", "prov").out)
        assert {"prefix", "entity", "activity", "agent", "used"} <= found.keys()
        said = two_runs("runs", "--format", "prov")
        assert (said.code, said.out) == (2, "")
        assert "--format prov gives one run; name it, as in: runs last" in said.err

    @pytest.mark.parametrize("name", ["last~2", "zz", "LAST", "last~-1", "last~x", ""])
    def test_a_run_that_is_not_there_is_a_sentence(self, two_runs, name):
        said = two_runs("runs", name)
        assert (said.code, said.out) == (1, "")
        assert said.err == f"downdraft: there is no run {name!r}; `downdraft runs` lists them\n"


class TestDiff:
    def test_it_names_finding_cause_and_fact(self, two_runs, tmp_path):
        two_runs("add", write(tmp_path / "f.csv", LATE), "--source", "farside")
        two_runs("brief")
        said = two_runs("diff", "last~1", "last")
        assert (said.code, said.err) == (0, "")
        assert (
            "“Money left the funds” (funds_left): holds → fails; by new facts (fact 10)" in said.out
        )

    def test_it_names_a_page_that_changed(self, two_runs, tmp_path):
        write_rules(tmp_path / "rules", funds_left=WIDE)
        two_runs("brief")
        out = two_runs("diff", "last~1", "last").out
        assert (
            "“Money left the funds” (funds_left): holds → fails; by pages (etf/funds_left.md)"
            in out
        )

    def test_json_is_a_tree(self, two_runs):
        found = json.loads(two_runs("diff", "last~1", "last", "--json").out)
        assert (found["from"]["as_of"], found["to"]["as_of"]) == ("2025-11-14", "2025-11-17")

    def test_it_needs_two_runs(self, two_runs):
        assert two_runs("diff", "last").code == 2

    def test_a_day_stands_for_its_run_recorded_last(self, two_runs):
        named = json.loads(two_runs("diff", "last~1", "last", "--json").out)
        assert json.loads(two_runs("diff", "2025-11-14", "2025-11-17", "--json").out) == named

    def test_a_day_that_nobody_recorded_is_judged_and_not_recorded(self, two_runs, state):
        before = state()
        said = two_runs("diff", "2025-11-13", "2025-11-17")
        assert said.code == 0
        first, second, *_ = said.out.splitlines()
        assert first.startswith("from 2025-11-13, judged now on what was known by 2025-11-13")
        assert second.startswith("to   run ")
        assert state() == before

    def test_a_day_judged_now_differs_as_if_it_had_been_recorded(self, two_runs):
        judged = json.loads(two_runs("diff", "2025-11-13", "last", "--json").out)
        assert (judged["from"].pop("recorded"), judged["to"]["recorded"]) == (False, True)
        two_runs("brief", "--as-of", "2025-11-13")
        recorded = json.loads(two_runs("diff", "2025-11-13", "2025-11-17", "--json").out)
        assert recorded["from"].pop("recorded")
        assert recorded == judged

    def test_a_diff_without_a_changed_finding_says_so_in_one_line(self, two_runs):
        out = two_runs("diff", "2025-11-17", "2025-11-17").out
        assert out.count("\n") == 4
        assert out.endswith("Nothing that is said changed.\n")

    def test_days_that_lie_ahead_or_are_none_are_wrong_usage(self, two_runs):
        assert two_runs("diff", "2025-13-01", "last").code == 2
        assert "lies ahead" in two_runs("diff", "last", "2999-01-01").err

    def test_nothing_is_recorded(self, two_runs, state):
        before = state()
        two_runs("diff", "last~1", "last")
        two_runs("replay", "last")
        two_runs("verify", "monday.md")
        assert state() == before


class TestReplay:
    def test_a_run_comes_out_as_it_was(self, two_runs, tmp_path):
        two_runs("add", write(tmp_path / "f.csv", LATE), "--source", "farside")
        write_rules(tmp_path / "rules", funds_left=WIDE)
        said = two_runs("replay", "last")
        assert said.code == 0
        assert "comes out as it was recorded, under the same code." in said.out
        assert "  md: the same bytes" in said.out

    def test_the_document_is_given_again(self, two_runs, tmp_path):
        before = (tmp_path / "monday.md").read_text(encoding="utf-8")
        said = two_runs("replay", "last", "--format", "md")
        assert said.out == before
        assert "comes out as it was recorded" in said.err
        assert two_runs("replay", "last", "--format", "md", "-o", "again.md").out == ""
        assert (tmp_path / "again.md").read_text(encoding="utf-8") == before

    def test_what_was_altered_ends_with_4_and_is_named(self, two_runs, tmp_path):
        tamper(tmp_path / "downdraft.db", "finding",
               "UPDATE finding SET status = 'fails' WHERE claim = 'slide' AND run_id = "
               "(SELECT id FROM run ORDER BY n DESC LIMIT 1)")  # fmt: skip
        said = two_runs("replay", "last")
        assert said.code == 4
        assert "something was altered" in said.out
        assert "  finding slide: fails → holds" in said.out

    def test_pages_that_were_altered_end_with_4(self, two_runs, tmp_path):
        tamper(tmp_path / "downdraft.db", "page", "UPDATE page SET text = text || 'x'")
        said = two_runs("replay", "last")
        assert (said.code, said.out) == (4, "")
        assert "is not as it was kept; `downdraft verify` names the page" in said.err

    def test_json_says_what_is_the_same(self, two_runs):
        found = json.loads(two_runs("replay", "last", "--json").out)
        assert (found["same"], found["code"]["same"]) == (True, True)
        assert [each["format"] for each in found["documents"]] == ["md"]

    def test_json_and_a_document_are_two_things(self, two_runs):
        assert two_runs("replay", "last", "--json", "--format", "md").code == 2

    def test_other_code_that_says_otherwise_is_no_failure(self, two_runs, monkeypatch):
        from engine.pages.book import RuleBook
        from engine.words import filters

        monkeypatch.setitem(filters.STYLES, "usd", lambda value: f"{value:.0f} dollars")
        monkeypatch.setattr(RuleBook, "engine", "9.9.9+other")
        said = two_runs("replay", "last")
        assert said.code == 0
        assert "otherwise than it was recorded; the code has changed since, from 0" in said.out
        assert "  md: other bytes" in said.out

    def test_words_that_changed_alone_are_told_apart_from_what_judges(self, two_runs, monkeypatch):
        from engine.ledger import replay
        from engine.words import filters

        monkeypatch.setitem(filters.STYLES, "usd", lambda value: f"{value:.0f} dollars")
        monkeypatch.setattr(replay, "document_version", lambda: "other")
        said = two_runs("replay", "last")
        assert said.code == 0
        assert "under the same code that judges; the code that writes has changed" in said.out
        assert "  md: other bytes, as other code wrote it" in said.out


def test_a_replay_keeps_to_the_pages_of_its_time_even_where_today_s_are_wrong(two_runs, tmp_path):
    write_rules(tmp_path / "rules", slide=edited(SLIDE, "claim odds_fell", "claim odds_flel"))
    assert two_runs("brief").code == 4
    assert two_runs("replay", "last").code == 0
