"""Summer 2024 on one venue, hour by hour: does the ladder know when liquidations come?

The ladder of the central scenario is fitted to the liquidations of the hours before 5 August and
then asked about that day. Beside it stands a rule that knows neither open interest nor leverage: an
hour liquidates in proportion to its fall below the close before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.formulas.ladder.cohorts import Ladder, build_ladder
from engine.formulas.ladder.weights import leverage_weights
from tests.studies import market
from tests.studies.assumed import axis
from tests.studies.episodes import percent
from tests.studies.ladder.coins import coins_within
from tests.studies.ladder.inference import Posterior, infer_weights
from tests.studies.ladder.profile import Explained, beyond_volume_profile, volume_swept
from tests.studies.ladder.verdict import Verdict, judge
from tests.studies.market import Array

EVENT = "2024-08-05"
WARM_UP, MEMORY, DAY = 7 * 24, 14 * 24, 24
STRENGTH, BLOCK, FOLDS, PLACEBOS = 30.0, 48, 3, 39
EVEN = np.linspace(0.01, 0.99, 99)


class Score(NamedTuple):
    """Mean log score of a liquidated coin's hour, nats gained over spreading all hours evenly."""

    before: float
    event: float


@dataclass(frozen=True)
class Venue:
    """The fall on this venue: coins open, net coins closed and longs reported as liquidated.

    Closed and liquidated are from the start of the day to the hour of the low.
    """

    open_coins: float
    closed: float
    liquidated: float
    fall: float


@cache
def venue() -> Venue:
    """5 August down to the low."""
    hours, first = market.hours(), event()
    low = first + int(np.argmin(hours.bars.low[first : first + DAY]))
    start = float(hours.open_interest[first - 1])
    return Venue(
        open_coins=start,
        closed=start - float(hours.open_interest[low]),
        liquidated=float(hours.longs_liquidated[first : low + 1].sum()),
        fall=log(hours.bars.close[first - 1] / hours.bars.low[low]),
    )


@cache
def ladder(until: int | None = None) -> Ladder:
    """The central ladder over all of the hours, or over those before one of them."""
    hours, a = market.hours(), axis()
    bars = hours.bars
    return build_ladder(
        bars.close,
        np.minimum(bars.low, bars.close),
        np.maximum(bars.high, bars.close),
        hours.open_interest,
        leverage_weights(a["typical_leverage"][0], a["leverage_spread"][0]),
        a["maintenance"][0],
        1.0 - (1.0 - a["turnover"][0]) ** (1.0 / DAY),
        until=until,
    )


@cache
def fitted() -> tuple[Posterior, Verdict]:
    """Weights after the liquidations before the event, and whether they say anything."""
    early = ladder(event())
    seen = np.where(_training(), market.hours().longs_liquidated, np.nan)[: event()]
    posterior = infer_weights(seen, early, early.weights, STRENGTH, BLOCK, draws=1)
    return posterior, judge(seen, early, posterior, STRENGTH, BLOCK, FOLDS, PLACEBOS)


@cache
def closed() -> dict[str, float]:
    """Share of the venue's open coins closed by force down to the low: prior and fitted weights."""
    early, fall = ladder(event()), percent(venue().fall)
    weights = {"prior": early.weights, "fitted": fitted()[0].weights}
    built = {name: early.weighted(each) for name, each in weights.items()}
    return {n: float(coins_within(b, fall) / b.coins.sum()) for n, b in built.items()}


@cache
def scores() -> dict[str, Score]:
    """How well each says when liquidations come, in the hours before the event and on its day."""
    return {name: _score(amounts) for name, amounts in {**_foreseen(), "drop": _drop()}.items()}


@cache
def explained() -> dict[str, tuple[Explained, Explained]]:
    """R² of the volume swept and the hour's fall, and what each ladder adds."""
    hours = market.hours()
    bars, coins = hours.bars, hours.longs_liquidated
    low, high = np.minimum(bars.low, bars.close), np.maximum(bars.high, bars.close)
    swept = volume_swept(bars.close, low, high, bars.volume, MEMORY)
    rows = np.stack([swept, _drop()])
    seen = [np.where(chosen, coins, np.nan) for chosen in (_training(), _day())]
    return {
        name: (
            beyond_volume_profile(seen[0], amounts, rows),
            beyond_volume_profile(seen[1], amounts, rows),
        )
        for name, amounts in _foreseen().items()
    }


def event() -> int:
    """The hour with which the day of the event begins."""
    return int(np.flatnonzero(market.hours().bars.time == np.datetime64(EVENT))[0])


def _foreseen() -> dict[str, Array]:
    """Coins that the ladder, as assumed and as fitted, forces out in each hour."""
    forced = ladder().populations.forced
    return {"prior": forced @ ladder().weights, "fitted": forced @ fitted()[0].weights}


def _drop() -> Array:
    """Each hour's log fall below the close before."""
    bars = market.hours().bars
    return np.append(0.0, np.log(bars.close[:-1] / bars.low[1:]).clip(min=0.0))


def _day() -> NDArray[np.bool_]:
    hours = np.arange(market.hours().bars.close.size)
    return (hours >= event()) & (hours < event() + DAY)


def _training() -> NDArray[np.bool_]:
    known = np.isfinite(market.hours().longs_liquidated)
    known[:WARM_UP] = False
    known[event() :] = False
    return known


def _score(amounts: Array) -> Score:
    """The even part is the one that fits the hours before the event best, for each by itself."""
    training, day = _training(), _day()
    early = [_gain(amounts, training, part) for part in EVEN]
    best = int(np.argmax(early))
    return Score(early[best], _gain(amounts, day, float(EVEN[best])))


def _gain(amounts: Array, chosen: NDArray[np.bool_], even: float) -> float:
    told, seen = amounts[chosen], market.hours().longs_liquidated[chosen]
    chance = even + (1.0 - even) * told / told.mean()
    return float((seen * np.log(chance)).sum() / seen.sum())
