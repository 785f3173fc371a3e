"""A base of real market history, where the shared files are beside the checkout."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.built_in import catalog
from kb.facts import Checker, Fact
from kb.store import KnowledgeBase

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
COLUMNS = {
    "btc_daily.csv": {
        "close_usd": ("price.close", "USD/coin", "binance"),
        "volume_usd": ("market.volume", "USD", "coinmarketcap"),
        "supply_btc": ("supply.circulating", "coins", "coin_metrics"),
    },
    "btc_onchain_daily.csv": {
        "realized_price_usd": ("onchain.realised_price", "USD/coin", "cryptoquant"),
    },
    "btc_open_interest_daily.csv": {
        "open_interest_usd": ("derivatives.open_interest", "USD", "cryptoquant"),
    },
    "etf_btc_flows_daily.csv": {"total_flow_musd": ("etf.net_flow", "USD m", "farside")},
    "us_yields_daily.csv": {"dgs3mo_pct": ("treasury.bill_3m", "%", "fred")},
    "dxy_daily.csv": {"close_index": ("dollar.index", "index", "ice")},
}
SINCE = "2019-01-01"


def told(checker: Checker, name: str) -> Iterator[Fact]:
    """The facts of one file from SINCE on; a positive series leaves out its zeros."""
    with (SHARED / name).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for column, (series, unit, source) in COLUMNS[name].items():
                value = row[column]
                absent = not value or (catalog().get(series).positive and float(value) == 0)
                if row["date"] >= SINCE and not absent:
                    yield checker.fact(
                        {"series": series, "as_of": row["date"], "value": value, "unit": unit,
                         "source": source}
                    )  # fmt: skip


@pytest.fixture(scope="session")
def history() -> Iterator[KnowledgeBase]:
    """Six years of closes, volume, supply, realised price, open interest, flows and yields."""
    if not SHARED.is_dir():
        pytest.skip("the shared market history is not beside this checkout")
    from tests.studies.kept_base import kept_base

    with kept_base("six_years", _fill, SHARED) as kb:
        yield kb


def _fill(kb: KnowledgeBase) -> None:
    checker = Checker(catalog(), default_asset="btc", default_source=None, today=date.max)
    kb.add(fact for name in COLUMNS for fact in told(checker, name))


@pytest.fixture(scope="session")
def real_base() -> Iterator[KnowledgeBase]:
    """The base behind docs/history.md: all that the shared files and the packs know of its days."""
    if not SHARED.is_dir():
        pytest.skip("the shared market history is not beside this checkout")
    from tests.studies import every_day

    with every_day.base() as kb:
        yield kb
