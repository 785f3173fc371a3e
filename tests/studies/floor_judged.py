"""The record on the judged assets: their Fridays come in, gains, coverage and noise go out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np

from engine.forecast.forecasters import LEADING, OURS, Market, plain
from engine.forecast.mixture import mixed, unit
from engine.forecast.quantile_scores import chance_above, covered, crps, transform
from engine.forecast.states import states
from engine.numeric.arguments import Array, BoolArray, IntArray
from tests.studies.floor_many import Fridays, fridays

DRAWS = 2000
SEED = 20_251_121
INTERVAL = (0.05, 0.95)


class Judged(NamedTuple):
    """The Fridays of many assets scored at one horizon, one after another, shape (n,) each.

    own, plain     CRPS in units of σ·√(H/365)
    covered        1 where what came lay in our 80 % interval
    place          PIT of what came
    chance, held   our chance that the low is in, and whether it was
    states         by name
    """

    asset: IntArray
    episode: IntArray
    year: IntArray
    own: Array
    plain: Array
    covered: Array
    covered_plain: Array
    place: Array
    chance: Array
    held: Array
    states: dict[str, BoolArray]


class Gain(NamedTuple):
    """How much lower our CRPS is, under three weights, with what holds it."""

    fridays: int
    assets: int
    episodes: int
    gain: float
    by_episode: float
    by_asset: float
    low: float
    high: float
    covered: float
    covered_plain: float


@cache
def forecasts(name: str) -> dict[str, Array]:
    """Ours and the plain walk on every Friday of an asset."""
    given = Market(*fridays(name))
    return {OURS: mixed(given.asked, given.volatility)[0], LEADING: plain(given)}


def judged(names: Iterable[str], horizon: int) -> Judged:
    """The Fridays of assets that are due and whose horizon has ended."""
    parts = [_one(place, fridays(name), forecasts(name), horizon)
             for place, name in enumerate(names)]  # fmt: skip
    *plain, which = zip(*parts, strict=True)
    joined = {name: np.concatenate([w[name] for w in which]) for name in which[0]}
    return Judged(*(np.concatenate(each) for each in plain), joined)


def _one(place: int, one: Fridays, made: dict[str, Array], horizon: int) -> tuple[object, ...]:
    asked = one.asked
    use = asked.due & ~np.isnan(asked.outcome[:, horizon])
    came, scale = asked.outcome[use, horizon], unit(one.volatility)[use, horizon]
    own, plain = (made[name][use, horizon] for name in (OURS, LEADING))
    level = np.log(asked.lowest / asked.price)[use]
    year = asked.day[use].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return (
        np.full(use.sum(), place), asked.episode[use] + 10**6 * place, year,
        crps(own, came) / scale, crps(plain, came) / scale, covered(own, came),
        covered(plain, came), transform(own, came), chance_above(own, level),
        (came > level).astype(float), {n: f[use] for n, f in states(asked, horizon).items()},
    )  # fmt: skip


def gain(on: Judged, use: BoolArray) -> Gain:
    """The gain over the plain walk on some of the Fridays, with its interval."""
    own, plain, asset = on.own[use], on.plain[use], on.asset[use]
    low, high = _interval(own, plain, asset, on.year[use])
    return Gain(
        int(use.sum()), len(set(asset)), len(set(on.episode[use])),
        _ratio(own, plain, np.ones(len(own))), _ratio(own, plain, _same(on.episode[use])),
        _ratio(own, plain, _same(asset)), low, high, float(on.covered[use].mean()),
        float(on.covered_plain[use].mean()),
    )  # fmt: skip


def _ratio(own: Array, plain: Array, share: Array) -> float:
    return float(1.0 - (own @ share) / (plain @ share))


def _same(number: IntArray) -> Array:
    """Weights that give every number the same."""
    _, place, counts = np.unique(number, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / counts[place])


def _interval(own: Array, plain: Array, asset: IntArray, year: IntArray) -> tuple[float, float]:
    """Nine draws in ten: assets drawn again, and apart from them calendar years."""
    rows, columns = (np.unique(each, return_inverse=True)[1] for each in (asset, year))
    shape = rows.max() + 1, columns.max() + 1
    sums = [np.zeros(shape), np.zeros(shape)]
    for total, losses in zip(sums, (own, plain), strict=True):
        np.add.at(total, (rows, columns), losses)
    rng = np.random.default_rng(SEED)
    times = [rng.multinomial(size, np.full(size, 1.0 / size), DRAWS) for size in shape]
    ours, theirs = (((times[0] @ total) * times[1]).sum(axis=1) for total in sums)
    some = theirs > 0.0
    low, high = np.quantile(1.0 - ours[some] / theirs[some], INTERVAL)
    return float(low), float(high)


def told_and_came(names: Iterable[str], horizon: int) -> tuple[Array, Array]:
    """Every forecast of ours that was scored, and what came, in logarithms."""
    told, came = [], []
    for name in names:
        asked = fridays(name).asked
        use = asked.due & ~np.isnan(asked.outcome[:, horizon])
        told.append(forecasts(name)[OURS][use, horizon])
        came.append(asked.outcome[use, horizon])
    return np.concatenate(told), np.concatenate(came)
