"""Answers that no map reads: an answer in, the names of columns and rows of cells out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.feeds.model import Answer
from kb.feeds.parsers import binance, japan, others, venues
from kb.maps.tables import RawTable

PARSERS: Mapping[str, Callable[[Answer], RawTable]] = {
    "bank_of_japan": japan.bank_of_japan,
    "binance_depth": binance.depth,
    "binance_funding": binance.funding,
    "binance_funding_archive": binance.funding_archive,
    "binance_metrics": binance.metrics,
    "binance_open_interest": binance.open_interest,
    "bitview": others.chain,
    "bybit_open_interest": venues.bybit,
    "bybit_tickers": venues.bybit_tickers,
    "deribit_open_interest": venues.deribit,
    "fred_vintages": others.vintages,
    "fund_flows": others.fund_flows,
    "hyperliquid": venues.hyperliquid,
    "japan_output": japan.output,
    "japan_weekly_flows": japan.weekly_flows,
    "okx_open_interest": venues.okx,
    "treasury_holders": others.holders,
    "year_on_year": japan.year_on_year,
}
"""By the name that a page calls each by."""
