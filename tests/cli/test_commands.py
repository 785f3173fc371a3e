"""The commands as a desk uses them: data on stdout, notes on stderr."""

from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import jsonschema
import pytest

from engine.briefing.contract import schema
from kb import ledger
from kb.store import KnowledgeBase
from tests.cli.conftest import write
from tests.desk import fact

ROWS = "series,as_of,value,unit\nprice.close,2025-11-17,92215.14,USD/coin\n"
LATE = "series,as_of,value,unit,known_at\netf.net_flow,2025-11-17,80,USD m,2025-11-17\n"


class TestFeedingIn:
    def test_a_new_base_is_made_where_it_is_wanted(self, downdraft, tmp_path):
        assert downdraft("init", "--db", "desk.db").code == 0
        assert (tmp_path / "desk.db").exists()

    def test_a_base_is_not_made_twice(self, downdraft):
        downdraft("init")
        said = downdraft("init")
        assert said.code == 1
        assert "is already there" in said.err

    def test_a_file_is_added_and_its_batch_named(self, downdraft, tmp_path):
        downdraft("init")
        said = downdraft("add", write(tmp_path / "facts.csv", ROWS), "--source", "desk")
        assert (said.code, said.out) == (0, "")
        assert said.err == "facts.csv: 1 added as batch 1, 0 already there\n"

    def test_a_file_added_twice_adds_nothing(self, downdraft, tmp_path, state):
        downdraft("init")
        call = ("add", write(tmp_path / "facts.csv", ROWS), "--source", "desk")
        downdraft(*call)
        before = state()
        assert downdraft(*call).err == "facts.csv: 0 added, 1 already there\n"
        assert state() == before

    def test_a_dry_run_changes_nothing(self, desk, tmp_path, state):
        before = state()
        said = desk("add", write(tmp_path / "f.csv", LATE), "--source", "farside", "--dry-run")
        assert (said.code, said.err) == (0, "f.csv: 1 would be added, 0 already there\n")
        assert state() == before

    def test_good_rows_can_be_kept_and_the_bad_ones_are_written_beside(self, downdraft, tmp_path):
        downdraft("init")
        rows = ROWS + "price.close,2025-11-16,nothing,USD/coin\n"
        said = downdraft("add", write(tmp_path / "f.csv", rows), "--source", "desk", "--keep-good")
        assert said.code == 0
        assert "line 3" in said.err
        assert "  1 row was not a fact; they are in f.rejected.csv" in said.err
        assert "nothing" in (tmp_path / "f.rejected.csv").read_text()

    def test_a_late_fact_names_the_run_and_what_it_would_find_now(self, desk, tmp_path):
        desk("brief")
        said = desk("add", write(tmp_path / "f.csv", LATE), "--source", "farside")
        assert said.code == 0
        assert "late for run " in said.err
        assert "funds_left holds → fails" in said.err

    def test_an_empty_form_can_be_filled_in(self, downdraft, tmp_path):
        form = downdraft("add", "--template")
        assert form.out.startswith("series,asset,target,as_of,")
        downdraft("init")
        filled = form.out.replace(",example,", ",desk,")
        assert downdraft("add", write(tmp_path / "form.csv", filled)).code == 0

    def test_a_form_that_was_not_filled_in_poisons_no_base(self, downdraft, tmp_path, state):
        downdraft("init")
        before = state()
        form = write(tmp_path / "form.csv", downdraft("add", "--template").out)
        said = downdraft("add", form)
        assert (said.code, state()) == (1, before)
        assert "form.csv line 2: this is a row of the template" in said.err

    def test_json_says_what_became_of_every_file(self, downdraft, tmp_path):
        downdraft("init")
        said = downdraft("add", write(tmp_path / "f.csv", ROWS), "--source", "desk", "--json")
        [intake] = json.loads(said.out)
        assert (intake["file"], intake["added"], intake["late_for"]) == ("f.csv", 1, [])


class TestLookingAtFacts:
    def test_what_stands_is_a_table_with_a_row_a_fact(self, desk):
        out = desk("facts").out
        assert "etf.net_flow" in out
        assert len([line for line in out.splitlines() if "2025-1" in line]) == 7

    def test_one_series_with_its_history(self, desk):
        rows = json.loads(desk("facts", "price.close", "--history", "--json").out)
        assert [row["value"] for row in rows] == ["94,000 USD/coin", "92,000 USD/coin"]

    def test_the_history_shows_what_became_known_only_later(self, desk, tmp_path):
        """Unless a moment is named."""
        late = LATE.replace("2025-11-17,80,USD m,2025-11-17", "2025-11-14,80,USD m,2025-11-20")
        desk("add", write(tmp_path / "f.csv", late), "--source", "farside")
        call = ("facts", "etf.net_flow", "--history", "--json")
        assert len(json.loads(desk(*call).out)) == 2
        assert len(json.loads(desk(*call, "--known-at", "2025-11-19").out)) == 1

    def test_the_morning_checklist(self, desk):
        rows = json.loads(desk("facts", "--stale", "--json").out)
        assert [row["series"] for row in rows] == ["derivatives.max_leverage"]

    def test_nothing_stale_is_a_note_and_no_table(self, desk):
        said = desk("facts", "price.close", "--stale")
        assert (said.code, said.out) == (0, "")
        assert said.err == "nothing is missing or too old\n"

    def test_a_day_in_the_past_is_seen_as_it_was(self, desk):
        assert "etf.net_flow" not in desk("facts", "--as-of", "2025-11-13").out

    def test_an_unknown_series_is_refused_with_the_nearest(self, desk):
        said = desk("facts", "etf.netflow")
        assert said.code == 1
        assert "nearest: etf.net_flow" in said.err


class TestTheBriefing:
    def test_it_is_printed_and_recorded(self, desk, state):
        said = desk("brief")
        assert said.code == 0
        assert said.out.startswith("BTC slides while")
        assert state()[2] == 1

    def test_the_same_question_gives_the_same_bytes_and_one_run(self, desk, state):
        first, after_one = desk("brief").out, state()
        assert desk("brief").out == first
        assert state() == after_one

    @pytest.mark.parametrize("form", ["text", "md", "html", "json"])
    def test_every_form_is_printed(self, desk, form):
        said = desk("brief", "--format", form)
        assert (said.code, said.err) == (0, "")
        assert "slides while" in said.out or '"headline": "slide"' in said.out

    def test_json_keeps_to_its_schema(self, desk):
        said = desk("brief", "--json")
        jsonschema.validate(json.loads(said.out), json.loads(schema()))

    @pytest.mark.parametrize(
        ("name", "start"),
        [("b.md", "# BTC"), ("b.html", "<!doc"), ("b.json", "{\n"), ("b", "BTC ")],
    )
    def test_the_ending_of_a_file_decides_its_form(self, desk, name, start, tmp_path):
        said = desk("brief", "-o", name)
        assert (said.code, said.out, said.err) == (0, "", f"wrote {name}\n")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)

    @pytest.mark.parametrize("name", ["b.pdf", "b.docx", "b.htm"])
    def test_an_ending_that_tells_no_form_is_wrong_usage(self, desk, name, tmp_path):
        said = desk("brief", "-o", name)
        assert (said.code, said.out) == (2, "")
        assert "the endings are .md, .html, .json, .txt, or pass --format" in said.err
        assert not (tmp_path / name).exists()
        assert desk("brief", "-o", name, "--format", "md").code == 0

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
    def test_a_full_disk_is_said_in_words(self, desk):
        said = desk("brief", "-o", "/dev/full")
        assert (said.code, said.out) == (1, "")
        assert "/dev/full cannot be written (the disk is full)" in said.err

    def test_a_file_holds_what_would_have_been_printed(self, desk, tmp_path):
        printed = desk("brief", "--format", "md").out
        desk("brief", "-o", "b.md")
        assert (tmp_path / "b.md").read_text(encoding="utf-8") == printed

    def test_facts_known_only_later_are_mentioned(self, desk, tmp_path):
        rows = LATE.replace("2025-11-17\n", "2025-11-20\n")
        desk("add", write(tmp_path / "f.csv", rows), "--source", "farside")
        said = desk("brief", "--as-of", "2025-11-17")
        assert "one fact about this day or earlier became known only afterwards" in said.err
        assert "--known-at 2025-11-20" in said.err
        assert "took in" not in said.out

    def test_it_says_what_changed_since_the_day_before(self, desk):
        desk("brief", "--as-of", "2025-11-13")
        assert "“Money left the funds”: unknown on 13 November 2025" in " ".join(
            desk("brief").out.split()
        )

    def test_it_can_be_compared_with_any_run(self, desk, tmp_path):
        """And then again with the day before: two documents of one run."""
        desk("brief", "--as-of", "2025-11-13")
        desk("brief", "--as-of", "2025-11-14")
        [oldest, _] = json.loads(desk("runs", "--json").out)
        plain = desk("brief")
        since = desk("brief", "--since", oldest["run"][:12])
        desk("brief", "--since", oldest["run"])
        with KnowledgeBase.open(tmp_path / "downdraft.db") as base:
            last = ledger.runs(base)[-1].id
            assert set(ledger.renderings(base, last)) == {"text", f"text since {oldest['run']}"}
        assert (plain.code, since.code) == (0, 0)
        assert "on 13 November 2025" in since.out
        assert desk("brief").out == plain.out

    def test_nothing_is_recorded_where_that_is_wanted(self, desk, state):
        before = state()
        assert desk("brief", "--no-ledger").code == 0
        assert state() == before

    def test_a_symlink_is_written_through(self, desk, tmp_path):
        (tmp_path / "real.md").write_text("old")
        (tmp_path / "link.md").symlink_to("real.md")
        assert desk("brief", "-o", "link.md").code == 0
        assert (tmp_path / "link.md").is_symlink()
        assert (tmp_path / "real.md").read_text(encoding="utf-8").startswith("# BTC")

    def test_a_pipe_is_written_to_and_not_replaced(self, desk, tmp_path):
        """Nor would a device be: `-o /dev/stdout`."""
        os.mkfifo(pipe := tmp_path / "pipe")
        got: list[str] = []
        reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")))
        reader.start()
        said = desk("brief", "-o", "pipe")
        reader.join(10)
        assert said.code == 0
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert got[0].startswith("BTC slides")

    def test_a_file_that_cannot_be_written_leaves_no_half_of_it(self, desk, tmp_path):
        (tmp_path / "b.md").write_text("the old one")
        (tmp_path / "b.md").chmod(0o444)
        desk("brief", "-o", "b.md")
        assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("b.md")) == ["b.md"]

    def test_the_floor_alone(self, desk):
        said = desk("floor")
        assert said.code == 0
        assert "WHERE IT STOPS" in said.out
        assert "WHY IT IS FALLING" not in said.out

    def test_the_floor_as_json(self, desk):
        floor = json.loads(desk("floor", "--json").out)
        assert [each["status"] for each in floor["conditions"]] == ["fails", "fails"]


class TestAuditing:
    def test_a_claim_is_proved_down_to_its_facts(self, desk):
        said = desk("why", "funds_left")
        assert said.out.splitlines()[0].startswith("funds_left holds: Money left the funds")
        assert "fact 5: etf.net_flow" in said.out

    def test_a_quantity_is_proved(self, desk):
        assert desk("why", "odds_fell.odds_lost").out.startswith("odds_fell.odds_lost = 51")

    @pytest.mark.parametrize("name", ["S4", "s4"])
    def test_a_sentence_of_the_last_briefing_is_proved(self, desk, name):
        desk("brief")
        assert desk("why", name).out.startswith("S4 “The funds lost $492m")

    def test_the_last_briefing_is_proved_as_it_was(self, desk, tmp_path):
        """Whatever has come in since."""
        desk("brief")
        before = desk("why", "funds_left").out
        desk("add", write(tmp_path / "f.csv", LATE), "--source", "farside")
        assert desk("why", "funds_left").out == before
        assert desk("why", "funds_left", "--as-of", "2025-11-17").out.startswith("funds_left fails")

    def test_changed_rules_are_mentioned(self, desk, tmp_path):
        desk("brief")
        page = tmp_path / "rules" / "etf" / "funds_left.md"
        page.write_text(page.read_text().replace("no more.", "and no more."))
        assert "the rule book has changed since that briefing" in desk("why", "funds_left").err

    def test_a_recorded_run_can_be_chosen(self, desk):
        desk("brief", "--as-of", "2025-11-14")
        desk("brief")
        [older, last] = json.loads(desk("runs", "--json").out)
        chosen = desk("why", "odds_fell", "--run", older["run"][:12])
        assert chosen.err == f"proof of run {older['run'][:12]}, btc, as of 2025-11-14\n"
        fallen_back = desk("why", "odds_fell", "--asset", "BTC")
        assert fallen_back.err == f"proof of run {last['run'][:12]}, btc, as of 2025-11-17\n"
        assert desk("why", "odds_fell", "--run", "zz").code == 1
        assert desk("why", "odds_fell", "--run", "zz", "--as-of", "2025-11-14").code == 2

    def test_a_proof_as_json(self, desk):
        tree = json.loads(desk("why", "funds_left", "--json").out)
        assert (tree["kind"], tree["rests_on"][0]["kind"]) == ("finding", "rule")

    @pytest.mark.parametrize(
        ("what", "problem"),
        [
            ("rate_shift", "no claim is named 'rate_shift'; did you mean odds_fell.rate_shift"),
            ("zzz", "floor_value, funds_left, how_low, leverage_offered, new_gold and 3 more"),
            ("funds_lft", "no claim is named 'funds_lft'; nearest: funds_left"),
            ("odds_fell.odds_lst", "no fact or quantity 'odds_lst'; nearest: odds_lost"),
            ("S99", "the briefing has sentences S1 to S"),
        ],
    )
    def test_what_is_not_there_is_refused_with_what_is(self, desk, what, problem):
        said = desk("why", what)
        assert (said.code, said.out) == (1, "")
        assert problem in said.err
        assert said.err.count("\n") == 1

    def test_the_runs_are_listed(self, desk):
        assert desk("runs").err.startswith("no run is recorded yet")
        desk("brief", "--as-of", "2025-11-14")
        desk("brief")
        runs = json.loads(desk("runs", "--json").out)
        assert [run["as of"] for run in runs] == ["2025-11-14", "2025-11-17"]
        assert len(desk("runs").out.strip().splitlines()) == 4


class TestTheRules:
    def test_every_claim_is_listed_with_its_finding(self, desk):
        rows = json.loads(desk("rules", "list", "--json").out)
        assert {row["claim"]: row["finding"] for row in rows}["funds_left"] == "holds"
        assert "funds_left" in desk("rules", "list").out

    def test_a_page_is_shown_as_it_is_written(self, desk, tmp_path):
        page = (tmp_path / "rules" / "etf" / "funds_left.md").read_text(encoding="utf-8")
        assert desk("rules", "show", "funds_left").out == page

    CASES = """
## Cases
| case | flow | finding |
|---|---|---|
| out | −1 USD m | {out} |
| in | 1 USD m | fails |
| who knows | ? | unknown |
"""

    def give_cases(self, tmp_path, cases: str) -> None:
        page = tmp_path / "rules" / "etf" / "funds_left.md"
        page.write_text(page.read_text(encoding="utf-8") + cases, encoding="utf-8")

    def test_the_cases_are_run(self, desk, tmp_path):
        self.give_cases(tmp_path, self.CASES.format(out="holds"))
        said = desk("rules", "test", "funds_left", "new_gold")
        assert (said.code, said.err) == (0, "3 of 3 cases are met\n")

    def test_a_case_that_is_not_met_is_named(self, desk, tmp_path):
        self.give_cases(tmp_path, self.CASES.format(out="fails"))
        said = desk("rules", "test", "funds_left")
        assert said.code == 4
        assert "rules/etf/funds_left.md::out: finding is holds, not fails" in said.err
        assert "rules/etf/funds_left.md: no case ends in holds\n" in said.err

    @pytest.mark.parametrize(
        ("claim", "problem"),
        [
            ("odds_fell", "rules/policy/odds_fell.md: a mechanism needs cases"),
            ("leverage_offered", "rules/leverage/leverage_offered.md: a definition needs cases"),
        ],
    )
    def test_a_page_without_cases_is_a_problem(self, desk, claim, problem):
        said = desk("rules", "test", claim, "--json")
        assert said.code == 4
        assert problem in said.err
        assert [row["case"] for row in json.loads(said.out)] == [""]


class TestWhichBase:
    def test_the_environment_names_one(self, downdraft, tmp_path, monkeypatch):
        monkeypatch.setenv("DOWNDRAFT_DB", str(tmp_path / "elsewhere.db"))
        downdraft("init")
        assert (tmp_path / "elsewhere.db").exists()
        assert downdraft("runs").code == 0

    def test_the_option_comes_before_the_environment(self, desk, tmp_path, monkeypatch):
        monkeypatch.setenv("DOWNDRAFT_DB", str(tmp_path / "elsewhere.db"))
        assert desk("facts", "--db", "downdraft.db").code == 0

    def test_the_example_needs_none(self, downdraft, tmp_path):
        assert downdraft("facts", "price.close", "--example").code == 0
        assert list(tmp_path.iterdir()) == []

    def test_another_asset_has_its_own_answer(self, desk, tmp_path):
        with KnowledgeBase.open(tmp_path / "downdraft.db") as base:
            base.add(fact("price.close", 3_000, "USD/coin", asset="eth"))
        assert desk("brief", "--asset", "ETH").out.startswith("No headline")
