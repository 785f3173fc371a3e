"""The built-in facts: each row a fact the catalogue accepts, each figure as it was published.

Where the private calibration data lies beside the checkout, every typed figure that it holds too is
held against it, to the last digit printed.
"""

from __future__ import annotations

import csv
import math
import re
import statistics
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from kb.built_in import catalog
from kb.facts import Fact
from kb.units import unit
from tests.every import every
from tests.facts import make_fact

PACKS = ("essay", "comment", "published")
LAST_DAY = date(2025, 11, 21)
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"

Row = dict[str, str]


def rows(pack: str) -> list[Row]:
    """The rows of one pack as they are typed."""
    text = files("kb.packs").joinpath(f"{pack}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def fact(row: Row) -> Fact:
    """A row as the fact it states."""
    return make_fact(row, catalog=catalog(), today=date(2025, 11, 23))


def facts(pack: str) -> list[Fact]:
    """A pack as facts."""
    return [fact(row) for row in rows(pack)]


def every_row() -> Iterator[tuple[str, Row]]:
    """All rows of all packs, with the name of their pack."""
    return ((pack, row) for pack in PACKS for row in rows(pack))


def test_every_figure_stands_a_second_time_with_its_day_and_its_source() -> None:
    """So that a slip of the hand in either list is noticed."""
    text = Path(__file__).with_name("published_figures.csv").read_text(encoding="utf-8")
    pinned = [tuple(row.values()) for row in csv.DictReader(text.splitlines())]
    columns = ("series", "asset", "target", "as_of", "span", "value", "unit", "source")
    typed = [(pack, *(row[name] for name in columns)) for pack, row in every_row()]
    assert sorted(pinned) == sorted(typed)


@pytest.mark.parametrize("pack", PACKS)
def test_every_row_is_a_valid_fact_that_names_its_origin(pack: str) -> None:
    for it in facts(pack):
        assert it.note


@pytest.mark.parametrize("pack", PACKS)
def test_every_source_is_in_the_catalogue(pack: str) -> None:
    assert {it.source for it in facts(pack)} <= set(catalog().sources)


def test_no_fact_is_stated_twice() -> None:
    key = ("series", "asset", "target", "as_of", "span", "known_at", "source")
    stated = [tuple(row[column] for column in key) for _, row in every_row()]
    assert len(set(stated)) == len(stated)


def test_the_scope_decides_whether_an_asset_is_named() -> None:
    for _, row in every_row():
        assert row["asset"] == ("btc" if catalog().get(row["series"]).scope == "asset" else "")


def test_nothing_speaks_of_a_day_after_the_comment() -> None:
    assert max(it.as_of for pack in PACKS for it in facts(pack)) == LAST_DAY


@pytest.mark.parametrize(
    ("pack", "paragraph", "day"), [("essay", "E", "2025-11-17"), ("comment", "J", "2025-11-21")]
)
def test_a_document_cites_its_paragraph_and_is_known_when_it_appeared(
    pack: str, paragraph: str, day: str
) -> None:
    for row in rows(pack):
        assert row["source"] == pack
        assert row["known_at"] == day
        assert re.match(rf"{paragraph}\d+: ", row["note"]), row["note"]


def test_the_published_pack_holds_no_document() -> None:
    assert not [row for row in rows("published") if catalog().sources[row["source"]].document]


def test_every_figure_of_a_document_but_its_own_words_is_in_a_series_others_may_fill() -> None:
    """Either somebody else is ranked for it, or the series is the document's own wording."""
    own_words = {
        "derivatives.max_leverage",
        "holders.basis_low",
        "holders.basis_high",
        "japan.old_vintage_price_high",
        "japan.old_vintage_price_low",
        "valuation.cap_gained",
        "valuation.cap_lost",
        "yields.short_real",
    }
    alone = {it.series for pack in ("essay", "comment") for it in facts(pack)}
    assert {name for name in alone if catalog().get(name).sources[0] == "*"} == own_words


def test_the_week_of_fund_flows_is_the_figure_of_the_essay() -> None:
    week = [date(2025, 11, 10) + timedelta(days=n) for n in range(5)]
    flows = [it for it in facts("published") if it.series == "etf.net_flow" and it.as_of in week]
    said = next(it for it in facts("essay") if it.series == "etf.net_flow")
    total = math.fsum(it.value for it in flows)
    assert total == pytest.approx(-1_111.7e6)
    _, relative = catalog().tolerance("etf.net_flow")
    assert relative is not None
    assert abs(said.value / total - 1) < relative
    assert (said.span, said.as_of) == (5, week[-1])


def test_a_figure_published_later_is_not_known_earlier() -> None:
    late = [it.series for it in facts("published") if it.known_at.date() > date(2025, 11, 22)]
    assert late == ["holders.short_term_basis", "holders.active_basis", "holders.true_market_mean"]


# --- held against the private data, where it is there -----------------------------------------


@cache
def table(name: str) -> dict[str, Row]:
    """A file of the private data by its date column."""
    if not DATA.is_dir():
        pytest.skip("the private calibration data does not lie beside this checkout")
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return {row["date"]: row for row in csv.DictReader(file)}


def as_typed(row: Row, canonical: float) -> bool:
    """Whether a canonical value prints as the row's figure, in its unit, to its last digit."""
    figure = Decimal(row["value"])
    half = 0.5 * 10.0 ** int(figure.as_tuple().exponent)
    return abs(unit(row["unit"]).shown(canonical) - float(figure)) <= half * (1 + 1e-9)


def published(series: str, source: str | None = None) -> list[Row]:
    """The published rows of one series, of one source where it is named; there must be some."""
    found = [it for it in rows("published") if it["series"] == series]
    found = [it for it in found if source in (None, it["source"])]
    assert found
    return found


# file, column, unit of the column, series
HELD = [
    ("btc_daily.csv", "close_usd", "USD/coin", "price.close"),
    ("btc_daily.csv", "high_usd", "USD/coin", "price.high"),
    ("btc_daily.csv", "low_usd", "USD/coin", "price.low"),
    ("btc_daily.csv", "volume_usd", "USD", "market.volume"),
    ("btc_daily.csv", "supply_btc", "coins", "supply.circulating"),
    ("btc_onchain_daily.csv", "realized_price_usd", "USD/coin", "onchain.realised_price"),
    ("btc_onchain_daily.csv", "realized_cap_usd", "USD", "onchain.realised_cap"),
    ("btc_funding_daily.csv", "funding_rate_8h_mean", "ratio", "derivatives.funding_rate"),
    ("btc_dvol_daily.csv", "dvol_close_pct", "%", "volatility.implied_30d"),
    ("etf_btc_flows_daily.csv", "total_flow_musd", "USD m", "etf.net_flow"),
    ("dxy_daily.csv", "close_index", "index", "dollar.index"),
    ("usdjpy_daily.csv", "close_jpy_per_usd", "JPY/USD", "fx.usdjpy"),
    ("fed_liquidity_daily.csv", "fed_target_upper_pct", "%", "policy.target_upper"),
    ("fed_liquidity_daily.csv", "fed_target_lower_pct", "%", "policy.target_lower"),
    ("us_yields_daily.csv", "dff_pct", "%", "policy.effective_rate"),
    ("us_yields_daily.csv", "dgs3mo_pct", "%", "treasury.bill_3m"),
    ("us_yields_daily.csv", "dgs1_pct", "%", "treasury.note_1y"),
    ("us_yields_daily.csv", "dgs2_pct", "%", "treasury.note_2y"),
    ("us_yields_daily.csv", "dgs5_pct", "%", "treasury.note_5y"),
    ("us_yields_daily.csv", "dgs10_pct", "%", "treasury.note_10y"),
    ("us_yields_daily.csv", "dgs30_pct", "%", "treasury.bond_30y"),
    ("us_yields_daily.csv", "dfii5_pct", "%", "tips.real_5y"),
    ("us_yields_daily.csv", "dfii10_pct", "%", "tips.real_10y"),
    ("us_yields_daily.csv", "t5yie_pct", "%", "breakeven.inflation_5y"),
    ("us_yields_daily.csv", "t10yie_pct", "%", "breakeven.inflation_10y"),
    ("jgb_yields_daily.csv", "jgb_10y_pct", "%", "jgb.yield_10y"),
    ("jgb_yields_daily.csv", "jgb_20y_pct", "%", "jgb.yield_20y"),
    ("jgb_yields_daily.csv", "jgb_30y_pct", "%", "jgb.yield_30y"),
]

# The file dates a target range by its first day in force, and the yen by the start of the day.
STAMPED_A_DAY_LATER = {"policy.target_upper", "policy.target_lower", "fx.usdjpy"}


@every(("file", "column", "spelt", "series"), HELD, ids=[it[3] for it in HELD])
def test_a_typed_figure_is_the_one_in_the_data(
    file: str, column: str, spelt: str, series: str
) -> None:
    for row in published(series):
        day = date.fromisoformat(row["as_of"]) + timedelta(days=series in STAMPED_A_DAY_LATER)
        known = unit(spelt).canonical(float(table(file)[day.isoformat()][column]))
        assert as_typed(row, known), (row, known)


@pytest.mark.parametrize("days", [30, 365])
def test_realised_volatility_is_what_the_closes_give(days: int) -> None:
    bars = table("btc_daily.csv")
    for row in published(f"volatility.realised_{days}d"):
        end = date.fromisoformat(row["as_of"])
        closes = [
            float(bars[(end - timedelta(days=back)).isoformat()]["close_usd"])
            for back in range(days, -1, -1)
        ]
        moves = [math.log(b / a) for a, b in pairwise(closes)]
        assert as_typed(row, statistics.stdev(moves) * math.sqrt(365)), row


# series, source, day, what the file calls the point, unit of the point
POINTS = [
    ("holders.long_term_supply", "glassnode", "2025-07-01", "long-term-holder", "coins"),
    ("holders.long_term_supply", "glassnode", "2025-11-16", "long-term-holder", "coins"),
    ("derivatives.coins_closed", "cryptoquant", "2025-10-10", "closed in a day", "coins"),
    ("derivatives.coins_closed", "press", "2025-10-10", "perpetual open interest closed", "coins"),
    ("liquidation.all_crypto", "amberdata", "2025-10-10", "14 hours, Amberdata", "USD"),
    ("liquidation.all_crypto_peak_minute", "amberdata", "2025-10-10", "peak minute", "USD"),
    ("liquidation.all_crypto_long_share", "amberdata", "2025-10-10", "Share of longs", "ratio"),
    ("depth.loss", "fti", "2025-10-10", "depth loss", "ratio"),
    ("policy.cut_odds", "cme_fedwatch", "2025-10-22", "FedWatch", "ratio"),
    ("policy.cut_odds", "cme_fedwatch", "2025-11-14", "FedWatch", "ratio"),
    ("policy.cut_odds", "cme_fedwatch", "2025-11-20", "FedWatch", "ratio"),
    ("policy.cut_odds", "cme_fedwatch", "2025-11-21", "FedWatch", "ratio"),
]


def point(day: str, called: str) -> float:
    """The one published point of a day whose name holds `called`."""
    table("btc_daily.csv")
    with (DATA / "published_points.csv").open(encoding="utf-8", newline="") as file:
        points = [it for it in csv.DictReader(file) if it["date"] == day and called in it["series"]]
    assert len(points) == 1
    return float(points[0]["value"])


@every(
    ("series", "source", "day", "called", "spelt"),
    POINTS,
    ids=[" ".join(it[:3]) for it in POINTS],
)
def test_a_typed_figure_is_the_published_point(
    series: str, source: str, day: str, called: str, spelt: str
) -> None:
    (row,) = (it for it in published(series, source) if it["as_of"] == day)
    assert as_typed(row, unit(spelt).canonical(point(day, called)))


def test_the_day_of_liquidations_rounds_to_the_billions_of_the_press() -> None:
    (row,) = published("liquidation.all_crypto", "coinglass")
    assert round(fact(row).value, -9) == point("2025-10-10", "24 hours, all coins")


def test_the_price_behind_the_october_open_interest_was_traded_that_day() -> None:
    """68.47bn were quoted as 640,840 coins: the day is dated by the price this implies."""
    row = next(it for it in published("derivatives.open_interest") if "640,840" in it["note"])
    day = table("btc_daily.csv")[row["as_of"]]
    assert float(day["low_usd"]) < fact(row).value / 640_840 < float(day["high_usd"])
