"""The market around an episode: the shared files come in, arrays go out, oldest first.

The files lie beside the checkout and are never copied into it; `ABSENT` says whether they are not
there.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
ABSENT = not SHARED.is_dir()
HYPERLIQUID = "hl_2025-10-10"

Array = NDArray[np.float64]
Times = NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Bars:
    """Price bars in UTC: when each opens, its prices in USD and its volume in its own unit."""

    time: Times
    open: Array
    high: Array
    low: Array
    close: Array
    volume: Array

    def between(self, first: str | np.datetime64, end: str | np.datetime64) -> Bars:
        """The bars that open from `first` on and before `end`."""
        kept = (self.time >= np.datetime64(first)) & (self.time < np.datetime64(end))
        return Bars(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))

    @property
    def minutes(self) -> int:
        """Length of a bar."""
        return int(np.diff(self.time).min() / np.timedelta64(1, "m"))


@dataclass(frozen=True, eq=False)
class Hours:
    """Hourly bars of one venue in 2024, its open interest and liquidated longs in coins."""

    bars: Bars
    open_interest: Array
    longs_liquidated: Array


@dataclass(frozen=True, eq=False)
class Venue:
    """10 October 2025 on Hyperliquid: dollars by coin, and fills a second after 21:15:03 UTC."""

    liquidated: dict[str, float]
    deleveraged: dict[str, float]
    second: NDArray[np.int64]
    liquidation_fills: NDArray[np.int64]
    deleveraging_fills: NDArray[np.int64]


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one shared file, packed or not."""
    packed = (SHARED / name).read_bytes()
    text = gzip.decompress(packed) if name.endswith(".gz") else packed
    yield from csv.DictReader(text.decode().splitlines())


def _bars(table: list[dict[str, str]], time: str, volume: str) -> Bars:
    columns = ("open_usd", "high_usd", "low_usd", "close_usd", volume)
    return Bars(_times(table, time), *(_column(table, name) for name in columns))


def _times(table: list[dict[str, str]], name: str) -> Times:
    return np.array([row[name].removesuffix("Z") for row in table], dtype="datetime64[m]")


def _column(table: list[dict[str, str]], name: str) -> Array:
    return np.array([float(row[name] or "nan") for row in table])


@cache
def daily() -> Bars:
    """Daily bars; volume is dollars as reported by all exchanges, NaN where none is."""
    return _bars(list(rows("btc_daily.csv")), "date", "volume_usd")


@cache
def half_hours() -> Bars:
    """30-minute bars since September 2020, spot and from September 2025 perpetual; coins."""
    return _bars(list(rows("btc_30m.csv.gz")), "time_utc", "volume_btc")


@cache
def five_minutes() -> Bars:
    """5-minute bars of the perpetual around 10 October 2025; coins."""
    return _bars(list(rows("btc_5m_2025-09_10.csv.gz")), "time_utc", "volume_btc")


@cache
def open_interest() -> dict[np.datetime64, float]:
    """Open interest of all exchanges at the end of each day, USD, until 20 November 2024."""
    table = rows("btc_open_interest_daily.csv")
    return {np.datetime64(row["date"]): float(row["open_interest_usd"]) for row in table}


@cache
def hours() -> Hours:
    """Summer 2024 on one venue; its feed sends at most one liquidation a second."""
    table = list(rows("btc_oi_liquidations_hourly_2024.csv.gz"))
    return Hours(
        _bars(table, "time_utc", "volume_btc"),
        _column(table, "oi_close_btc"),
        _column(table, "liq_long_btc"),
    )


@cache
def hyperliquid() -> Venue:
    """The one complete record of a cascade: totals by coin and its seconds."""
    totals = list(rows(f"{HYPERLIQUID}/totals_by_coin.csv"))
    line = list(rows(f"{HYPERLIQUID}/cascade_timeline_seconds.csv"))
    names = ("second_after_21_15_03_utc", "liquidations_count", "adl_count")
    return Venue(
        {row["coin"]: float(row["liquidations_usd"]) for row in totals},
        {row["coin"]: float(row["adl_usd"]) for row in totals},
        *(np.array([int(row[name]) for row in line], dtype=np.int64) for name in names),
    )


@cache
def published() -> dict[tuple[str, str], float]:
    """Single figures of press and vendors, by day and by what they measure."""
    return {
        (row["date"], row["series"]): float(row["value"]) for row in rows("published_points.csv")
    }


@cache
def traded_by_exchange() -> float:
    """USD of bitcoin traded on 17 venues from 21:09 to 22:00 UTC on 10 October 2025."""
    table = rows(f"{HYPERLIQUID}/btc_volume_by_exchange_2109_2200_utc.csv")
    return sum(float(row["volume_usd"]) for row in table)
