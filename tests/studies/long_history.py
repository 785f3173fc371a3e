"""Fifteen years of closes and what is known beside them, as facts of a base.

The shared files lie beside the checkout. Long-term supply has no free history at 155 days; the
coins unmoved for six months stand in for it, to November 2020, and the page says so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache

import numpy as np

from kb.built_in import catalog
from kb.facts import Checker, Fact
from kb.store import KnowledgeBase
from tests.studies.market import SHARED

OLD = ("6m_12m", "1y_2y", "2y_3y", "3y_5y", "5y_7y", "7y_10y", "more_10y")
COLUMNS = (
    ("btc_daily.csv", "close_usd", "price.close", "USD/coin", "binance"),
    ("btc_onchain_daily.csv", "realized_price_usd", "onchain.realised_price", "USD/coin",
     "cryptoquant"),
    ("btc_onchain_daily.csv", "realized_price_coinmetrics_usd", "onchain.realised_price",
     "USD/coin", "coin_metrics"),
    ("btc_open_interest_daily.csv", "open_interest_usd", "derivatives.open_interest", "USD",
     "cryptoquant"),
)  # fmt: skip


@cache
def long_history() -> KnowledgeBase:
    """A base in memory with closes from July 2010 to November 2025."""
    kb = KnowledgeBase.in_memory()
    kb.add(facts())
    return kb


def facts() -> Iterator[Fact]:
    """The facts of the shared files."""
    checker = Checker(catalog(), default_asset="btc", default_source=None, today=date.max)
    for name, column, series, unit, source in COLUMNS:
        for row in read(name):
            if row[column] and float(row[column]) > 0:
                yield checker.fact(
                    {"series": series, "as_of": row["date"], "value": row[column], "unit": unit,
                     "source": source}
                )  # fmt: skip
    for day, change in changes_of_old_coins():
        yield checker.fact(
            {"series": "holders.long_term_net_change", "as_of": day, "value": change,
             "unit": "coins", "source": "glassnode", "note": "coins unmoved for six months"}
        )  # fmt: skip


def changes_of_old_coins() -> Iterator[tuple[str, float]]:
    """Daily change of the coins unmoved for six months: share of each age band times supply."""
    supply = {row["date"]: float(row["supply_btc"]) for row in read("btc_daily.csv")}
    before = np.nan
    for row in read("btc_hodl_waves_daily.csv"):
        if row["date"] in supply:
            share = sum(float(row[f"supply_share_{band}"] or 0.0) for band in OLD)
            now = share * supply[row["date"]]
            if not np.isnan(before):
                yield row["date"], now - before
            before = now


def read(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shared file."""
    with (SHARED / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)
