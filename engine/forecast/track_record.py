"""The record of a forecaster: its quantiles and what came go in, scores with their noise go out.

Every date weighs the same; the figure with every episode weighing the same stands beside it. Weeks
overlap and episodes are few, so each figure has its noise: mean PIT and coverage a standard error
that lets errors up to two horizons apart be alike, and skill an interval, from drawing whole
episodes again.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from engine.forecast.protocol import HORIZONS, Cases
from engine.forecast.quantile_scores import chance_above, covered, crps, transform
from engine.forecast.states import states
from engine.numeric.arguments import Array, BoolArray, IntArray
from kb.frozen import dataclass

DRAWS = 2000
SEED = 90_180_365
INTERVAL = (0.05, 0.95)
FEWEST_EPISODES = 3
"""Episodes without which no interval is given: drawing two again shows nothing."""


@dataclass(frozen=True)
class Scores:
    """One forecaster at one horizon.

    cases          Fridays scored, and the episodes they lie in
    crps           mean, every date the same; `crps_by_episode`: every episode the same
    coverage       share inside the 80 % interval, with its standard error
    mean_pit       with its standard error
    brier          of the chance that the low is in; `low_was_in`: how often it was
    """

    cases: int
    episodes: int
    crps: float
    crps_by_episode: float
    coverage: float
    coverage_error: float
    mean_pit: float
    pit_error: float
    brier: float
    low_was_in: float


@dataclass(frozen=True)
class Skill:
    """1 − CRPS / CRPS of another, over the Fridays both spoke on, with its 90 % interval.

    interval    from drawing episodes again; None where there are fewer than `FEWEST_EPISODES`
    """

    value: float
    interval: tuple[float, float] | None
    cases: int


@dataclass(frozen=True)
class InState:
    """The record in one state of the drawdown: our skill over the plain walk, and coverage."""

    state: str
    cases: int
    episodes: int
    skill: float
    interval: tuple[float, float] | None
    coverage: float


def scored(asked: Cases, quantiles: Array, horizon: int) -> BoolArray:
    """Which cases count: due, their horizon ended, and spoken on.

    asked        the cases
    quantiles    shape (n, 3, 99), NaN where the forecaster was silent
    horizon      index in `HORIZONS`
    returns      shape (n,)
    raises       nothing
    source       the protocol
    """
    spoke = ~np.isnan(quantiles[:, horizon, 0])
    return np.asarray(asked.due & ~np.isnan(asked.outcome[:, horizon]) & spoke)


def scores(asked: Cases, quantiles: Array, horizon: int) -> Scores | None:
    """The record at one horizon; None where nothing can be scored.

    arguments    as for `scored`
    returns      the scores
    raises       nothing
    source       the module
    """
    use = scored(asked, quantiles, horizon)
    if not use.any():
        return None
    told, came = quantiles[use, horizon], asked.outcome[use, horizon]
    losses, inside = crps(told, came), covered(told, came)
    place = transform(told, came)
    day, episode = asked.day[use], asked.episode[use]
    level = np.log(asked.lowest[use] / asked.price[use])
    was_in = (came > level).astype(np.float64)
    reach = 2 * HORIZONS[horizon]
    return Scores(
        cases=int(use.sum()),
        episodes=len(np.unique(episode)),
        crps=float(losses.mean()),
        crps_by_episode=float(np.mean([losses[episode == one].mean() for one in set(episode)])),
        coverage=float(inside.mean()),
        coverage_error=error_of_mean(inside, day, reach),
        mean_pit=float(place.mean()),
        pit_error=error_of_mean(place, day, reach),
        brier=float(((chance_above(told, level) - was_in) ** 2).mean()),
        low_was_in=float(was_in.mean()),
    )


def error_of_mean(values: Array, day: IntArray, reach: int) -> float:
    """Standard error of a mean of values alike in time: Bartlett weights up to `reach` days.

    values     one a case, shape (n,)
    day        their days, shape (n,)
    reach      days from which two errors count as unrelated
    returns    standard error, ≥ 0
    raises     nothing
    source     Newey & West 1987, with days instead of lags since weeks without a case are left out
    """
    off = values - values.mean()
    alike = np.maximum(1.0 - np.abs(day[:, np.newaxis] - day) / reach, 0.0)
    return float(np.sqrt(max(off @ alike @ off, 0.0)) / len(values))


def skill(asked: Cases, own: Array, other: Array, horizon: int) -> Skill | None:
    """How much lower our mean CRPS is than another's; None where they share no case.

    own, other    quantiles of the two, shape (n, 3, 99)
    returns       the skill with its intervals
    raises        nothing
    source        bootstrap over whole episodes
    """
    use = scored(asked, own, horizon) & scored(asked, other, horizon)
    if not use.any():
        return None
    came = asked.outcome[use, horizon]
    mine, theirs = crps(own[use, horizon], came), crps(other[use, horizon], came)
    return _skill(mine, theirs, asked.episode[use])


def by_state(asked: Cases, own: Array, plain: Array, horizon: int) -> tuple[InState, ...]:
    """The record split by what the drawdown was like, and by calendar year, where there is any.

    own, plain    quantiles of ours and of the plain walk, shape (n, 3, 99)
    returns       the states of `states.states` with any case in them, then years
    raises        nothing
    source        the protocol of docs/floor.md
    """
    year = asked.day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    years = {str(each): year == each for each in sorted(set(year.tolist()))}
    use = scored(asked, own, horizon) & scored(asked, plain, horizon)
    came = asked.outcome[use, horizon]
    mine, theirs = crps(own[use, horizon], came), crps(plain[use, horizon], came)
    inside, episode = covered(own[use, horizon], came), asked.episode[use]
    found = []
    for name, flags in (states(asked, horizon) | years).items():
        if (at := flags[use]).any():
            gained = _skill(mine[at], theirs[at], episode[at])
            falls = len(set(episode[at].tolist()))
            held = float(inside[at].mean())
            found.append(InState(name, gained.cases, falls, gained.value, gained.interval, held))
    return tuple(found)


def _skill(mine: Array, theirs: Array, episode: IntArray) -> Skill:
    """Skill from losses, with its interval where there are episodes enough."""
    enough = len(set(episode.tolist())) >= FEWEST_EPISODES
    interval = _interval(mine, theirs, episode) if enough else None
    return Skill(float(1.0 - mine.sum() / theirs.sum()), interval, len(mine))


def _interval(mine: Array, theirs: Array, block: IntArray) -> tuple[float, float]:
    """The 90 % interval of 1 − Σ mine / Σ theirs over blocks drawn with replacement."""
    names, member = np.unique(block, return_inverse=True)
    ours, others = (np.bincount(member, weights=each) for each in (mine, theirs))
    drawn = _draws(len(names))
    low, high = np.quantile(1.0 - (drawn @ ours) / (drawn @ others), INTERVAL)
    return float(low), float(high)


@cache
def _draws(count: int) -> IntArray:
    """How often each of so many blocks is drawn, shape (`DRAWS`, count)."""
    return np.random.default_rng(SEED).multinomial(count, np.full(count, 1.0 / count), DRAWS)
