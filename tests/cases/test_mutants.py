"""Mutants: what a case table would notice of a page changed a little."""

from __future__ import annotations

from engine.cases.excuses import EXCUSES, excuses
from engine.cases.mutants import living, mutants_of
from engine.pages.build import build_book
from tests.worlds import CATALOG, book, page_text

HEAD = "| case | now | fell | finding |\n|--|--|--|--|\n"
BOTH_SIDES = "| at it | 100 USD/coin | | holds |\n| over it | 100.1 USD/coin | | fails |\n"


def low(claim="fell", when=("now <= 100 USD/coin: our reading",), cases=HEAD + BOTH_SIDES):
    cases = cases if "claim fell" in when else cases.replace(" fell |", "").replace(" | | ", " | ")
    cases = cases.replace("|--|--|--|--|", "|--|--|--|") if "claim fell" not in when else cases
    return page_text(claim, facts={"now": "price.close"}, when=when, cases=cases)


def names(of, claim="fell"):
    return {mutant.name.partition(": ")[2] for mutant in mutants_of(of.page(claim))}


def test_a_threshold_moves_both_ways_and_a_comparison_turns():
    assert names(book(low())) == {
        "now <= 100 USD/coin with <",
        "now <= 100 USD/coin with >=",
        "now <= 100 USD/coin with 100 USD/coin moved to 95 USD/coin",
        "now <= 100 USD/coin with 100 USD/coin moved to 105 USD/coin",
    }


def test_cases_on_both_sides_of_a_threshold_notice_everything():
    of = book(low())
    assert living(of, of.page("fell")) == []


def test_a_case_far_from_the_threshold_notices_little():
    of = book(low(cases=HEAD + "| far | 10 USD/coin | | holds |\n"))
    alive = {mutant.name.partition(" with ")[2] for mutant in living(of, of.page("fell"))}
    assert alive == {"<", "100 USD/coin moved to 95 USD/coin", "100 USD/coin moved to 105 USD/coin"}


def test_premises_are_negated_and_dropped_with_their_column_still_there():
    cases = (
        HEAD + "| both | 100 USD/coin | holds | holds |\n| one | 100 USD/coin | fails | fails |\n"
    )
    of = book(low(), low("deep", ("now <= 100 USD/coin: our reading", "claim fell"), cases))
    assert {"without claim fell", "claim fell negated"} <= names(of, "deep")
    alive = {mutant.name.partition(": ")[2] for mutant in living(of, of.page("deep"))}
    assert not any("fell" in name for name in alive)


def test_a_group_is_asked_for_one_more_and_one_less():
    text = low().replace(
        "  - now <= 100 USD/coin: our reading",
        "  - at least 2 of:\n    - now <= 100 USD/coin: a\n    - now <= 90 USD/coin: b\n"
        "    - now <= 80 USD/coin: c",
    )
    found = names(book(text))
    assert {"at least 2 of with 1", "at least 2 of with 3", "without now <= 90 USD/coin"} <= found


def test_an_excuse_needs_a_mutant_and_a_reason(refused):
    def excused(text):
        texts = {"chapter/fell.md": low(), EXCUSES: text}
        of = build_book(texts, CATALOG)
        return excuses(of, tuple(mutant.name for mutant in mutants_of(of.page("fell"))))

    name = "fell#1: now <= 100 USD/coin with <"
    assert excused(f'"{name}": nobody can tell') == {name: "nobody can tell"}
    assert "line 1: no mutant is named 'fell#1: gone'" in refused(excused, '"fell#1: gone": why')
    assert "is excused without a reason" in refused(excused, f'"{name}": ""')


def test_mutants_of_the_same_name_are_told_apart():
    when = ("now <= 90 USD/coin + 5 USD/coin + 5 USD/coin: ours",)
    found = [mutant.name for mutant in mutants_of(book(low(when=when)).page("fell"))]
    assert len(set(found)) == len(found) == 8
