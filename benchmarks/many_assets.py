"""A made-up base of many assets: a number of them in, a file of ten daily series of each out.

Closes go with one market and with chance of their own; the rest are the series that a vendor of
coins gives, from one source each. The same on every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.built_in import catalog
from kb.facts import Fact, checked
from kb.store import KnowledgeBase

LAST, YEARS = date(2025, 11, 14), 10
SERIES = (
    ("price.close", "binance"), ("price.high", "binance"), ("price.low", "binance"),
    ("market.volume", "coinmarketcap"), ("volatility.implied_30d", "deribit"),
    ("derivatives.open_interest", "coinglass"), ("derivatives.funding_rate", "coinglass"),
    ("liquidation.notional", "coinglass"), ("onchain.realised_price", "coin_metrics"),
    ("etf.assets", "farside"),
)  # fmt: skip
A_BATCH = 50
"""Assets that come in one batch."""
KNOWN = timedelta(hours=23, minutes=59, seconds=59)

Floats = NDArray[np.float64]


def build(path: Path, assets: int, years: int = YEARS) -> Path:
    """A base of so many assets, the market's own first, over so many years."""
    days = [LAST - timedelta(days=back) for back in range(int(365.25 * years))][::-1]
    market = np.random.default_rng(20251114).normal(0.0, 0.025, len(days))
    with KnowledgeBase.create(path) as kb:
        for some in _in_batches(assets):
            kb.add((fact for one in some for fact in _of_asset(one, days, market)), label="made up")
    return path


def add_day(path: Path, assets: int, later: int) -> None:
    """Another day of each asset of a base, so many days later, on which nothing moved."""
    day = LAST + timedelta(days=later)
    with KnowledgeBase.open(path) as kb:
        facts = (fact for one in range(assets) for fact in _of_asset(one, [day], np.zeros(1)))
        kb.add(facts, label="the next day")


def _in_batches(assets: int) -> Iterator[tuple[int, ...]]:
    """The numbers of assets, a batch at a time."""
    numbers = list(range(assets))
    yield from (tuple(numbers[cut : cut + A_BATCH]) for cut in range(0, assets, A_BATCH))


def name_of(number: int) -> str:
    """What an asset is called: the first is the market."""
    return f"made{number:05d}" if number else "btc"


def _of_asset(number: int, days: list[date], market: Floats) -> Iterator[Fact]:
    name = name_of(number)
    known = [datetime(d.year, d.month, d.day, tzinfo=UTC) + KNOWN for d in days]
    for (series, source), values in zip(SERIES, _values(number, market), strict=True):
        unit = catalog().get(series).measured_in
        canonical = np.round(values, 4) * unit.scale
        same = {"series": series, "asset": name, "target": None, "span": 1, "unit": unit.name}
        same |= {"source": source, "note": "", "publication": "stated"}
        for day, moment, value in zip(days, known, canonical.tolist(), strict=True):
            yield checked(Fact, same | {"as_of": day, "known_at": moment, "value": value})


def _values(number: int, market: Floats) -> list[Floats]:
    """What the series say, in the units of the catalogue, in the order of SERIES."""
    rng, n = np.random.default_rng([20251114, number]), len(market)
    move = market * rng.uniform(0.4, 1.6) + rng.normal(0.0, 0.02, n)
    close = 1000.0 * np.exp(np.cumsum(move - move.mean()))
    slow = np.exp(np.cumsum(rng.normal(0.0, 0.01, n)))
    wave = np.sin(np.arange(n) / 90.0)
    return [
        close, close * (1 + np.abs(rng.normal(0, 0.01, n))),
        close * (1 - np.abs(rng.normal(0, 0.01, n))), 1e9 * slow, 50 + 20 * wave,
        1e10 * slow, 0.01 + 0.01 * wave, 1e8 * np.exp(rng.normal(0.0, 0.5, n)),
        close.mean() * np.exp(np.cumsum(rng.normal(0.0, 0.003, n))), 1e11 * slow,
    ]  # fmt: skip
