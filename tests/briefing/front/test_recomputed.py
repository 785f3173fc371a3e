"""The numbers of the front page worked out once more, from the rows of the base and nothing else.

The formulas are written here a second time, in plain Python, so that a slip of either is noticed.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from math import log, sqrt
from statistics import stdev

import pytest

from engine.briefing.front.parts import FrontRow
from engine.briefing.front.table import rows
from engine.briefing.marker import Marker
from engine.judge.run import answer, question
from engine.pages.library import load_book
from engine.words.cite import unmarked
from engine.words.sentences import Writer
from kb.clock import day_number
from tests import published
from tests.every import every

DAYS = ("2018-12-15", "2020-03-12", "2025-10-10", "2025-11-21")
Facts = dict[date, float]


def base():
    return published.example()


@cache
def told(day: str, series: str, source: str) -> Facts:
    """What a source had said of each day by the end of that day, the newest vintage of each."""
    seen = base().observations("btc", as_of=day_number(day), known_at=end(day), series=[series])
    facts = base().facts(int(row) for row in seen.ids)
    own = sorted((f for f in facts if f.source == source and f.span == 1), key=lambda f: f.known_at)
    return {fact.as_of: fact.value for fact in own}


def end(day: str) -> int:
    return (day_number(date.fromisoformat(day)) + 1) * 86_400 - 1


@cache
def page(day: str) -> dict[str, FrontRow]:
    """The table of that day, by its labels without their dates."""
    asked = question(base(), "btc", day_number(day))
    run = answer(base(), load_book(), base().catalog, asked)
    found = rows(Marker(run, Writer(run)))
    return {unmarked(row.label).split(", ")[0]: row for row in found}


def shown(text: str) -> float:
    """A printed number: without its unit, its sign in front."""
    text = unmarked(text)
    scale = 1e9 if "bn" in text else 1e6 if "m" in text else 1.0
    digits = "".join(sign for sign in text.replace("−", "-") if sign in "0123456789.-")
    return float(digits) * scale


@pytest.fixture(params=DAYS)
def day(request) -> str:
    return request.param


def closes(day: str) -> Facts:
    return told(day, "price.close", "binance")


def test_the_price_and_how_it_moved(day):
    known, today = closes(day), date.fromisoformat(day)
    row = page(day)["Price"]
    assert shown(row.now) == pytest.approx(known[today], rel=1e-4)
    for cell, back in ((row.day, 1), (row.week, 7)):
        moved = 100 * (known[today] / known[today - timedelta(back)] - 1)
        assert shown(cell) == pytest.approx(moved, rel=0.01)


def test_how_far_it_is_under_its_high(day):
    known, today = closes(day), date.fromisoformat(day)
    year = [known[d] for n in range(365) if (d := today - timedelta(n)) in known]
    fallen = 100 * (1 - known[today] / max(year))
    assert shown(page(day)["Price"].place) == pytest.approx(fallen, rel=0.01)


def test_the_low_of_the_day_against_the_close_before_and_its_rank(day):
    known, lows, today = closes(day), told(day, "price.low", "binance"), date.fromisoformat(day)
    falls = {
        d: lows[d] / known[d - timedelta(1)] - 1
        for n in range(1096)
        if (d := today - timedelta(n)) in lows and d - timedelta(1) in known
    }
    row = page(day)["Low of the day"]
    assert shown(row.day) == pytest.approx(100 * falls[today], rel=0.01)
    lower = sum(fall < falls[today] for fall in falls.values())
    if lower < 5:
        rank = "" if not lower else {1: "2nd ", 2: "3rd ", 3: "4th ", 4: "5th "}[lower]
        assert unmarked(row.place).startswith(f"{rank}deepest fall")
    else:
        share = 100 * sum(fall <= falls[today] for fall in falls.values()) / len(falls)
        assert shown(unmarked(row.place).split(" ")[0]) == pytest.approx(share, abs=0.51)


def test_the_volatility_of_a_month(day):
    known, today = closes(day), date.fromisoformat(day)
    month = [known[today - timedelta(n)] for n in range(31)]
    returns = [log(a / b) for a, b in pairwise(month)]
    volatility = 100 * stdev(returns) * sqrt(365)
    assert shown(page(day)["Volatility"].now) == pytest.approx(volatility, rel=0.005)


@pytest.mark.parametrize("day", [day for day in DAYS if day > "2024-02"])
def test_what_the_funds_took_in_within_a_week(day):
    flows = told(day, "etf.net_flow", "farside")
    last = max(flows)
    week = sum(flow for session, flow in flows.items() if session > last - timedelta(7))
    assert shown(page(day)["Funds"].now) == pytest.approx(week, rel=0.005)


@every(
    ("label", "series", "source"),
    [
        ("Three-month bill", "treasury.bill_3m", "fred"),
        ("Ten-year real yield", "tips.real_10y", "fred"),
        ("Japan", "jgb.yield_30y", "ministry_of_finance_japan"),
    ],
)
def test_a_yield_its_moves_and_its_place(day, label, series, source):
    known = told(day, series, source)
    row, newest = page(day)[label], max(known)
    assert shown(row.now) == pytest.approx(100 * known[newest], rel=0.01)
    before = max(d for d in known if d < newest)
    assert shown(row.day or "0") == pytest.approx(1e4 * (known[newest] - known[before]), abs=0.06)
    today = date.fromisoformat(day)
    past = [value for d, value in known.items() if d > today - timedelta(1096)]
    share = 100 * sum(value <= known[newest] for value in past) / len(past)
    place = unmarked(row.place)
    if "highest" in place or "lowest" in place:
        assert share > 95 if "highest" in place else share < 5
    else:
        assert shown(place.split(" ")[0]) == pytest.approx(share, abs=1.01)
