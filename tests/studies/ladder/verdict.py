"""The verdict: whether realised liquidations say anything about leverage beyond the prior.

A ladder always draws a picture. Whether the picture holds more than what was assumed is decided out
of sample: the fitted weights must time the liquidations of held-out blocks better than the prior
does, and by more than where the same liquidations are shifted in time and any gain is luck. And
where a rival is given that forgets who entered where, the ladder must beat that: else it has learnt
how much a fall liquidates, but not where.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.formulas.ladder.ladder import Ladder
from engine.numeric.arguments import PROBABILITY, Array, IntArray, checked
from tests.studies.ladder.inference import Posterior, Reported, event_size, reported
from tests.studies.ladder.timing import fit, score

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Says = Literal["something", "nothing beyond its prior"]
SOMETHING: Says = "something"
NOTHING: Says = "nothing beyond its prior"

# Nats: evidence below one is not worth more than a bare mention (Kass & Raftery 1995).
BARE_MENTION = 1.0

# Two leverages whose liquidations are distributed over the bars with less than this between them
# are told apart by rounding alone.
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the ladder says, and why.

    says          "something", or "nothing beyond its prior"
    reason        a sentence
    prior         weights before, shape (leverages,)
    posterior     weights after, shape (leverages,)
    divergence    Kullback–Leibler divergence of posterior from prior, nats
    gain          score of held-out bars, fitted less prior, nats; NaN where it was not tried
    placebos      the same gain with shifted liquidations, shape (placebos,)
    chance        share of tries, ours among the placebos, that gained at least as much; NaN if none
    lead          score of held-out bars less that of the rival ladder, nats; NaN without a rival
    """

    says: Says
    reason: str
    prior: Array
    posterior: Array
    divergence: float
    gain: float
    placebos: Array
    chance: float
    lead: float

    @property
    def placebo_quantile(self) -> float:
        """The gain that 95 % of the placebos stay under; NaN where none was tried."""
        return float(np.quantile(self.placebos, 0.95)) if self.placebos.size else np.nan


def judge(
    realised: ArrayLike | None,
    ladder: Ladder,
    posterior: Posterior,
    strength: float,
    block: int,
    folds: int = 6,
    placebos: int = 99,
    level: float = 0.05,
    rival: Ladder | None = None,
) -> Verdict:
    """Whether the fitted weights gain more on held-out bars than on shifted liquidations.

    The gain is Σ over folds of Σ x·(ln p_fitted − ln p_prior)/φ, each fold a block of bars that the
    fit has not seen, scored given its total. Placebos shift the liquidations round a circle by at
    least one block. It says something where the gain is above one nat, its chance among the
    placebos at most `level`, and, if there is a rival, the lead over that above one nat too.

    realised     coins liquidated in each bar on the ladder's side, NaN where not known; or None
    ladder       of one price path, that `posterior` was inferred with
    posterior    of `infer_weights` for the same liquidations
    strength     A, as in `infer_weights`
    block        bars, the smallest shift, at least as long as a cascade and its echo
    folds        how many blocks are held out in turn, ≥ 2
    placebos     how many shifts are tried, ≥ 1
    level        the chance at which luck is ruled out, strictly between 0 and 1
    rival        a ladder of the same bars and leverages to beat, fitted likewise: with turnover 1
                 it remembers no entry but the last close, and knows only how far each bar fell
    returns      Verdict
    raises       ValueError naming the argument and index that is out of range
    source       rotation test, which keeps the clustering in time and breaks the match; Kass &
                 Raftery 1995 for the least gain worth mentioning
    """
    limit = float(checked("level", level, PROBABILITY))
    feed, prior = reported(realised, ladder), posterior.prior
    bars = len(feed.realised)
    _enough(bars, block, folds, placebos)
    if not feed.any:
        return _nothing(posterior, "no liquidations were reported")
    if not told_apart(feed, prior):
        return _nothing(posterior, "the leverages are forced out in the same bars and proportions")
    count, here = event_size(feed, prior), np.zeros(1, dtype=np.int64)
    shifts = np.linspace(block, bars - block, placebos).round().astype(np.int64)
    tried = np.append(here, shifts)
    fitted = held_out(feed, prior, strength, count, tried, folds)
    gains = fitted - held_out(feed, prior, np.inf, count, tried, folds)
    lead = np.nan
    if rival is not None:
        other = held_out(reported(realised, rival), prior, strength, count, here, folds)
        lead = float(fitted[0] - other[0])
    return _decided(posterior, gains, lead, limit)


def held_out(
    feed: Reported, prior: Array, strength: float, count: Array, shifts: IntArray, folds: int
) -> Array:
    """Log score of bars held out, fold after fold, for liquidations shifted round a circle.

    feed        liquidations beside what each leverage was forced out of
    prior       shape (leverages,), sums to 1
    strength    A, how many independent events the prior weighs; infinite scores the prior itself
    count       φ, shape (1,)
    shifts      bars to shift by, shape (shifts,)
    folds       blocks held out in turn, ≥ 2
    returns     nats, shape (shifts,)
    raises      nothing: the callers check
    source      logarithmic score, blocked cross-validation
    """
    bars = np.arange(len(feed.realised))
    turned = (bars - shifts[:, np.newaxis]) % bars.size
    seen, known = feed.realised[turned], feed.known[turned]
    counts, priors = np.repeat(count, shifts.size), np.tile(prior, (shifts.size, 1))
    points = np.zeros(shifts.size)
    for fold in np.array_split(bars, folds):
        tested = known * np.isin(bars, fold)
        timing = fit(seen, known - tested, feed.forced, priors, strength, counts)
        points += score(timing, seen, tested)
    nats: Array = points / count
    return nats


def told_apart(feed: Reported, prior: Array) -> bool:
    """Whether two leverages that the prior admits differ in when they are forced out."""
    forced = feed.forced[feed.known > 0.0][:, prior > 0.0]
    totals = forced.sum(axis=0)
    timing = forced[:, totals > 0.0] / totals[totals > 0.0]
    return bool(timing.shape[1] > 1 and np.ptp(timing, axis=1).sum() > SAME)


def divergence(posterior: Array, prior: Array) -> float:
    """Kullback–Leibler divergence Σ w·ln(w/prior), nats; what is 0 in both adds nothing."""
    there = posterior > 0.0
    return float((posterior[there] * np.log(posterior[there] / prior[there])).sum())


def _enough(bars: int, block: int, folds: int, placebos: int) -> None:
    if folds < 2 or placebos < 1 or not 1 <= block <= bars // 2:
        raise ValueError(
            f"folds is {folds}, placebos is {placebos} and block is {block}: take at least 2 folds "
            f"and 1 placebo, and a block of 1 to {bars // 2} bars, half of what there is"
        )


def _decided(posterior: Posterior, gains: Array, lead: float, limit: float) -> Verdict:
    """The verdict from the gain, first in the row, its placebos, and the lead over a rival."""
    gain, placebos = float(gains[0]), gains[1:]
    chance = float((gains >= gain).mean())
    told = f"held-out liquidations gain {gain:.1f} nats over the prior, and "
    told += f"{(placebos >= gain).sum()} of {placebos.size} shifted ones gain as much"
    if np.isfinite(lead):
        told += f"; the lead over the rival is {lead:.1f} nats"
    led = np.isnan(lead) or lead > BARE_MENTION
    says = SOMETHING if gain > BARE_MENTION and chance <= limit and led else NOTHING
    return _verdict(says, told, posterior, gain, placebos, chance, lead)


def _nothing(posterior: Posterior, reason: str) -> Verdict:
    return _verdict(NOTHING, reason, posterior, np.nan, np.zeros(0), np.nan, np.nan)


def _verdict(
    says: Says,
    reason: str,
    posterior: Posterior,
    gain: float,
    placebos: Array,
    chance: float,
    lead: float,
) -> Verdict:
    gap = divergence(posterior.weights, posterior.prior)
    told = (posterior.prior, posterior.weights, gap, gain, placebos, chance, lead)
    return Verdict(says, reason, *told)
