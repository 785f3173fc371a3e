"""Timing: when liquidations were reported comes in; the leverage weights that fit it best go out.

Reporting feeds drop an unknown part of all liquidations, so only their timing is used: given the
total, what is reported in bar t has the probability

    p_t = η/T + (1 − η)·Σ_j w_j·f_tj / Σ_j w_j·F_j,    F_j = Σ_t f_tj,

where f_tj is what the population at leverage j is forced out of, and η the part that comes evenly,
whatever the ladder says. The fit maximises Σ x_t·ln p_t / φ + Σ_j a_j·ln w_j: a quasi-Poisson
likelihood with its scale profiled out, divided by the dispersion φ, and a Dirichlet prior. Poisson
and not squares, because liquidations come in bursts whose spread grows with their mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.numeric.arguments import Array

MOST_STEPS = 1_000
SETTLED = 1e-6
NEWTON_STEPS = 30
EXACT = 1e-13
# Half a count at either end of the even part, as in Jeffreys' prior: η is never exactly 0 or 1, so
# a bar that the ladder does not foresee is unlikely, not impossible.
HALF_A_COUNT = 0.5


@dataclass(frozen=True, eq=False)
class Timing:
    """Several fits side by side, one a row.

    weights    w, shape (fits, leverages)
    even       η, shape (fits,)
    chances    p_t up to one factor for each fit, over all bars, used or not, shape (fits, bars)
    """

    weights: Array
    even: Array
    chances: Array


def fit(
    realised: Array, used: Array, forced: Array, prior: Array, strength: float, count: Array
) -> Timing:
    """Weights that maximise Σ x·ln p / φ + A·Σ prior_j·ln w_j, by expectation and maximisation.

    A step shares each x_t out over the even part and the leverages, z_0 and z_j, and then sets
    w_j = (z_j + φA·prior_j) / (φA + (Z − z_0)·F_j/F̄), F̄ = Σ w_j·F_j being such that the w_j sum to
    1. Without liquidations that is the prior; without a prior w_j ∝ z_j/F_j.

    realised    x, liquidated in each bar, shape (fits, bars), ≥ 0
    used        how often each bar counts, shape (fits, bars): 0 where it is held out or unknown
    forced      f, shape (bars, leverages), ≥ 0
    prior       the prior's mean, shape (fits, leverages), rows sum to 1
    strength    A, how many counts the prior weighs, > 0; infinite keeps w at the prior
    count       φ, the size of one independent count, in the unit of x, shape (fits,), > 0
    returns     Timing
    raises      nothing: the callers check
    source      Dempster, Laird & Rubin 1977; Wedderburn 1974 for the quasi-likelihood
    """
    seen, falls = realised * used, used @ forced
    bars = np.maximum(used.sum(axis=1), 1.0)
    weights, even = _start(prior, strength), np.full(len(prior), 0.5)
    moving, some = np.arange(len(prior)), seen.any(axis=0)
    seen, told = seen[:, some], forced[some]  # a bar that reports nothing shares nothing out
    for _ in range(MOST_STEPS):
        state = _State(weights[moving], even[moving], falls[moving], bars[moving])
        then = _step(state, seen[moving], told, prior[moving], strength, count[moving])
        weights[moving], even[moving] = then.weights, then.even
        moving = moving[state.distance(then) >= SETTLED]
        if not moving.size:
            break
    slope, flat = _State(weights, even, falls, bars).slopes()
    return Timing(weights, even, slope @ forced.T + flat[:, np.newaxis])


def score(timing: Timing, realised: Array, tested: Array) -> Array:
    """Log score of the bars held out, given their total: Σ x·ln(p_t / Σ p), shape (fits,).

    timing      fits on the other bars
    realised    x, shape (fits, bars), ≥ 0
    tested      1 where a bar is scored, else 0, shape (fits, bars)
    returns     in the unit of x; divide by the dispersion for nats
    raises      nothing: the callers check
    source      logarithmic score, Good 1952
    """
    chances = timing.chances * tested
    share = chances / chances.sum(axis=1, keepdims=True)
    counted = realised * tested
    logs = np.log(share, out=np.zeros_like(share), where=counted > 0.0)
    points: Array = (counted * logs).sum(axis=1)
    return points


def dispersion(timing: Timing, realised: Array, used: Array) -> Array:
    """Variance over mean of the reported amounts, φ = 2·Σ(x·ln(x/μ) − x + μ) / (T − J − 1).

    By the deviance: Pearson's sum would be ruled by the few bars that nothing foresaw.

    timing      fits of J weights, an even part and a scale, of which μ_t = p_t·Σ x
    realised    x, shape (fits, bars), ≥ 0
    used        how often each bar counts, shape (fits, bars)
    returns     φ in the unit of x, shape (fits,), > 0
    raises      nothing: the callers check
    source      McCullagh & Nelder 1989, quasi-likelihood
    """
    seen, chances = realised * used, timing.chances * used
    mean = chances * (seen.sum(axis=1) / chances.sum(axis=1))[:, np.newaxis]
    logs = np.log(np.divide(seen, mean, out=np.ones_like(seen), where=seen > 0.0))
    deviance = 2.0 * (seen * logs - seen + mean).sum(axis=1)
    count = np.maximum(used.sum(axis=1) - timing.weights.shape[1] - 1.0, 1.0)
    spread: Array = np.maximum(deviance / count, np.finfo(np.float64).tiny)
    return spread


class _State(NamedTuple):
    """Where fits stand: w and η, and what does not change, F_j and how many bars count."""

    weights: Array
    even: Array
    falls: Array
    bars: Array

    def slopes(self) -> tuple[Array, Array]:
        """What a coin forced at each leverage, and a bar as such, add to p."""
        scale = (1.0 - self.even) / _mean(self.weights, self.falls)
        return scale[:, np.newaxis] * self.weights, self.even / self.bars

    def distance(self, other: _State) -> Array:
        """The largest change of any share, shape (fits,)."""
        moved = np.abs(self.weights - other.weights).max(axis=1)
        largest: Array = np.maximum(moved, np.abs(self.even - other.even))
        return largest


def _start(prior: Array, strength: float) -> Array:
    """Half the prior, half even over all it admits: a share that begins near 0 grows too slowly."""
    if np.isinf(strength):
        return prior
    admitted = (prior > 0.0).astype(np.float64)
    start: Array = 0.5 * prior + 0.5 * admitted / admitted.sum(axis=1, keepdims=True)
    return start


def _step(
    now: _State, seen: Array, forced: Array, prior: Array, strength: float, count: Array
) -> _State:
    """Share every x_t out over the even part and the leverages; then set η and the weights."""
    slope, flat = now.slopes()
    odds = slope @ forced.T + flat[:, np.newaxis]
    ratio = np.divide(seen, odds, out=np.zeros_like(seen), where=seen > 0.0)
    shared, shared_even = slope * (ratio @ forced), flat * ratio.sum(axis=1)
    counts = seen.sum(axis=1) + 2.0 * HALF_A_COUNT * count
    even = (shared_even + HALF_A_COUNT * count) / counts
    if np.isinf(strength):
        return now._replace(even=even)
    mean = _mean(now.weights, now.falls)
    return now._replace(
        even=even, weights=_weights(shared, prior, strength * count, now.falls, mean)
    )


def _mean(weights: Array, falls: Array) -> Array:
    """F̄ = Σ w_j·F_j, shape (fits,); 1 where nothing is forced at all."""
    mean: Array = (weights * falls).sum(axis=1)
    return np.where(mean > 0.0, mean, 1.0)


def _weights(shared: Array, prior: Array, strength: Array, falls: Array, mean: Array) -> Array:
    """Solve Σ_j (z_j + B·prior_j) / (B + Z·F_j·s) = 1 for s = 1/F̄ by Newton.

    The sum is convex and falls in s: from the left Newton's steps never pass the root, and from the
    right the first step lands left of it.
    """
    top, total = shared + strength[:, np.newaxis] * prior, shared.sum(axis=1)
    place = 1.0 / mean
    for _ in range(NEWTON_STEPS):
        below = strength[:, np.newaxis] + (total * place)[:, np.newaxis] * falls
        part = top / below
        slope = (part * falls / below).sum(axis=1) * total
        excess = part.sum(axis=1) - 1.0
        place += np.divide(excess, slope, out=np.zeros_like(slope), where=slope > 0.0)
        np.maximum(place, 0.0, out=place)
        if np.abs(excess).max() < EXACT:
            break
    weights = top / (strength[:, np.newaxis] + (total * place)[:, np.newaxis] * falls)
    found: Array = weights / weights.sum(axis=1, keepdims=True)
    return found
