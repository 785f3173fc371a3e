"""The ledger on the command line: runs, diff, replay, verify."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import LATE, tamper, write
from tests.desk import FUNDS_LEFT, SLIDE, edited, write_rules

WIDE = edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn")


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """Where the desk after two briefings is kept, so that it is made once."""
    return tmp_path_factory.mktemp("two") / "runs"


@pytest.fixture
def two_runs(downdraft, kept, tmp_path, monkeypatch, request):
    """The desk after the briefings of two days."""
    if not kept.exists():
        desk = request.getfixturevalue("desk")
        desk("brief", "--as-of", "2025-11-14", "-o", "friday.md")
        desk("brief", "--as-of", "2025-11-17", "-o", "monday.md")
        shutil.copytree(tmp_path, kept)
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("DOWNDRAFT_RULES", str(tmp_path / "rules"))
    return downdraft


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
        assert "funds_left: holds → fails; by new facts (fact 10)" in said.out

    def test_it_names_a_page_that_changed(self, two_runs, tmp_path):
        write_rules(tmp_path / "rules", funds_left=WIDE)
        two_runs("brief")
        out = two_runs("diff", "last~1", "last").out
        assert "funds_left: holds → fails; by pages (etf/funds_left.md)" in out

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
               "UPDATE finding SET status = 'fails' WHERE claim = 'slide'")  # fmt: skip
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


class TestVerify:
    def test_a_sound_base_ends_with_0_and_prints_its_head(self, two_runs):
        said = two_runs("verify")
        assert (said.code, said.err) == (0, "")
        assert said.out.startswith("downdraft.db is as it was written: 1 batch, 9 facts, 13 pages")
        assert "\nhead 1-2-2-" in said.out
        assert "A chain without a key shows accidents and clumsy hands." in said.out

    def test_an_altered_base_ends_with_4_and_names_the_row(self, two_runs, tmp_path):
        tamper(tmp_path / "downdraft.db", "sentence",
               "UPDATE sentence SET text = 'It rose.' WHERE n = 1")  # fmt: skip
        said = two_runs("verify")
        assert said.code == 4
        assert said.out.startswith(
            "downdraft.db is not as it was written:\n  sentence 1 of run 1 ("
        )

    def test_a_base_without_its_triggers_is_verified_all_the_same(self, two_runs, tmp_path):
        connection = sqlite3.connect(tmp_path / "downdraft.db")
        connection.execute("DROP TRIGGER fact_refuses_update").connection.close()
        assert two_runs("brief").code == 1
        said = two_runs("verify")
        assert said.code == 4
        assert "  schema fact_refuses_update: this trigger is missing" in said.out

    def test_a_fact_that_was_altered_is_named_with_the_file_it_came_from(self, two_runs, tmp_path):
        """Which names the value that it had."""
        name = write(tmp_path / "late.csv", LATE)
        two_runs("add", name, "--source", "farside")
        tamper(tmp_path / "downdraft.db", "fact", "UPDATE fact SET value = 1 WHERE id = 10")
        said = two_runs("verify")
        assert "  fact 10: it, or a name it uses, is not as it was added; batch 2 (late" in said.out
        assert "`downdraft add FILE --dry-run` names each value" in said.out
        said = two_runs("add", name, "--source", "farside", "--dry-run")
        assert "1e-06 USD m in batch 2 and 80 USD m here" in said.err

    def test_many_problems_are_counted_and_json_lists_them(self, two_runs, tmp_path):
        tamper(tmp_path / "downdraft.db", "sentence", "UPDATE sentence SET text = 'x'")
        assert "more (--json lists all)" in two_runs("verify").out
        found = json.loads(two_runs("verify", "--json").out)
        assert found["sound"] is False
        assert len(found["problems"]) > 10
        assert found["problems"][0]["table"] == "sentence"

    @pytest.mark.parametrize("form", [[], ["--json"]])
    def test_texts_that_are_no_utf_8_are_told_and_break_no_output(self, two_runs, tmp_path, form):
        name = "UPDATE page SET name = CAST(x'ff1b' AS TEXT) WHERE name = 'assumptions.yaml'"
        tamper(tmp_path / "downdraft.db", "page", name)
        said = two_runs("verify", *form)
        assert (said.code, said.err) == (4, "")
        assert "page ??: is not the text kept under" in said.out

    def test_a_briefing_that_was_compared_with_a_run_is_told_with_it(self, two_runs):
        two_runs("brief", "--as-of", "2025-11-13")
        two_runs("brief", "--since", "last", "-o", "since.md")
        said = two_runs("verify", "since.md")
        assert said.code == 0
        assert ", compared with run " in said.out

    def test_a_briefing_of_this_base_is_told(self, two_runs):
        said = two_runs("verify", "monday.md")
        assert said.code == 0
        assert "monday.md is, byte for byte, the md briefing of run " in said.out
        assert "(btc, as of 2025-11-17)." in said.out

    def test_what_was_printed_is_a_briefing_too(self, two_runs, tmp_path):
        (tmp_path / "printed").write_text(two_runs("brief").out, encoding="utf-8")
        assert two_runs("verify", "printed").code == 0

    def test_an_altered_briefing_ends_with_4_and_the_line_is_shown(self, two_runs, tmp_path):
        text = (tmp_path / "monday.md").read_text(encoding="utf-8")
        write(tmp_path / "altered.md", text.replace("$492m", "$42m", 1))
        said = two_runs("verify", "altered.md")
        assert said.code == 4
        assert "altered.md was altered: it is not the md briefing of run " in said.out
        assert "; line " in said.out

    def test_changed_line_ends_are_named_as_what_they_are(self, two_runs, tmp_path):
        raw = (tmp_path / "monday.md").read_bytes().replace(b"\n", b"\r\n")
        (tmp_path / "windows.md").write_bytes(raw)
        said = two_runs("verify", "windows.md")
        assert said.code == 4
        assert "its lines end in CRLF, as Windows writes them" in said.out

    def test_a_file_from_elsewhere_ends_with_4(self, two_runs, tmp_path):
        said = two_runs("verify", write(tmp_path / "note.txt", "It fell.\n"))
        assert said.code == 4
        assert "note.txt is no briefing recorded in this base" in said.out

    def test_an_altered_base_vouches_for_nothing(self, two_runs, tmp_path):
        tamper(tmp_path / "downdraft.db", "fact", "UPDATE fact SET value = 1 WHERE id = 2")
        said = two_runs("verify", "monday.md")
        assert said.code == 4
        assert "monday.md: nothing can be said of it by a base that is not" in said.out
        found = json.loads(two_runs("verify", "monday.md", "--json").out)
        assert found["briefing"]["verdict"] == "not checked"

    def test_json_says_which_run_a_file_is_of(self, two_runs):
        found = json.loads(two_runs("verify", "friday.md", "--json").out)
        assert (found["sound"], found["briefing"]["verdict"]) == (True, "genuine")
        assert found["briefing"]["format"] == "md"

    def test_a_head_kept_elsewhere_is_continued_by_a_base_that_grew(self, two_runs):
        kept = json.loads(two_runs("verify", "--json").out)["head"]
        two_runs("brief", "--as-of", "2025-11-16")
        said = two_runs("verify", "--head", kept)
        assert said.code == 0
        assert "It continues the head kept elsewhere." in said.out

    def test_a_head_that_is_not_continued_ends_with_4(self, two_runs, tmp_path):
        kept = json.loads(two_runs("verify", "--json").out)["head"]
        (tmp_path / "downdraft.db").unlink()
        two_runs("init")
        said = two_runs("verify", "--head", kept)
        assert said.code == 4
        assert "was there when the head was kept; the end was cut off" in said.out

    def test_what_is_no_head_is_wrong_usage(self, two_runs):
        said = two_runs("verify", "--head", "abc")
        assert (said.code, said.out) == (2, "")
        assert "--head: 'abc' is not a head; `verify` prints one" in said.err

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [(["nowhere.md"], 2), (["--db", "nowhere.db"], 1), (["--db", "friday.md"], 1)],
    )
    def test_what_is_not_there_is_a_sentence(self, two_runs, arguments, code):
        said = two_runs("verify", *arguments)
        assert (said.code, said.out) == (code, "")
        assert "Traceback" not in said.err


def test_a_replay_keeps_to_the_pages_of_its_time_even_where_today_s_are_wrong(two_runs, tmp_path):
    write_rules(tmp_path / "rules", slide=edited(SLIDE, "claim odds_fell", "claim odds_flel"))
    assert two_runs("brief").code == 4
    assert two_runs("replay", "last").code == 0
