"""Taking a fact back at the command line, and how it is named from then on."""

from __future__ import annotations

import json

import pytest

from kb.verify.base import verify
from tests.cli.conftest import write

PRICE = "2"  # the close of the desk's day, which its briefing rests on
FLOW = "5"  # what the funds lost on the 14th
WHY = ("--why", "read from the wrong column")


def history(desk, *options):
    return json.loads(desk("facts", "price.close", "--history", "--json", *options).out)


class TestWithdrawing:
    def test_a_fact_is_named_with_the_runs_that_rest_on_it(self, desk):
        desk("brief", "--known-at", "2026-01-01")
        said = desk("withdraw", PRICE, *WHY)
        assert (said.code, said.out) == (0, "")
        assert said.err.startswith("batch 2: fact 2: price.close 92,000 USD/coin, as of 2025-11-17")
        assert "; withdrawn 20" in said.err
        assert ": read from the wrong column\n" in said.err

    def test_a_recorded_run_that_saw_it_is_late_noted(self, desk):
        desk("brief", "--as-of", "2025-11-17", "--known-at", "2025-11-20")
        said = desk("withdraw", FLOW, *WHY, "--known-at", "2025-11-18")
        assert "  late for run " in said.err
        assert "“Money left the funds” (funds_left) holds → unknown" in said.err

    def test_a_run_that_knew_nothing_of_it_yet_is_left_alone(self, desk):
        desk("brief", "--as-of", "2025-11-17")
        assert "late for" not in desk("withdraw", PRICE, *WHY).err

    def test_earlier_questions_see_it_and_later_ones_do_not(self, desk):
        desk("withdraw", PRICE, *WHY, "--known-at", "2025-11-20")
        asked = ("facts", "price.close", "--json", "--as-of", "2025-11-21", "--known-at")
        before, after = (json.loads(desk(*asked, day).out) for day in ("2025-11-19", "2025-11-20"))
        assert [row["fact"] for row in before] == [2]
        assert [row["fact"] for row in after] == [1]

    def test_the_history_of_a_series_says_when_and_why(self, desk):
        desk("withdraw", PRICE, *WHY, "--known-at", "2025-11-20T12:00Z")
        first, second = history(desk)
        assert first["withdrawn"] == ""
        assert second["withdrawn"] == "2025-11-20 12:00 UTC: read from the wrong column"
        assert history(desk, "--known-at", "2025-11-19")[1]["withdrawn"] == ""

    def test_a_run_is_made_again_as_it_was_and_verifies(self, desk, tmp_path):
        desk("brief", "--as-of", "2025-11-17", "--known-at", "2025-11-20", "-o", "b.txt")
        desk("withdraw", PRICE, *WHY, "--known-at", "2025-11-18")
        assert desk("replay", "last").code == 0
        said = desk("verify", "b.txt")
        assert said.code == 0
        assert ", 1 withdrawal." in desk("verify").out
        assert "fact 2 is withdrawn since 2025-11-18T23:59:59Z: read from the wrong" in said.out
        assert verify(tmp_path / "downdraft.db").problems == ()

    def test_a_difference_of_runs_names_the_fact_and_why_it_is_gone(self, desk):
        asked = ("brief", "--as-of", "2025-11-17", "--known-at", "2025-11-20")
        desk(*asked)
        desk("withdraw", PRICE, *WHY, "--known-at", "2025-11-18")
        desk(*asked)
        said = desk("diff", "last~1", "last").out
        assert "gone: fact 2: price.close 92,000 USD/coin" in said
        assert "withdrawn 2025-11-18 23:59 UTC: read from the wrong column" in said

    def test_the_right_value_takes_its_place(self, desk, tmp_path):
        desk("withdraw", PRICE, *WHY, "--known-at", "2025-11-18")
        rows = "series,as_of,value,unit\nprice.close,2025-11-17,91500,USD/coin\n"
        call = ("add", write(tmp_path / "f.csv", rows), "--source", "binance")
        assert desk(*call, "--known-at", "2025-11-19").code == 0
        asked = ("facts", "price.close", "--json", "--as-of", "2025-11-17", "--known-at")
        [row] = json.loads(desk(*asked, "2025-11-19").out)
        assert (row["value"], row["how known"]) == ("91,500 USD/coin", "stated")

    def test_programs_are_told_the_same(self, desk):
        said = json.loads(desk("withdraw", "1", PRICE, *WHY, "--json").out)
        assert said["batch"] == 2
        assert [each["fact"] for each in said["withdrawn"]] == [1, 2]
        assert said["withdrawn"][0]["why"] == "read from the wrong column"
        assert said["late_for"] == []

    @pytest.mark.parametrize(
        ("call", "code", "says"),
        [
            (("99", *WHY), 1, "downdraft: there is no fact 99 in this base\n"),
            (("F2", *WHY), 1, "'F2' is not the row of a fact; `downdraft facts` prints them"),
            (("2", "2", *WHY), 1, "fact 2 is named twice"),
            (("2", "--why", ""), 1, "say why the facts are taken back"),
            (("2", "--why", "a\x07b"), 1, "the reason holds control characters"),
            (("2",), 2, "Missing option '--why'"),
            (WHY, 2, "Missing argument 'FACT...'"),
            (("2", *WHY, "--known-at", "soon"), 2, "'soon' is not a moment"),
            (("2", *WHY, "--known-at", "2999-01-01"), 2, "2999-01-01 lies ahead (today is "),
            (("2", *WHY, "--known-at", "2025-11-01"), 1, "and cannot be taken back before"),
        ],
    )
    def test_what_cannot_be_done_is_one_sentence_and_nothing_is_written(
        self, desk, state, call, code, says
    ):
        before = state()
        said = desk("withdraw", *call)
        assert said.code == code
        assert says in said.err
        assert state() == before

    def test_a_fact_is_not_taken_back_twice(self, desk, state):
        desk("withdraw", PRICE, *WHY)
        before = state()
        said = desk("withdraw", PRICE, "--why", "again")
        assert said.code == 1
        assert "fact 2 is withdrawn already, since 20" in said.err
        assert state() == before


class TestHowADateIsKnown:
    ROWS = "series,as_of,value,unit\netf.net_flow,2025-11-14,-492,USD m\n"

    def test_the_rule_of_the_series_is_assumed_and_shown(self, desk, tmp_path):
        desk("add", write(tmp_path / "f.csv", self.ROWS), "--source", "bureau")
        rows = json.loads(desk("facts", "etf.net_flow", "--history", "--json").out)
        mine = next(row for row in rows if row["source"] == "bureau")
        assert (mine["known at"], mine["how known"]) == ("2025-11-15 04:00", "assumed")

    def test_a_moment_for_the_whole_file_is_stated(self, desk, tmp_path):
        call = ("add", write(tmp_path / "f.csv", self.ROWS), "--source", "bureau")
        desk(*call, "--known-at", "2025-11-15T07:00Z")
        rows = json.loads(desk("facts", "etf.net_flow", "--history", "--json").out)
        mine = next(row for row in rows if row["source"] == "bureau")
        assert (mine["known at"], mine["how known"]) == ("2025-11-15 07:00", "stated")

    def test_a_moment_that_is_none_is_wrong_usage(self, desk, tmp_path):
        said = desk("add", write(tmp_path / "f.csv", self.ROWS), "--known-at", "tomorrow")
        assert said.code == 2
        assert "--known-at: 'tomorrow' is not a moment" in said.err

    def test_a_fact_added_long_after_its_assumed_moment_is_named(self, desk, tmp_path):
        said = desk("add", write(tmp_path / "f.csv", self.ROWS), "--source", "bureau")
        assert "  etf.net_flow: assumed known since 2025-11-15 04:00 UTC, added " in said.err
        assert " days later: a revision? state known_at\n" in said.err

    def test_a_revision_with_its_first_release_date_is_named(self, desk, tmp_path):
        rows = "series,as_of,value,unit\njapan.gdp_growth,2025-09-30,-2.3,%\n"
        said = desk("add", write(tmp_path / "f.csv", rows), "--source", "cabinet_office_japan")
        assert "  japan.gdp_growth: scheduled known since 2025-11-16 23:50 UTC, added " in said.err

    def test_many_such_facts_are_one_sentence(self, desk, tmp_path):
        rows = self.ROWS + "etf.net_flow,2025-11-13,-867,USD m\n"
        said = desk("add", write(tmp_path / "f.csv", rows), "--source", "bureau")
        assert said.err.count("\n") == 2
        assert "etf.net_flow: 2 facts, the first assumed known since 2025-11-14 04:00" in said.err
        assert "where one is a revision, state its known_at" in said.err

    def test_a_proof_says_it(self, desk):
        proof = desk("why", "funds_left", "--full").out
        assert "known 2025-11-14 23:59 UTC (stated), " in proof
        assert '"publication": "stated"' in desk("why", "funds_left", "--full", "--json").out

    def test_the_evidence_of_a_briefing_says_it(self, desk):
        assert "known 2025-11-17 23:59 UTC (stated)" in desk("brief").out.replace("\n  ", " ")
