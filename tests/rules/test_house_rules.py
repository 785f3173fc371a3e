"""What every claim page must have, by kind; the cases themselves run as items of their pages."""

from __future__ import annotations

import pytest

from engine.cases.table import evaluate_cases
from engine.pages.library import load_book
from engine.pages.page import Comparison, RestsOn

BOOK = load_book()
PAGES = {page.claim: page for page in BOOK.pages}
JUDGED = [claim for claim, page in PAGES.items() if page.judged]
TWENTY = {
    "open_interest_ballooned", "leverage_magnifies", "fragile_structure", "cut_odds_collapsed",
    "short_yields_high", "dollar_stayed_strong", "macro_thesis_broken", "opportunity_cost",
    "etf_outflow", "holders_distributed", "round_number_broke", "cascade",
    "open_interest_evaporated", "leverage_remains", "floor_leverage_cleared",
    "floor_holders_accumulate", "floor_value_price", "floor_reached", "not_there_yet",
    "market_cap_lost",
}  # fmt: skip


def column(claim: str, name: str) -> list[str]:
    """The cells of a column of a page's cases."""
    return [dict(case.cells).get(name, "") for case in PAGES[claim].cases]


def test_the_first_twenty_claims_are_there():
    assert set(PAGES) >= TWENTY


@pytest.mark.parametrize("claim", JUDGED)
def test_a_judged_page_shows_all_three_findings(claim):
    assert {"holds", "fails", "unknown"} <= set(column(claim, "finding"))


@pytest.mark.parametrize("claim", JUDGED)
def test_every_comparison_is_seen_true_and_false(claim):
    found = evaluate_cases(BOOK, PAGES[claim])
    for line in PAGES[claim].lines():
        if isinstance(line.condition, Comparison):
            assert found.lines[line.id].true.any(), line.text
            assert found.lines[line.id].false.any(), line.text


@pytest.mark.parametrize("claim", JUDGED)
def test_every_premise_is_seen_to_hold_and_to_fail(claim):
    for line in PAGES[claim].lines():
        if isinstance(line.condition, RestsOn):
            assert {"holds", "fails"} <= set(column(claim, line.condition.claim)), line.text


@pytest.mark.parametrize("claim", [c for c, p in PAGES.items() if p.kind == "definition"])
def test_a_definition_has_two_rows_of_quantities(claim):
    assert len(PAGES[claim].cases) >= 2


@pytest.mark.parametrize("claim", [c for c, p in PAGES.items() if p.kind == "forecast"])
def test_a_forecast_has_a_known_case_and_an_unknown_one(claim):
    assert {"stated", "unknown"} <= set(column(claim, "finding"))


@pytest.mark.parametrize("claim", PAGES)
def test_a_threshold_says_where_it_comes_from(claim):
    for line in PAGES[claim].lines():
        assert line.reason or not isinstance(line.condition, Comparison), line.text


@pytest.mark.parametrize("claim", PAGES)
def test_a_page_cites_the_paragraphs_it_restates(claim):
    assert PAGES[claim].source
    assert all(paragraph[0] in "EJ" for paragraph in PAGES[claim].source)


def test_every_assumed_parameter_is_used_by_some_page():
    named = {path for text in BOOK.texts.values() for path in text.split() if "assume." in path}
    for assumption in BOOK.assumptions:
        assert any(f"assume.{assumption.name}" in path for path in named), assumption.name
