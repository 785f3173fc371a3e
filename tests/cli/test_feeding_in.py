"""Feeding in facts, file by file, and looking at what stands."""

from __future__ import annotations

import json

from tests.cli.conftest import LATE, write

ROWS = "series,as_of,value,unit\nprice.close,2025-11-17,92215.14,USD/coin\n"


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
        first, _ = said.err.splitlines()
        assert first == "facts.csv: 1 added as batch 1, 0 already there"

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
        assert "“Money left the funds” (funds_left) holds → fails" in said.err

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

    def test_the_checklist_begins_with_what_most_claims_rest_on(self, desk):
        rows = json.loads(desk("facts", "--stale", "--as-of", "2025-11-13", "--json").out)
        counts = [row["claims"] for row in rows]
        assert counts == sorted(counts, reverse=True)
        assert rows[0]["series"] == "etf.net_flow"
        assert (counts[0], counts[-1]) == (3, 1)

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
