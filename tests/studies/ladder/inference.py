"""Inference: realised liquidations and a prior come in; leverage weights with bands go out.

Each leverage, run as a population of its own, says when it would have been forced out; `timing`
weighs these against when liquidations were reported. Where none were reported the posterior is the
prior, exactly. A feed that drops what exceeds one order a second flattens the bursts, which looks
like more of the high leverages: the fit leans that way by as much as the feed is throttled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.formulas.ladder.ladder import Ladder
from engine.formulas.ladder.weights import shares
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, Array, checked
from engine.numeric.histories import history
from tests.studies.ladder.timing import Timing, dispersion, fit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LOW, HIGH = 0.05, 0.95

# Events that hold the weights while the dispersion is found: less than any feed worth fitting.
FREELY = 0.1


@dataclass(frozen=True, eq=False)
class Posterior:
    """Leverage weights after the liquidations were seen; shapes (leverages,) unless said.

    prior              the prior's mean
    weights            the posterior mode; the prior itself where nothing was reported
    low, high          5 % and 95 % of the draws
    draws              weights, shape (draws, leverages), rows sum to 1: a scenario axis for ladders
    dispersion         φ, coins that count as one independent event; NaN where nothing was reported
    events             Σ x / φ, how many such events the feed holds
    even               η, the share of liquidations that the ladder does not time
    reporting_share    c, reported coins over those that the fitted ladder forces; far from what is
                       known of the feed, it says that the prior's level is off, not the timing
    """

    prior: Array
    weights: Array
    low: Array
    high: Array
    draws: Array
    dispersion: float
    events: float
    even: float
    reporting_share: float


@dataclass(frozen=True, eq=False)
class Reported:
    """Realised liquidations beside what each leverage was forced out of, one bar a row.

    realised    coins, 0 where not known, shape (bars,)
    known       1 where the bar is known, else 0, shape (bars,)
    forced      coins by leverage, shape (bars, leverages)
    """

    realised: Array
    known: Array
    forced: Array

    @property
    def any(self) -> bool:
        """Whether a single liquidation was reported."""
        return bool(self.realised.any())


def reported(realised: ArrayLike | None, ladder: Ladder) -> Reported:
    """Liquidations in coins checked against the ladder's bars; None is no information at all.

    realised    coins liquidated in each bar on the ladder's side, shape (bars,), ≥ 0; NaN where it
                is not known, or where the ladder is not to be judged (its first bars, in which it
                has not seen who entered where); None where there is no feed
    ladder      of one price path, without leading axes
    returns     Reported
    raises      ValueError naming the argument and index that is out of range or does not fit
    source      a missing bar is no information, never a zero
    """
    forced = ladder.populations.forced
    if forced.ndim != 2:
        raise ValueError(f"ladder has leading shape {forced.shape[:-2]}: give one price path")
    coins = np.full(len(forced), np.nan) if realised is None else np.asarray(realised)
    coins = history("realised", coins, NON_NEGATIVE)
    if coins.shape != forced.shape[:1]:
        raise ValueError(
            f"realised has shape {coins.shape}: give one for each of the {len(forced)} bars"
        )
    known = np.isfinite(coins)
    return Reported(np.where(known, coins, 0.0), known.astype(np.float64), forced)


def infer_weights(
    realised: ArrayLike | None,
    ladder: Ladder,
    prior: Array,
    strength: float,
    block: int,
    draws: int = 200,
    seed: int = 0,
) -> Posterior:
    """Posterior leverage weights, the mode of Σ x_t·ln p_t / φ + A·Σ prior_j·ln w_j, with bands.

    Bands are those of draws of both halves: bars are resampled in moving blocks and the prior's
    mean is redrawn from its own Dirichlet law, then the mode is found again. Without liquidations
    the draws are the prior's, with many they are the bootstrap's.

    realised    coins liquidated in each bar on the ladder's side, NaN where not known; or None
    ladder      of one price path; its weights do not matter
    prior       shares of open interest by leverage, shape (leverages,), sums to 1
    strength    A, how many independent events the prior weighs, > 0
    block       bars in a block, at least as long as a cascade and its echo, ≥ 1
    draws       how many draws, ≥ 1
    seed        of the draws
    returns     Posterior
    raises      ValueError naming the argument and index that is out of range
    source      Newton & Raftery 1994, weighted likelihood bootstrap; Künsch 1989, moving blocks
    """
    feed, prior = reported(realised, ladder), shares("prior", prior, ladder.leverages.size)
    size = float(checked("strength", strength, POSITIVE))
    if draws < 1 or block < 1:
        raise ValueError(f"draws is {draws} and block is {block}: both must be at least 1")
    rng = np.random.default_rng(seed)
    centres = redrawn(prior, size, draws, rng)
    if not feed.any:
        low, high = np.quantile(centres, (LOW, HIGH), axis=0)
        return Posterior(prior, prior, low, high, centres, np.nan, 0.0, np.nan, np.nan)
    count = event_size(feed, prior)
    mode = fit(feed.realised[None], feed.known[None], feed.forced, prior[None], size, count)
    used = feed.known * blocks(len(feed.known), block, draws, rng)
    wide = np.broadcast_to(feed.realised, used.shape)
    spread = fit(wide, used, feed.forced, centres, size, np.repeat(count, draws))
    return _posterior(feed, prior, mode, spread.weights, float(count[0]))


def event_size(feed: Reported, prior: Array) -> Array:
    """φ in coins, shape (1,), with weights fitted nearly freely: misfit of a prior is no noise.

    feed       liquidations beside what each leverage was forced out of
    prior      shape (leverages,): what it excludes stays out
    returns    φ > 0
    raises     nothing: the callers check
    source     quasi-likelihood takes the dispersion from the largest model
    """
    seen, known = feed.realised[np.newaxis], feed.known[np.newaxis]
    centre, size = prior[np.newaxis], np.zeros(1)
    for strength in (np.inf, FREELY):
        timing = fit(seen, known, feed.forced, centre, strength, size)
        size = dispersion(timing, seen, known)
    return size


def redrawn(prior: Array, strength: float, draws: int, rng: np.random.Generator) -> Array:
    """Draws from the prior's Dirichlet law, a row each; what it excludes stays out."""
    centres = np.zeros((draws, prior.size))
    inside = prior > 0.0
    centres[:, inside] = rng.dirichlet(strength * prior[inside], draws)
    return centres


def blocks(bars: int, block: int, draws: int, rng: np.random.Generator) -> Array:
    """How often each bar is drawn when whole blocks are, shape (draws, bars); on a circle."""
    per_draw = -(-bars // block)
    starts = rng.integers(0, bars, (draws, per_draw))
    bar = (starts[..., np.newaxis] + np.arange(block)).reshape(draws, -1)[:, :bars] % bars
    row = np.arange(draws)[:, np.newaxis] * bars
    drawn = np.bincount((row + bar).ravel(), minlength=draws * bars)
    return drawn.reshape(draws, bars).astype(np.float64)


def _posterior(feed: Reported, prior: Array, mode: Timing, draws: Array, count: float) -> Posterior:
    weights, even = mode.weights[0], float(mode.even[0])
    total, due = float(feed.realised.sum()), float(feed.known @ feed.forced @ weights)
    low, high = np.quantile(draws, (LOW, HIGH), axis=0)
    share = (1.0 - even) * total / due if due > 0.0 else np.nan
    return Posterior(prior, weights, low, high, draws, count, total / count, even, share)
