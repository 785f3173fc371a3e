"""The base behind docs/history.md: the shared market files and the built-in facts, in one.

What the files give is taken as they give it. Four series are worked out from them: volatility from
closes, net taker flow from the two volumes of one venue, the odds of a cut from the odds of every
target range, and net contracts from long and short ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

import numpy as np

from engine.evaluation.days import evaluate_days
from engine.judge.causes import causes
from engine.judge.history import History, deciding, history, panels, period
from engine.judge.judgement import judge
from engine.judge.planes import arrays_of
from engine.judge.stretches import Stretch
from engine.pages.library import load_book
from kb.built_in import catalog
from kb.clock import day_number
from kb.facts import Checker
from kb.packs import built_in_facts
from kb.store import KnowledgeBase
from tests.studies.conftest import COLUMNS
from tests.studies.history_page import CRASHES
from tests.studies.kept_base import kept_base
from tests.studies.market import SHARED, rows

FIRST, LAST = "2020-01-01", "2025-11-21"
BEFORE = "2017-06-01"  # of all but the close, of which some windows are eleven years long
EVERY = 300  # days from one of the sample to the next
AHEAD = 120  # days to a meeting of the Federal Reserve whose odds are taken

MORE = {
    "btc_daily.csv": {
        "high_usd": ("price.high", "USD/coin", "binance"),
        "low_usd": ("price.low", "USD/coin", "binance"),
    },
    "btc_onchain_daily.csv": {
        "realized_price_coinmetrics_usd": ("onchain.realised_price", "USD/coin", "coin_metrics"),
        "realized_cap_usd": ("onchain.realised_cap", "USD", "coin_metrics"),
    },
    "btc_dvol_daily.csv": {"dvol_close_pct": ("volatility.implied_30d", "%", "deribit")},
    "us_yields_daily.csv": {
        "dgs1_pct": ("treasury.note_1y", "%", "fred"),
        "dgs10_pct": ("treasury.note_10y", "%", "fred"),
        "dgs30_pct": ("treasury.bond_30y", "%", "fred"),
        "t5yie_pct": ("breakeven.inflation_5y", "%", "fred"),
    },
    "jgb_yields_daily.csv": {
        f"jgb_{years}y_pct": (f"jgb.yield_{years}y", "%", "ministry_of_finance_japan")
        for years in (10, 20, 25, 30)
    },
    "usdjpy_daily.csv": {"noon_ny_jpy_per_usd": ("fx.usdjpy", "JPY/USD", "fred")},
    "fed_liquidity_daily.csv": {"fed_target_upper_pct": ("policy.target_upper", "%", "fred")},
}

Row = dict[str, object]
"""A row of a file that `add` would take."""


def whole(kb: KnowledgeBase) -> History:
    """Every day from FIRST to LAST: some twenty seconds' work."""
    book = load_book()
    return history(kb, book, period(kb, book, "btc", day_number(FIRST), day_number(LAST)))


def sample(kb: KnowledgeBase) -> Iterator[Stretch]:
    """What every claim comes to on every EVERYth day and on those of crashes, a day a stretch."""
    book, first, last = load_book(), day_number(FIRST), day_number(LAST)
    days = sorted({*range(first, last, EVERY), *map(day_number, CRASHES)})
    needed, asked = deciding(book), period(kb, book, "btc", first, last)
    panel = next(panels(kb, needed, asked)).moved(days)
    found = judge(book, arrays_of(needed, evaluate_days(needed, panel, kb.catalog)))
    for page in book.pages:
        why = causes(found, page)
        for row, day in enumerate(days):
            there = tuple(cause for cause, when in why.items() if when[row])
            yield Stretch(page.claim, day, day, *found.finding(page.claim, row), there)


def base(since: str = BEFORE) -> KnowledgeBase:
    """A base in memory with all that is known from some day on; the caller closes it."""
    return kept_base(f"days_since_{since}", partial(_fill, since), SHARED)


def _fill(since: str, kb: KnowledgeBase) -> None:
    built_in = tuple(built_in_facts())
    kb.add(built_in, label="built-in facts")
    held = {(fact.series, fact.source, fact.as_of) for fact in built_in}
    checker = Checker(catalog(), default_asset="btc", default_source=None, today=date.max)
    facts = (checker.fact(row) for row in told(since))
    kb.add(fact for fact in facts if (fact.series, fact.source, fact.as_of) not in held)


def told(since: str) -> Iterator[Row]:
    """Every observation of the files, of closes all and of the rest those since a day."""
    for name in {**COLUMNS, **MORE}:
        yield from _as_they_are(name, since)
    yield from _volatility(since)
    yield from _taker_flow(since)
    yield from _cut_odds()
    yield from _contracts()


def _as_they_are(name: str, since: str) -> Iterator[Row]:
    columns = COLUMNS.get(name, {}) | MORE.get(name, {})
    for row in rows(name):
        for column, (series, unit, source) in columns.items():
            value, long = row.get(column), series == "price.close"
            absent = not value or (catalog().get(series).positive and float(value) == 0)
            if not absent and (long or row["date"] >= since):
                yield _row(series, row["date"], value, unit, source)


def _row(series: str, as_of: str, value: object, unit: str, source: str, **more: object) -> Row:
    return {
        "series": series, "as_of": as_of, "value": value, "unit": unit, "source": source, **more
    }  # fmt: skip


def _volatility(since: str) -> Iterator[Row]:
    """The standard deviation of so many daily log returns, annualised by the root of 365."""
    closes = [(row["date"], float(row["close_usd"])) for row in rows("btc_daily.csv")]
    returns = np.diff(np.log([close for _, close in closes]))
    for place, (day, _) in enumerate(closes):
        for days in (30, 365):
            if day >= since and place >= days:
                spread = float(np.std(returns[place - days : place], ddof=1)) * 365**0.5
                yield _row(f"volatility.realised_{days}d", day, 100 * spread, "%", "computed")


def _taker_flow(since: str) -> Iterator[Row]:
    """Orders that took the ask less those that hit the bid: twice the one, less all there were."""
    for row in rows("btc_daily.csv"):
        if row["date"] >= since and row["binance_taker_buy_usd"]:
            taken, all_ = (float(row[f"binance_{c}_usd"]) for c in ("taker_buy", "volume"))
            yield _row("market.net_taker_flow", row["date"], 2 * taken - all_, "USD", "binance")


def _cut_odds() -> Iterator[Row]:
    """The odds that a meeting ends with a target below the one of the day."""
    lower = {r["date"]: r["fed_target_lower_pct"] for r in rows("fed_liquidity_daily.csv")}
    odds: dict[tuple[str, str], float] = {}
    for row in rows("fedwatch_2025.csv"):
        day, meeting = row["as_of"], row["meeting"]
        ahead = day_number(meeting) - day_number(day)
        if lower.get(day) and 0 <= ahead <= AHEAD:
            below = float(row["rate_low_bp"]) < 100 * float(lower[day]) - 1
            odds[day, meeting] = odds.get((day, meeting), 0.0) + below * float(row["probability"])
    for (day, meeting), share in odds.items():
        percent = min(100 * share, 100.0)
        yield _row("policy.cut_odds", day, percent, "%", "cme_fedwatch", target=meeting)


def _contracts() -> Iterator[Row]:
    """Long less short contracts of those who do not hedge a business."""
    for row in rows("cme_btc_cot_weekly.csv"):
        net = [int(row[f"noncommercial_{side}_contracts"]) for side in ("long", "short")]
        series = "derivatives.cme_net_noncommercial"
        yield _row(series, row["date"], net[0] - net[1], "contracts", "cftc")
