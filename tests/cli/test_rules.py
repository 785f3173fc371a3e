"""The rule base from the command line: its claims listed, one shown, its cases run."""

from __future__ import annotations

import json

import pytest

from engine.pages.library import load_book

CASES = """
## Cases
| case | flow | finding |
|---|---|---|
| out | −1 USD m | {out} |
| in | 1 USD m | fails |
| who knows | ? | unknown |
"""


class TestTheList:
    def test_every_claim_stands_under_its_chapter_with_its_finding(self, desk):
        rows = json.loads(desk("rules", "list", "--json").out)["claims"]
        row = next(row for row in rows if row["claim"] == "funds_left")
        assert (row["chapter"], row["kind"], row["finding"]) == ("etf", "measurement", "holds")
        assert (row["paragraphs"], row["cases"]) == (["E14"], 0)
        out = desk("rules", "list").out
        assert "etf: What the funds did (1 holds)\n  funds_left " in out

    def test_the_chapters_stand_in_the_order_of_the_briefing(self, desk):
        rows = json.loads(desk("rules", "list", "--json").out)["claims"]
        chapters = list(dict.fromkeys(row["chapter"] for row in rows))
        assert chapters == ["policy", "etf", "holders", "leverage", "floor"]

    def test_every_built_in_claim_is_a_page_and_counted(self, downdraft):
        """The headlines, which no document states, are not."""
        claims = sum(page.kind != "headline" for page in load_book().pages)
        said = downdraft("rules", "list", "--example", "--json")
        counts = json.loads(said.out)
        assert counts["pages"] == counts["printed"] == len(counts["claims"]) == claims
        assert counts["judged"] + sum(counts["not_judged"].values()) == claims
        last = downdraft("rules", "list", "--example").out.splitlines()[-1]
        assert last.startswith(f"{claims} of {claims} claims are pages")

    def test_without_a_base_there_are_no_findings_and_a_note(self, downdraft):
        said = downdraft("rules", "list")
        assert (said.code, "holds" in said.out) == (0, False)
        assert said.err.startswith("there is no base here, so nothing is judged; pass --example")

    def test_an_empty_base_judges_nothing_and_says_so(self, downdraft):
        downdraft("init")
        said = downdraft("rules", "list")
        assert said.code == 0
        assert "nothing is judged: there is no price of 'btc' here" in said.err
        assert downdraft("rules", "list", "--as-of", "2025-11-17").code == 1

    def test_a_base_that_is_named_must_be_there(self, downdraft):
        said = downdraft("rules", "list", "--db", "nowhere.db")
        assert (said.code, said.out) == (1, "")
        assert "nowhere.db does not exist" in said.err


class TestTheCard:
    def test_the_page_itself_is_shown_as_it_is_written(self, desk, tmp_path):
        page = (tmp_path / "rules" / "etf" / "funds_left.md").read_text(encoding="utf-8")
        assert desk("rules", "show", "funds_left", "--page").out == page

    def test_a_claim_is_shown_with_what_it_came_to(self, desk):
        out = desk("rules", "show", "funds_left").out
        assert out.startswith("funds_left: Money left the funds\n")
        assert "rules/etf/funds_left.md, a measurement of etf, E14: holds" in out
        assert "flow < 0 USD m: true, −$492m against $0, margin $492m" in out
        assert "floor_flows, asked to fail, today fails" in out
        assert "slide, asked to hold, today holds" in out

    def test_a_stated_number_is_shown_with_its_verdict_and_who_measured_it(self, desk):
        out = desk("rules", "show", "odds_fell").out
        assert "odds_now: said about 40 %, measured 44%; agrees (CME FedWatch)" in out

    def test_before_the_document_spoke_nothing_of_it_can_be_checked(self, desk):
        card = json.loads(desk("rules", "show", "odds_fell", "--as-of", "2025-11-14", "--json").out)
        [said] = card["said"]
        assert (said["verdict"], said["measured"]) == ("cannot be checked", None)
        assert said["why"] == "The essay of 2025-11-17 could not be read on the day judged"

    def test_without_facts_the_page_is_shown_and_nothing_is_checked(self, downdraft):
        said = downdraft("rules", "show", "open_interest_evaporated")
        assert said.code == 0
        assert "oi_now: said about 68 USD bn; cannot be checked: no facts are at hand" in said.out
        assert "come to $26bn; said about 26 USD bn; adds up" in said.out

    def test_an_unknown_claim_is_named_with_the_nearest(self, desk):
        said = desk("rules", "show", "funds_lft")
        assert (said.code, said.out) == (1, "")
        assert "no claim is named 'funds_lft'; nearest: funds_left" in said.err


class TestTheCases:
    def give_cases(self, tmp_path, cases: str) -> None:
        page = tmp_path / "rules" / "etf" / "funds_left.md"
        page.write_text(page.read_text(encoding="utf-8") + cases, encoding="utf-8")

    def test_the_cases_are_run(self, desk, tmp_path):
        self.give_cases(tmp_path, CASES.format(out="holds"))
        said = desk("rules", "test", "funds_left", "new_gold")
        assert (said.code, said.err) == (0, "3 of 3 cases are met\n")

    def test_a_case_that_is_not_met_is_named(self, desk, tmp_path):
        self.give_cases(tmp_path, CASES.format(out="fails"))
        said = desk("rules", "test", "funds_left")
        assert said.code == 4
        page = tmp_path / "rules" / "etf" / "funds_left.md"
        line = page.read_text(encoding="utf-8").split("| out")[0].count("\n") + 1
        case = f"rules/etf/funds_left.md line {line}: case 'out': finding is holds, not fails"
        assert f"{case}; write holds, or mend the condition" in said.err
        assert f"line {line - 2}: no case ends in holds; add some under" in said.err

    @pytest.mark.parametrize(
        ("claim", "problem"),
        [
            ("odds_fell", "rules/policy/odds_fell.md line 1: a mechanism needs cases"),
            (
                "leverage_offered",
                "rules/leverage/leverage_offered.md line 1: a definition needs cases",
            ),
        ],
    )
    def test_a_page_without_cases_is_a_problem(self, desk, claim, problem):
        said = desk("rules", "test", claim, "--json")
        assert said.code == 4
        assert problem in said.err
        assert [row["case"] for row in json.loads(said.out)] == [""]
