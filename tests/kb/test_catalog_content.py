"""What the catalogue says: ranks, units, tolerances, rhythms, and series for every chapter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta

from kb.built_in import catalog
from kb.calendars import is_business_day
from kb.clock import day_number
from kb.series import Series
from kb.units import unit
from tests.every import every

ALL = list(catalog().series.values())

# What the claims of a chapter cannot do without.
NEEDED_BY_CHAPTER = {
    "rally": ["price.close", "policy.cut_odds", "etf.net_flow"],
    "leverage": ["derivatives.open_interest", "derivatives.max_leverage", "fuel.within_10pct"],
    "policy": ["treasury.bill_3m", "inflation.expected_1y", "policy.target_upper", "dollar.index"],
    "etf": ["etf.net_flow", "etf.assets", "etf.volume", "market.volume"],
    "holders": ["holders.long_term_spent", "holders.long_term_net_change", "holders.basis_high"],
    "liquidation": ["liquidation.notional", "derivatives.coins_closed", "depth.loss"],
    "buyers": [
        "derivatives.cme_net_noncommercial",
        "derivatives.basis",
        "sentiment.fear_greed",
        "small_holders.net_flow",
        "stablecoin.supply",
        "exchange.inflow",
        "market.net_taker_flow",
    ],
    "floor": ["onchain.realised_price", "holders.matured_coins", "volatility.realised_365d"],
    "valuation": ["supply.circulating", "supply.cap", "onchain.realised_cap", "tips.real_10y"],
    "normality": ["network.blocks", "network.hash_rate", "price.low"],
    "japan": [
        "jgb.yield_30y",
        "japan.cpi",
        "fx.usdjpy_forward_1y",
        "japan.treasury_holdings",
        "japan.foreign_bond_purchases",
        "japan.debt_to_gdp",
        "policy.boj_rate",
        "gold.price",
        "calendar.boj",
    ],
}


def those(wrong: Callable[[Series], bool]) -> list[str]:
    """The names of the series of which something wrong is true."""
    return [series.name for series in ALL if wrong(series)]


def test_anyone_may_speak_and_the_documents_speak_last() -> None:
    def out_of_order(series: Series) -> bool:
        said = tuple(source for source in series.sources if source != "computed")
        return said[-3:] != ("*", "essay", "comment")

    assert those(out_of_order) == []


def test_what_is_computed_gives_way_to_whoever_measures_unless_nobody_can() -> None:
    def first(series: Series) -> bool:
        return series.sources[0] == "computed"

    def before_strangers(series: Series) -> bool:
        said = series.sources
        return "computed" in said and said.index("computed") < said.index("*") and not first(series)

    assert those(before_strangers) == []
    assert those(first) == ["volatility.realised_30d", "volatility.realised_365d"]


def test_a_stranger_outranks_the_essay() -> None:
    rank = catalog().rank
    assert those(lambda it: rank(it.name, "desk") > rank(it.name, "essay")) == []


def test_rates_tolerate_points_and_amounts_tolerate_a_share() -> None:
    for series in ALL:
        absolute, relative = catalog().tolerance(series.name)
        in_points = series.unit in ("%", "% of par")
        assert (absolute is not None, relative is not None) == (in_points, not in_points), series
        assert 0 < (absolute or relative or 0) <= 0.1, series


def test_a_unit_is_spelt_as_the_table_spells_it() -> None:
    assert those(lambda it: unit(it.unit).name != it.unit) == []


def test_a_ratio_has_no_dimension() -> None:
    assert those(lambda it: it.measure == "ratio" and unit(it.unit).dimension != ()) == []


def _regular_days(series: Series) -> list[date]:
    """The days that a complete source speaks of: business days, Tuesdays, ends of months."""
    days = [date(2023, 6, 1) + timedelta(days=n) for n in range(579)]
    if series.cadence == "daily":
        numbers = [day_number(day) for day in days]
        worked = is_business_day(series.calendar, numbers).tolist()
        return [day for day, open_ in zip(days, worked, strict=True) if open_]
    if series.cadence == "weekly":
        return [day for day in days if day.weekday() == 1]
    every = 1 if series.cadence == "monthly" else 3
    return [day for day in days if (day + timedelta(days=1)).day == 1 and day.month % every == 0]


def test_nothing_goes_stale_between_two_regular_releases() -> None:
    """On any evening of 2024 the newest figure that is out is not yet too old."""

    def too_soon(series: Series) -> bool:
        if series.cadence in ("meeting", "irregular"):
            return False
        spoken = _regular_days(series)
        out = [series.publication.out(day, series.calendar).at.date() for day in spoken]
        evenings = [date(2024, 1, 8) + timedelta(days=n) for n in range(350)]
        ages = [(on - spoken[bisect_right(out, on) - 1]).days for on in evenings]
        return max(ages) > series.stale_after

    assert those(too_soon) == []


def test_a_description_is_one_short_sentence() -> None:
    sentence = re.compile(r"[A-Z][^\n]{10,110}\.")
    assert those(lambda it: not sentence.fullmatch(it.description)) == []


def test_no_two_series_mean_the_same() -> None:
    told = [series.description for series in ALL]
    assert len(set(told)) == len(told)


@every("chapter", NEEDED_BY_CHAPTER)
def test_every_chapter_finds_the_series_its_claims_need(chapter: str) -> None:
    assert [name for name in NEEDED_BY_CHAPTER[chapter] if name not in catalog().series] == []


def test_gross_and_net_selling_by_holders_are_two_series() -> None:
    spent, net = (catalog().get(f"holders.long_term_{it}") for it in ("spent", "net_change"))
    assert spent.positive
    assert not net.positive


def test_the_two_documents_bear_their_dates() -> None:
    dated = {key: str(it.dated) for key, it in catalog().sources.items() if it.document}
    assert dated == {"essay": "2025-11-17", "comment": "2025-11-21"}


def test_every_source_declared_is_ranked_somewhere() -> None:
    """`press` is the one that ranks nowhere by name: it stands for many, at "*"."""
    ranked = {source for series in ALL for source in series.sources}
    assert set(catalog().sources) - ranked == {"press"}


def test_prices_and_coins_belong_to_an_asset_and_rates_and_japan_to_nobody() -> None:
    """A family of names is of one scope; only liquidations are told both ways."""
    rooms = {series.name.partition(".")[0] for series in ALL if series.scope == "asset"}
    shared = {series.name.partition(".")[0] for series in ALL if series.scope == "global"}
    assert rooms & shared == {"liquidation"}
