"""Every column of the shared files that a series of the catalogue stands for, as tracks.

A maturity, a fund or a price for which the catalogue has no series of its own is held as the series
named with it; what is like none (volatility of shares, ages of coins) stays out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from kb.built_in import catalog
from kb.clock import FOREVER, NO_TARGET, day_date, day_number, moment_number
from kb.panel import Track, build_tracks
from kb.publication import Outs
from kb.units import unit
from kb.visible import Observed
from tests.studies.every_day import told
from tests.studies.long_history import changes_of_old_coins
from tests.studies.market import SHARED, rows

MORE = (
    ("us_yields_daily.csv", "policy.effective_rate", "%", {"dff_pct": "fred", "sofr_pct": "sofr"}),
    ("us_yields_daily.csv", "treasury.bill_3m", "%", {"dgs1mo_pct": "1m", "dgs6mo_pct": "6m"}),
    ("us_yields_daily.csv", "treasury.note_2y", "%", {"dgs2_pct": "fred"}),
    ("us_yields_daily.csv", "treasury.note_5y", "%", {"dgs5_pct": "fred"}),
    ("us_yields_daily.csv", "tips.real_5y", "%", {"dfii5_pct": "fred"}),
    ("us_yields_daily.csv", "tips.real_10y", "%", {"dfii10_pct": "fred", "dfii30_pct": "30y"}),
    ("us_yields_daily.csv", "breakeven.inflation_10y", "%", {"t10yie_pct": "fred"}),
    ("jgb_yields_daily.csv", "jgb.yield_10y", "%",
     {f"jgb_{years}y_pct": f"{years}y" for years in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 40)}),
    ("dxy_daily.csv", "dollar.index", "index",
     {f"{each}_index": each for each in ("open", "high", "low")}),
    ("usdjpy_daily.csv", "fx.usdjpy", "JPY/USD", {"close_jpy_per_usd": "yahoo"}),
    ("btc_funding_daily.csv", "derivatives.funding_rate", "ratio",
     {"funding_rate_8h_mean": "binance"}),
    ("btc_oi_binance_daily_2025-11.csv", "derivatives.open_interest", "USD",
     {"open_interest_usd": "binance"}),
    ("btc_onchain_daily.csv", "exchange.inflow", "coins",
     {"exchange_inflow_btc": "coin_metrics", "exchange_outflow_btc": "outflow"}),
    ("btc_daily.csv", "price.close", "USD/coin", {"open_usd": "open"}),
    ("btc_daily.csv", "market.volume", "USD", {"binance_volume_usd": "binance"}),
    ("fed_liquidity_daily.csv", "policy.target_lower", "%", {"fed_target_lower_pct": "fred"}),
    ("etf_btc_flows_daily.csv", "etf.net_flow", "USD m",
     {f"{fund}_flow_musd": fund for fund in ("ibit", "fbtc", "bitb", "arkb", "gbtc", "btc")}),
)  # fmt: skip

Said = tuple[str, str, int, int, float]
"""Series, source, day, target and value in canonical units."""


@cache
def tracks() -> dict[str, tuple[Track, ...]]:
    """What the files say of each series, its suspect facts marked, as one base would mark them."""
    return build_tracks(catalog(), observed(_told()))


@cache
def more() -> tuple[Track, ...]:
    """The columns that are held as some series, each alone."""
    return tuple(_alone(_more()))


@cache
def closes(assets: int | None = None) -> tuple[Track, ...]:
    """The closes of every asset beside the files, or of the first so many, each alone."""
    return tuple(
        _alone(
            (
                "price.close",
                path.stem.lower(),
                day_number(row["date"]),
                NO_TARGET,
                float(row["close"]),
            )
            for path in sorted((SHARED.parent / "assets").glob("*.csv"))[:assets]
            for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
            if float(row["close"]) > 0 and row["date"] >= "1970"
        )
    )


def _alone(said: Iterable[Said]) -> Iterator[Track]:
    """Each source of each series by itself: they are not sources of one thing."""
    groups: dict[tuple[str, str], list[Said]] = {}
    for each in said:
        groups.setdefault(each[:2], []).append(each)
    for (series, _), group in groups.items():
        yield build_tracks(catalog(), observed(group))[series][0]


def observed(said: Iterable[Said]) -> Observed:
    """Observations as a base hands them out, each known when its series is usually out."""
    series, source, days, targets, values = zip(*said, strict=True)
    names, sources = tuple(sorted(set(series))), tuple(sorted(set(source)))
    place, whose = ({n: i for i, n in enumerate(each)} for each in (names, sources))
    known = {name: catalog().get(name) for name in names}
    outs = {name: Outs(own.publication, own.calendar) for name, own in known.items()}
    out = np.array(
        [moment_number(outs[n][day_date(d)].at) for n, d in zip(series, days, strict=True)]
    )
    return Observed(
        ids=np.arange(1, len(days) + 1),
        series=np.array([place[n] for n in series], dtype=np.int32),
        source=np.array([whose[n] for n in source], dtype=np.int32),
        as_of=np.array(days, dtype=np.int32),
        known_at=out,
        span=np.ones(len(days), dtype=np.int32),
        target=np.array(targets, dtype=np.int32),
        value=np.array(values, dtype=np.float64),
        series_names=names,
        source_names=sources,
        withdrawn=np.full(len(days), FOREVER, dtype=np.int64),
    )


def _told() -> Iterator[Said]:
    """What the base behind docs/history.md is told, from the first day on."""
    for row in told("1970-01-01"):
        about = day_number(str(row["target"])) if "target" in row else NO_TARGET
        value = unit(str(row["unit"])).canonical(float(str(row["value"])))
        yield str(row["series"]), str(row["source"]), day_number(str(row["as_of"])), about, value
    for day, change in changes_of_old_coins():
        yield "holders.long_term_net_change", "glassnode", day_number(day), NO_TARGET, change


def _more() -> Iterator[Said]:
    for name, series, spelt, columns in MORE:
        positive = catalog().get(series).positive and series != "policy.target_lower"
        for row in rows(name):
            for column, source in columns.items():
                value = float(row[column] or "nan")
                if value == value and not (positive and value == 0) and row["date"] >= "1970":
                    number = unit(spelt).canonical(value)
                    yield series, source, day_number(row["date"]), NO_TARGET, number
