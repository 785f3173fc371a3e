"""A screen says of every asset what its briefing says, and names those that it cannot judge."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace

import numpy as np
import pytest

from engine.briefing.front.table import signed
from engine.briefing.opening import opened
from engine.changes.difference import other_findings
from engine.changes.outcome import findings_of
from engine.cluster.shelf import Shelf
from engine.judge.run import answer, question
from engine.numeric.market_model import FEWEST, market_model
from engine.screen.columns import UnknownColumn, as_csv, ranked
from engine.screen.judged import screened
from engine.screen.page import as_page
from engine.screen.row import Row
from engine.screen.screen import Asked, Screen, asked_of, screen
from engine.screen.text import WIDTH, as_text
from engine.screen.where import conditions, holding
from engine.words import numbers
from engine.words.cite import unmarked
from kb.clock import day_number
from tests.desk import ORDER, book_of
from tests.screen.book_of_names import ASSETS, BETA, DAY, base, moves


@pytest.fixture(scope="module")
def kb():
    with base() as found:
        yield found


@pytest.fixture(scope="module")
def found(kb, tmp_path_factory) -> Screen:
    shelf = Shelf(str(tmp_path_factory.mktemp("shelf")))
    return screen(kb, book_of(), Asked(ASSETS, DAY, forecast=True), shelf)


@pytest.fixture(scope="module")
def rows(found) -> dict[str, Row]:
    return {row.asset: row for row in found.rows}


FRONT = """
front:
  rows:
    Price: price.close | price | share | under its high
    Volatility, a month: volatility.realised_30d | pct | pp
"""


def test_it_says_what_the_front_page_says(kb, rows):
    book = book_of(briefing=ORDER + FRONT)
    front = opened(kb, answer(kb, book, kb.catalog, question(kb, "follower", DAY))).front
    price = next(row.number for row in front.rows if row.number.unit == "USD/coin")
    own = rows["follower"]
    assert (own.price, own.move) == (price.mid, price.day)
    row = next(row for row in front.rows if row.number is price)
    assert f"{numbers.percent(own.off_high)} off year high" == unmarked(row.place)
    assert own.path == row.path
    assert own.volatility == front.rows[1].number.mid
    counts = f"{own.unknown} of {own.judged} claims cannot be judged"
    assert counts in unmarked(front.missing)


@pytest.mark.parametrize("asset", ["btc", "follower", "young"])
def test_findings_and_what_turned_are_those_of_the_two_days(kb, rows, asset):
    today = answer(kb, book_of(), kb.catalog, question(kb, asset, DAY))
    before = answer(kb, book_of(), kb.catalog, question(kb, asset, DAY - 1))
    own = rows[asset]
    judged = [page.claim for page in book_of().pages if page.judged]
    assert own.findings == {claim: today.findings[claim].status for claim in judged}
    assert own.headline == (today.headline or "")
    others = other_findings(findings_of(before), findings_of(today), book_of())
    assert set(own.turned) == {each.item.claim for each in others if each.became == "turned"}


def test_what_goes_with_the_market_is_taken_off(rows):
    own, market = rows["follower"], rows["btc"]
    assert own.beta == pytest.approx(BETA, abs=1e-6)
    assert own.own == pytest.approx(0.0, abs=1e-6)
    assert market.move == pytest.approx(np.expm1(moves()[-1]))
    assert (rows["young"].beta, rows["young"].common) == (None, 29)


def test_the_slope_and_its_error_are_those_of_least_squares():
    rng = np.random.default_rng(3)
    x = rng.normal(0.0, 0.02, 300)
    y = 0.3 * x + rng.normal(0.0, 0.01, 300)
    found = market_model(*(np.exp(np.concatenate([[0.0], np.cumsum(each)])) for each in (y, x)))
    coefficients, covariance = np.polyfit(x, y, 1, cov=True)
    assert found.beta == pytest.approx(coefficients[0])
    assert found.error == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-6)
    assert market_model(np.ones(FEWEST), np.ones(FEWEST)) == FEWEST - 1
    assert market_model(np.full(400, np.nan), np.ones(400)) == 0


def test_an_asset_that_cannot_be_judged_is_listed_last_with_why(found, rows):
    assert "no price.close up to 2025-11-17" in rows["mute"].why
    assert ranked(found.rows, "drawdown")[-1].asset == "mute"
    assert "Cannot be judged: there is no price.close" in as_text(found)
    assert holding(found.rows, conditions("drawdown > 99 %", found.book)) == (rows["mute"],)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("beta > 1.2", ["follower"]),
        ("beta > 1.2 and drawdown < 1", ["follower"]),
        ("price >= 1,000 USD/coin and move < 0 %", ["btc"]),
        ("own_high - own_low < 1 %", ["btc", "follower"]),
        ("claim odds_fell", ["btc", "follower", "young"]),
        ("not claim odds_fell", []),
    ],
)
def test_a_condition_is_one_of_the_page_language_and_what_is_unknown_is_not_true(
    found, asked, meant
):
    held = holding(found.rows, conditions(asked, found.book))
    assert [row.asset for row in held if not row.why] == meant


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ("drawdwn > 2 %", "no column is named 'drawdwn'; nearest: drawdown"),
        ("drawdown > 2 USD", "cannot be compared"),
        ("abs(move) > 2 %", "calls no formula"),
        ("__import__", "cannot be read"),
        ("claim nobody", "no claim is named"),
        ("drawdown >= 20", "20 of it is 2000 %; write 20 %, or 2000 % where that is meant"),
        ("30 < volatility", "volatility is a share"),
        ("move < 0 % or beta > 1", "only `and` joins conditions"),
        (" ", "it is empty; write a condition"),
    ],
)
def test_a_bad_condition_is_refused_with_what_to_write(found, asked, problem):
    with pytest.raises((ValueError, LookupError), match=re.escape(problem)):
        conditions(asked, found.book)


def test_a_ranking_puts_what_is_unknown_behind_and_refuses_other_columns(found):
    assert [row.asset for row in ranked(found.rows, "beta")] == ["follower", "btc", "young", "mute"]
    with pytest.raises(UnknownColumn, match="nearest: volatility"):
        ranked((), "volatilty")


def test_the_text_fits_and_the_table_has_every_number_with_its_unit(found, rows):
    long = replace(rows["btc"], asset="a_name_of_many_characters")
    text = as_text(replace(found, rows=(*found.rows, long)))
    assert "a_name_of_many_characters\n             $92,000" in text
    assert max(map(len, text.splitlines())) <= WIDTH
    assert signed(rows["follower"].move, numbers.percent) in text
    head, *lines = csv.reader(io.StringIO(as_csv(found)))
    assert {"price (money)", "move (ratio)", "common_days (days)", "why_not"} <= set(head)
    table = {line[0]: dict(zip(head, line, strict=True)) for line in lines}
    assert float(table["follower"]["beta (ratio)"]) == rows["follower"].beta
    assert table["mute"]["why_not"] == rows["mute"].why


def test_the_page_asks_nothing_of_any_host_and_escapes_what_it_is_given(found):
    row = Row("<script>alert(1)</script>", why="<b>")
    page = as_page(Screen(found.asked, found.book, (*found.rows, row)))
    assert "default-src 'none'" in html.unescape(page)
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert page.count('<svg class="spark"') == 3


def test_a_range_is_compared_with_its_first_day(kb, tmp_path):
    asked = asked_of(kb, ["BTC"], None, day_number("2025-11-10"), "btc", forecast=False)
    [row] = screen(kb, book_of(), asked, Shelf(str(tmp_path))).rows
    assert row.move == pytest.approx(np.expm1(moves()[-7:].sum()))


def test_what_is_finished_is_not_done_again(kb, tmp_path, monkeypatch):
    shelf, asked = Shelf(str(tmp_path)), Asked(("btc",), DAY)
    first = screen(kb, book_of(), asked, shelf)
    monkeypatch.setattr("engine.cluster.work.perform", lambda *_: pytest.fail("done again"))
    assert screen(kb, book_of(), asked, shelf) == first
    assert screened.__module__ == "engine.screen.judged"
