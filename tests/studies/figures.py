"""The figures of an episode: what happened beside what the model said; and of the five together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

import numpy as np

from engine.formulas.ladder import layers
from engine.formulas.ladder.weights import leverage_weights
from tests.studies import beforehand, episodes, market
from tests.studies.assumed import Range, axis
from tests.studies.episodes import Episode, percent
from tests.studies.ladder.coins import coins_within
from tests.studies.market import Array

LOW_LEVERAGE = 4.0
TYPICAL = np.geomspace(1.0, 20.0, 60)


@dataclass(frozen=True)
class Closed:
    """Share of the open coins closed: what was forced by each reading, and what went, net.

    low, high    realised: 2020 to 2024 coin-fixed and dollar-fixed contracts; 2025 the smallest
                 and largest of the published figures
    leverage     median leverage with which the central ladder would have closed low and high
    """

    shares: Range
    ladder: Range
    low: float
    high: float
    leverage: tuple[float, float]

    def verdict(self, of: Range) -> str:
        """Whether the realised closing lies inside a range, partly in it, above or below it."""
        places = of.place(self.low), of.place(self.high)
        if places[0] == places[1]:
            return places[0]
        return "partly inside" if "inside" in places else "around"


@cache
def closed(episode: Episode) -> Closed:
    """Given the fall to the low, how much was closed by force, and how much went."""
    fall, went = episodes.fall(episode), episodes.closing(episode)
    low, high = went.in_coins, went.in_dollars
    if episode.key == "2025":
        told = market.published()[episode.last, "BTC perpetual open interest closed"]
        low, high = told / went.start_coins, went.in_coins
    ladder = beforehand.closed_by_ladder(episode, fall)
    shares = beforehand.closed_by_shares(episode, fall)
    return Closed(shares, ladder, low, high, _leverage(episode, (low, high)))


@cache
def stops(episode: Episode) -> SimpleNamespace:
    """The cascade by itself: R, the named sale, where it stops, the sale that would be needed."""
    path, fall = episodes.path(episode), episodes.fall(episode)
    shares, ladder = beforehand.from_shares(episode), beforehand.from_ladder(episode)
    seen = fall if path is None else path.steepest
    minutes, day = beforehand.reproduction(shares.before)
    stop = beforehand.stop(shares)
    return SimpleNamespace(
        minutes=minutes,
        day=day,
        sale=beforehand.sale(shares),
        stop=Range(*(percent(each) for each in stop[:3]), stop.unknown),
        by_ladder=beforehand.stop(ladder),
        seen=percent(seen),
        needed=beforehand.needed(shares, seen),
    )


@cache
def next_layers(episode: Episode) -> SimpleNamespace:
    """The three largest layers of the central ladder within 30 log per cent, nearest first."""
    built = beforehand.ladder(episode)
    found = layers.next_layers(built, 0.01, 0.3, 3)
    low = beforehand.before(episode).price * np.exp(-episodes.fall(episode))
    share = found.coins[0].sum() / built.coins[0].sum()
    passed = int((found.price[0] > low).sum())
    return SimpleNamespace(prices=found.price[0].tolist(), share=float(share), passed=passed)


def figures(episode: Episode) -> SimpleNamespace:
    """Everything the page says of one episode."""
    foreseen = beforehand.from_ladder(episode)
    return SimpleNamespace(
        of=episode,
        fall=percent(episodes.fall(episode)),
        before=episodes.before(episode),
        volume_ratio=episodes.volume_ratio(episode),
        path=episodes.path(episode),
        went=episodes.closing(episode),
        closed=closed(episode),
        stops=stops(episode),
        layers=next_layers(episode),
        within=[beforehand.dollars_within(foreseen, share) for share in (0.05, 0.1, 0.2)],
    )


def summary(every: list[SimpleNamespace]) -> dict[str, object]:
    """What holds over the episodes together; the hours only where there are bars within the day."""
    went = [each.closed for each in every]
    middles = [0.5 * (each.low + each.high) for each in went]
    timed = [each.stops for each in every if each.path]
    central = [each.stop.middle / each.seen for each in timed]
    parts = [part for each in every for part in each.went.price_part.values()]
    return {
        "verdicts": {
            name: [each.verdict(getattr(each, name)) for each in went]
            for name in ("shares", "ladder")
        },
        "off": {
            name: extremes(getattr(c, name).middle / m for c, m in zip(went, middles, strict=True))
            for name in ("shares", "ladder")
        },
        "at_low": extremes(
            float(closed_at(each.of, np.array(LOW_LEVERAGE))) / middle
            for each, middle in zip(every, middles, strict=True)
        ),
        "low_leverage": LOW_LEVERAGE,
        "lows": max(each.stop.low for each in timed),
        "highs": min(each.stop.high for each in timed),
        "unknown": extremes(each.stops.stop.unknown for each in every),
        "places": [each.stop.place(each.seen) for each in timed],
        "central": central,
        "worst_central": max(max(ratio, 1.0 / ratio) for ratio in central),
        "needed": extremes(each.stops.needed.high / each.stops.needed.low for each in every),
        "price": extremes(parts),
        "fitting": (min(c.leverage[0] for c in went), max(c.leverage[1] for c in went)),
    }


def extremes(values: Iterable[float]) -> tuple[float, float]:
    """Smallest and largest."""
    known = list(values)
    return min(known), max(known)


def closed_at(episode: Episode, typical: Array) -> Array:
    """Share of the open coins that the central ladder closes, by median leverage; an autopsy."""
    weights = leverage_weights(typical, float(axis()["leverage_spread"][0]))
    built = beforehand.central(episode).weighted(weights)
    gone = coins_within(built, percent(episodes.fall(episode)))
    return gone / built.coins.sum(axis=(-2, -1))


def _leverage(episode: Episode, shares: tuple[float, float]) -> tuple[float, float]:
    told = closed_at(episode, TYPICAL)
    low, high = (float(np.interp(share, told, TYPICAL)) for share in shares)
    return low, high
