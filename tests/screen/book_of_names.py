"""A base of a few assets, made up: a market, one that goes with it, a young one, a mute one."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kb.clock import day_number
from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.desk import fact, facts

LAST = date(2025, 11, 17)
DAY = day_number(LAST)
BETA = 1.5
ASSETS = ("btc", "follower", "young", "mute")


def base() -> KnowledgeBase:
    """The desk's facts, and closes of two years that go with them."""
    kb = KnowledgeBase.in_memory()
    kb.add([*facts(), *_closes(), fact("network.hash_rate", 1, "EH/s", asset="mute")])
    return kb


def moves(days: int = 730) -> np.ndarray:
    """The market's daily log returns, the last of them what the desk's two closes tell."""
    found = np.random.default_rng(7).normal(0.0, 0.02, days)
    found[-1] = np.log(92_000 / 94_000)
    return found


def _closes() -> list[Fact]:
    market = moves()
    btc = 92_000 * np.exp(np.cumsum(market) - market.sum())
    follower = 50 * np.exp(BETA * np.cumsum(market))
    days = [LAST - timedelta(days=back) for back in range(len(market))][::-1]
    told = [("btc", d, v) for d, v in zip(days[:-2], btc[:-2], strict=True)]
    told += [("follower", d, v) for d, v in zip(days, follower, strict=True)]
    told += [("young", d, v) for d, v in zip(days[-30:], follower[-30:], strict=True)]
    return [
        fact("price.close", float(v), "USD/coin", str(d), source="binance", asset=a)
        for a, d, v in told
    ]
