"""The protocol of the record on many assets: closes beside the checkout in, marked Fridays out.

Fixed in writing before a Friday of the judged part was scored.

*Parts.* Within each class (coins, indices, commodities, shares and funds) the assets stand in the
order of the alphabet; the first, third, fifth and so on are learned on, the others are judged on.
Bitcoin is judged on last and once. Laws, shapes, rates and prior weights are chosen on the learned
part alone. Coins of both parts fall on the same days, so the judged part is shown a second time
with the prior learned on outcomes known by the end of 2019 and Fridays from 2020 on alone.

*Fridays.* As in `engine.forecast.protocol`, but a forecast is due once one year of closes is known:
what a market cannot know of itself after a year it takes from the learned part.

*Score.* CRPS in units of σ·√(H/365), σ the volatility of the past year, over that of the plain walk
on the same Fridays: 1 − Σ ours / Σ plain. Three weights stand side by side: every Friday the same;
every episode the same; every asset the same. Intervals (nine draws in ten): assets are drawn with
replacement and, apart from them, calendar years, of 1928 to 2025; a Friday counts as often as its
asset times its year was drawn.

*States*, each known on the day: how far over the low of the episode (under 10 %, 10 to 25, 25 to
50, over 50); the age of the drawdown (under half a year, to one, to two years, older); near the low
(under 25 %) in the first year; whether a rebound of 25 % has failed in this episode already. One
more is known only afterwards and is shown as that: a rebound of 25 % or more that then went under
its low within the horizon. Calendar years are shown beside them.

*Choice.* Among what is tried, what has a state, at any horizon, of 100 Fridays or more of the
learned part that is over 1 % worse than the plain walk, is out, the state known only afterwards
apart. Of the rest the best mean over horizons of the score with every asset the same is taken;
among those within a quarter of a point the one with fewer laws. If the best gains under 3 % on the
learned part, or fails the aims on the judged part (no state of 100 Fridays over 2 % worse, 3 % on
the whole, 80 % interval holding 76 to 84 % on the whole and 70 to 90 % in each state), the page
says so; where the judged part shows no gain the plain walk is shipped, calibrated.

Every variant that was scored on the learned part is counted.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

import numpy as np

from engine.forecast.forecasters import market
from engine.forecast.protocol import Cases, cases
from engine.numeric.arguments import Array, BoolArray
from tests.studies.market import SHARED

ASSETS = SHARED.parent / "assets"
COINS = [
    *("AAVE", "ADA", "ALGO", "ATOM", "AVAX", "BCC", "BCH", "BNB", "BSV", "DASH", "DOGE", "DOT"),
    *("EOS", "ETC", "FIL", "FTT", "HBAR", "ICP", "IOTA", "LINK", "LTC", "LUNA", "NEAR", "NEO"),
    *("QTUM", "SOL", "THETA", "TRX", "UNI", "VET", "WAVES", "XEM", "XLM", "XMR", "XRP", "XTZ"),
    "ZEC",
]
INDICES = ["BVSP", "DAX", "FTSE", "HSI", "IXIC", "N225", "RUT", "SPX", "SSEC"]
COMMODITIES = ["COPPER", "GOLD", "NATGAS", "SILVER", "WTI"]
SHARES = ["AMZN", "ARKK", "C", "EEM", "GME", "META", "MSTR", "NFLX", "NVDA", "TQQQ", "TSLA"]
CLASSES = (COINS, INDICES, COMMODITIES, SHARES)
LEARNED = tuple(name for each in CLASSES for name in each[::2])
JUDGED = tuple(name for each in CLASSES for name in each[1::2])


class Fridays(NamedTuple):
    """The Fridays of one asset: cases with a volatility, and that volatility, shape (n,)."""

    asked: Cases
    volatility: Array


@cache
def closes(name: str) -> tuple[Array, int, BoolArray]:
    """Closes of an asset, NaN where there is none, the first day, and on which days it trades."""
    with (ASSETS / f"{name}.csv").open(encoding="utf-8") as file:
        told = list(csv.reader(file))[1:]
    at = np.array([day for day, _ in told], dtype="datetime64[D]").astype(np.int64)
    first = int(at.min())
    days = np.arange(first, at.max() + 1)
    series = np.full(len(days), np.nan)
    series[at - first] = [float(close) for _, close in told]
    return series, first, np.isin(name, COINS) | ((days + 3) % 7 < 5)


@cache
def fridays(name: str) -> Fridays:
    """The Fridays of an asset that had fallen by a fifth."""
    series, first, trades = closes(name)
    given = market(cases(series, first, trades=trades))
    return Fridays(given.asked, given.volatility)
