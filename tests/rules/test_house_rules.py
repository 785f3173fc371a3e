"""The built-in pages leave nothing open, and nothing the cases would not notice."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from engine.cases.house import wants
from engine.pages.library import load_book
from engine.pages.page import Page
from kb.built_in import catalog
from tests.every import every

BOOK = load_book()
HOME = Path(__file__).parents[2]


def test_no_page_leaves_anything_open():
    assert [f"{w.file} line {w.line}: {w.problem}" for w in wants(BOOK, catalog())] == []


CLAIMS = {
    "rally": "rally_in_a_year one_story_rally",
    "leverage": "open_interest_ballooned leverage_magnifies fragile_structure",
    "policy": "cut_odds_collapsed short_yields_high opportunity_cost dollar_stayed_strong "
    "macro_thesis_broken",
    "etf": "exit_liquidity etf_outflow mandated_sellers",
    "holders": "holders_distributed holders_in_profit step_aside",
    "liquidation": "round_number_broke liquidations_in_weeks liquidation_session "
    "thousandfold_wipeout cascade deeper_it_falls open_interest_evaporated leverage_remains",
    "buyers": "institutions_derisking holders_waiting retail_scared newcomers_sidelined "
    "no_natural_buyers",
    "floor": "floor_leverage_cleared floor_holders_accumulate floor_value_price floor_reached "
    "not_there_yet where_it_stops",
    "valuation": "market_cap_lost market_cap_gained paper_wealth gains_evaporate "
    "no_cash_flow_anchor leveraged_demand",
    "normality": "not_a_black_swan violence_is_leverage asset_unchanged five_causes system_failure",
    "japan": "paid_for_inflation old_bonds_under_par repatriation new_money_home stagflation "
    "sovereign_stress joined_central_banks gold_reset yen_intervention_zone decisions_ahead "
    "greater_fool thousand_percent japan_reaches_bitcoin",
}


SECOND_READINGS = {("liquidation", "cascade_day")}
"""Pages that read a claim of another page anew, here a cascade by the clock of the day."""


def test_every_claim_of_both_documents_is_a_page_and_nothing_else_but_second_readings_is():
    found = {(p.chapter, p.claim) for p in BOOK.pages if p.kind != "headline"}
    claims = {(chapter, c) for chapter, names in CLAIMS.items() for c in names.split()}
    assert found == claims | SECOND_READINGS
    assert len(claims) == 59


def test_these_pages_and_no_others_repeat_their_document_on_every_day():
    frozen = {page.claim for page in BOOK.pages if page.speaks == "of the document"}
    assert frozen == {
        "leverage_magnifies",
        "thousandfold_wipeout",
        "thousand_percent",
        "one_story_rally",
        "old_bonds_under_par",
        "no_cash_flow_anchor",
        "gold_reset",
        "greater_fool",
    }


def test_the_documents_deny_these_claims_and_one_page_reads_another_anew():
    """The essay calls the conditions for a floor unmet."""
    denied = {page.claim for page in BOOK.pages if page.asserts == "fails"}
    aside = {(page.chapter, page.claim) for page in BOOK.pages if page.asserts == "nothing"}
    assert denied == {
        "floor_leverage_cleared", "floor_holders_accumulate", "floor_value_price", "floor_reached",
    }  # fmt: skip
    assert aside == SECOND_READINGS


def test_nothing_that_comes_less_often_than_not_is_called_rare():
    """A base rate of just under a half fails as normal, and is no rarity."""
    texts = {p.claim: " ".join([p.title, *(s.text for _, s in p.sections)]) for p in BOOK.pages}
    assert [claim for claim, text in texts.items() if re.search(r"\brare", text)] == []


def test_not_yet_carries_the_record_that_is_published():
    """On every day that could be decided, and on no other, as history.csv has it."""
    with (HOME / "docs" / "history.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["claim"] == "not_there_yet"]
    held = [row for row in rows if row["finding"] == "holds"]
    days = (date.fromisoformat(r["to"]) - date.fromisoformat(r["from"]) for r in held)
    assert {row["finding"] for row in rows} == {"holds", "unknown"}
    decided = {q.name: q.text for q in BOOK.page("not_there_yet").let}["decided"]
    assert decided == f"{sum(each.days + 1 for each in days):,} days"


every_page = every("page", BOOK.pages, ids=[page.claim for page in BOOK.pages])


def text_of(page: Page) -> str:
    """The file of a page as it is written."""
    return (HOME / page.file).read_text()


@every_page
def test_a_page_cites_the_paragraphs_it_restates(page):
    assert page.source
    assert all(paragraph[0] in "EJ" for paragraph in page.source)


@every_page
def test_a_line_of_the_front_matter_fits_a_screen(page):
    front = text_of(page).split("\n---\n")[0].splitlines()
    assert [line for line in front if len(line) > 100] == []


@every_page
def test_a_page_works_out_no_more_than_a_reader_keeps_in_mind(page):
    assert len({quantity.line for quantity in page.let}) <= 20


@every_page
def test_a_table_of_cases_has_no_more_columns_than_a_reader_takes_in(page):
    tables = [line for line in text_of(page).splitlines() if line.startswith("| case")]
    assert [table for table in tables if table.strip(" |").count("|") >= 10] == []
