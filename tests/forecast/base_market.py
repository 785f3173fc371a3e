"""Made-up closes as facts of a base."""

from __future__ import annotations

from collections.abc import Iterator

from engine.numeric.arguments import Array
from kb.built_in import catalog
from kb.clock import day_date
from kb.facts import Checker, Fact
from kb.plausible.words import ACCEPTED
from tests.forecast.market import FIRST


def closes(prices: Array, asset: str = "btc", first: int = FIRST, **more: object) -> Iterator[Fact]:
    """A close a day, the first on 1 January 2010."""
    checker = Checker(catalog(), default_asset=asset, default_source="binance", today=None)
    for number, price in enumerate(prices):
        as_of = day_date(first + number).isoformat()
        told = {"series": "price.close", "as_of": as_of, "value": float(price), "unit": "USD/coin"}
        told["note"] = f"{ACCEPTED} made up"
        yield checker.fact({**told, **more})
