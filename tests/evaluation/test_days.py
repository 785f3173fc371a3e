"""Many days read at once are read as each of them alone, whatever is late, corrected or missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from engine.evaluation.days import from_provided
from engine.evaluation.facts import EITHER_WAY, from_readings
from engine.measures.choose import read
from engine.measures.computed.maker import with_computed
from engine.measures.kinds import MEASURES
from engine.measures.over_days.provide import Provider
from engine.measures.provider import provided_together, read_group
from engine.pages.builder import parse
from engine.pages.grammar import request_of
from kb.built_in import catalog
from kb.clock import DAY_SECONDS, FOREVER, NO_TARGET
from kb.panel import Panel, build_tracks, end_of
from tests.worlds import Told, observed

LAST, LONG, EVERY = 20_400, 110, 9
SERIES = {
    "price.close": ("binance", "coinmarketcap", "coinbase"),
    "onchain.realised_price": ("cryptoquant", "coin_metrics"),
    "etf.net_flow": ("farside", "sosovalue"),
    "supply.circulating": ("coin_metrics",),
    "market.volume": ("coinmarketcap", "essay"),
    "derivatives.cme_net_noncommercial": ("cftc",),
    "policy.cut_odds": ("cme_fedwatch",),
}
PAGES = [
    ["price.close", "lag(price.close, 3d)", "peak(price.close, 20d)", "path(price.close, 10d)",
     "drawdown(price.close, 15d)", "seen(price.close, 9d)", "change(price.close, 5d)"],
    ["at_peak(onchain.realised_price, price.close, 12d)"],
    ["at_peak(policy.cut_odds, price.close, 12d)", "trough(price.close, 30d)"],
    ["at_latest(market.volume, price.close)", "percentile(price.close, 12d)"],
    ["mean(price.close, 8d)", "trough(price.close, 8d)"],
    ["crossed_below(price.close, 100 USD/coin, 20d)"],
    ["onchain.realised_price", "trough(onchain.realised_price, 25d)"],
    ["etf.net_flow", "sum(etf.net_flow, 7d)", "streak(etf.net_flow)", "trough(etf.net_flow, 9d)"],
    ["supply.circulating", "mean(supply.circulating, 10d)", "lag(supply.circulating, 6d)"],
    ["volatility.realised_30d", "percentile(volatility.realised_30d, 20d)"],
    ["market.capitalisation", "lag(market.capitalisation, 2d)"],
    ["market.volume", "at_trough(price.close, market.volume, 9d)"],
    ["change(derivatives.cme_net_noncommercial, 14d)",
     "peak(derivatives.cme_net_noncommercial, 30d)"],
    ["policy.cut_odds", "peak(policy.cut_odds, 20d)", "ahead(policy.cut_odds)"],
]  # fmt: skip


def facts(luck: Random) -> Iterator[Told]:
    """Facts of some months: sources that begin, fall silent and differ, and some come late."""
    for series, sources in SERIES.items():
        rhythm, began = 7 if series.startswith("derivatives") else 1, LAST + 1
        for source in sources:
            if luck.random() < 0.2:
                continue
            first, end = LAST - luck.randrange(20, LONG), LAST - luck.choice((0, 0, 0, 3, 12, 30))
            if luck.random() < 0.3:  # the better source has taken over
                first, end = LAST - LONG, min(end, began - 1)
            began = first
            gaps, late, again = (luck.choice((0, 0, 0.05, 0.4)) for _ in range(3))
            for day in range(first, end + 1, rhythm):
                if luck.random() >= gaps:
                    yield from vintages(luck, series, source, day, late, again)


def vintages(
    luck: Random, series: str, source: str, day: int, late: float, again: float
) -> Iterator[Told]:
    """A fact, which may be late, and may be corrected."""
    known = (day + 1) * DAY_SECONDS - 1 + (luck.random() < late) * luck.randrange(9) * DAY_SECONDS
    target = LAST - LAST % 30 + 30 if series == "policy.cut_odds" else NO_TARGET
    for vintage in range(1 + (luck.random() < again)):
        value = 100 + 10 * np.sin(day / 5) + luck.choice((0, 0, luck.random()))
        value = -value if series == "etf.net_flow" and luck.random() < 0.7 else value
        moment = known + vintage * 3 * DAY_SECONDS
        yield Told(series, day, float(value), source, 1, target, moment)


def world(seed: int) -> Panel:
    """A panel of such facts; on odd seeds some are taken back, and jumps are suspect."""
    luck = Random(seed)
    seen = observed(list(facts(luck)))
    if seed % 2:
        gone = np.array([luck.random() < 0.02 for _ in range(len(seen))])
        back = np.where(gone, seen.known_at + 5 * DAY_SECONDS, FOREVER)
        jumps = np.array([8.0 if luck.random() < 0.01 else 1.0 for _ in range(len(seen))])
        seen = replace(seen, withdrawn=back, value=seen.value * jumps, accepted=frozenset())
    days = np.arange(LAST - LONG, LAST + 1, EVERY, dtype=np.int32)
    panel = Panel("btc", days, end_of(days), build_tracks(catalog(), seen))
    return with_computed(panel, catalog())


def test_every_measure_is_asked_for():
    asked = {request_of(parse(text, "fact"), catalog()).measure for page in PAGES for text in page}
    assert asked == set(MEASURES)


@pytest.mark.parametrize("seed", range(6))
def test_days_read_at_once_are_read_as_each_alone(seed):
    panel = world(seed)
    provider = Provider([panel], catalog())
    apart = [compared([panel], provider, page) for page in PAGES]
    assert 0 < sum(apart) < len(panel.days) * len(PAGES)  # both ways of reading were taken


def test_what_stood_beside_a_peak_rests_on_no_source_that_was_refused_for_its_day():
    """A new source of six days and an old one, which share none, and what is read of both."""
    closes = [("binance", LAST - 5, LAST), ("coinmarketcap", LAST - 60, LAST - 6)]
    parts = [*closes, ("cryptoquant", LAST - 60, LAST)]
    told = [
        Told("onchain.realised_price" if source == "cryptoquant" else "price.close", day,
             100.0 + day % 7, source, known_at=(day + 1) * DAY_SECONDS - 1)
        for source, first, last in parts
        for day in range(first, last + 1)
    ]  # fmt: skip
    days = np.arange(LAST - 5, LAST + 1, dtype=np.int32)
    panel = Panel("btc", days, end_of(days), build_tracks(catalog(), observed(told)))
    provider = Provider([panel], catalog())
    assert compared([panel], provider, ["at_peak(onchain.realised_price, price.close, 30d)"]) == 0


@pytest.mark.parametrize("assets", [1, 2])
def test_a_path_that_begins_with_the_first_day_of_all_is_as_long_as_each_alone(assets):
    told = [
        Told("price.close", day, 100.0 + day, "binance", known_at=(day + 1) * DAY_SECONDS - 1)
        for day in (0, 9)
    ]
    days = np.arange(14, dtype=np.int32)
    panel = Panel("btc", days, end_of(days), build_tracks(catalog(), observed(told)))
    panels = [panel] * assets
    compared(panels, Provider(panels, catalog()), ["path(price.close, 10d)"])


@pytest.mark.parametrize("seed", range(0, 24, 4))
def test_assets_read_together_are_read_as_each_day_of_each_alone(seed):
    panels = [
        with_computed(world(number).moved([LAST - 30, LAST]), catalog())
        for number in range(seed, seed + 6)
    ]
    provider = Provider(panels, catalog())
    apart = [compared(panels, provider, page) for page in PAGES]
    assert 0 < sum(apart) < 2 * len(panels) * len(PAGES)


def compared(panels, provider, page):
    """How many days of a page's groups were read by themselves; all come to the same."""
    requests, apart = [request_of(parse(text, "fact"), catalog()) for text in page], 0
    for series, group in provided_together(requests).items():
        provided = provider.provide(series, group)
        alone = [
            read_group(panel, catalog(), series, group, row, read)
            for panel in panels
            for row in range(len(panel.days))
        ]
        apart += len(provided.apart)
        for request in group:
            same(request, provided, [readings[request] for readings in alone])
    return apart


def same(request, provided, alone):
    """The same numbers to the last bit, and the same reasons and ends."""
    found, told = from_provided(request, provided), from_readings(request, alone)
    names = ["values", "reasons", "bound"]
    for name in names if request.measure in EITHER_WAY else [*names, "low", "high"]:
        assert getattr(found, name).tobytes() == getattr(told, name).tobytes(), (name, request)
    ends = told.bound
    assert np.array_equal(found.low[ends], told.low[ends], equal_nan=True), request
    assert np.array_equal(found.high[ends], told.high[ends], equal_nan=True), request
    if told.path is not None:
        assert found.path.tobytes() == told.path.tobytes(), request
