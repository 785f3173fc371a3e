"""Scores: a forecast distribution and what came come in, how good the forecast was goes out.

Lower is better for CRPS, pinball loss and Brier score; all three are proper, so no forecaster gains
by saying anything but what they believe. PIT and Kupiec's test ask another question, calibration.
A forecast whose outcome is not in yet is not scored: an open floor is censored, not a low.
"""

from __future__ import annotations

import numpy as np

from engine.numeric.arguments import (
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    PROBABILITY,
    SHARE,
    Array,
    BoolArray,
    broadcast,
    checked,
    first_index,
    inside,
    ordered,
    place,
)
from engine.numeric.normal import normal_cdf


def crps_normal(mean: Array, deviation: Array, outcome: Array) -> Array:
    """CRPS of a normal forecast, σ·(z·(2Φ(z) − 1) + 2φ(z) − 1/√π) with z = (y − μ)/σ.

    mean         μ, any shape
    deviation    σ, broadcasts, > 0
    outcome      y, what came, broadcasts
    returns      CRPS in the unit of y, ≥ 0, the broadcast shape
    raises       ValueError naming the argument and index that is out of range
    source       Gneiting & Raftery 2007
    """
    mean, deviation, outcome = inside(
        mean=(mean, FINITE), deviation=(deviation, POSITIVE), outcome=(outcome, FINITE)
    )
    z = (outcome - mean) / deviation
    density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    score = z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / np.sqrt(np.pi)
    return np.asarray(deviation * score)


def crps_sample(draws: Array, outcome: Array) -> Array:
    """CRPS of a forecast known by its draws, E|X − y| − ½·E|X − X′|, in the fair version.

    X and X′ are two different draws, so the second mean is over m(m − 1) pairs: then the score is,
    on average, that of the distribution the draws came from, whatever their number. Over all m²
    pairs, with each draw paired with itself, it would be that of the draws themselves and punish a
    small sample. The price is that a single score may fall below 0.

    draws      X, shape (..., m), m at least 2
    outcome    y, what came, shape (...), broadcasts
    returns    CRPS in the unit of y, the broadcast shape of (...)
    raises     ValueError naming the argument, and the index that is not finite
    source     Gneiting & Raftery 2007; Ferro, Richardson & Weigel 2008 for the fair version
    """
    draws, outcome = _with_cases("draws", draws, outcome)
    m = draws.shape[-1]
    if m < 2:
        raise ValueError(f"draws holds {m} a case: a spread needs at least two")
    error: Array = np.abs(draws - outcome[..., np.newaxis]).mean(axis=-1)
    rank = 2.0 * np.arange(1.0, m + 1.0) - m - 1.0
    spread: Array = (np.sort(draws, axis=-1) * rank).sum(axis=-1) / (m * (m - 1.0))
    return error - spread


def pinball(level: Array, quantile: Array, outcome: Array) -> Array:
    """Pinball loss of a quantile, (y − q)·(τ − 1{y < q}).

    level       τ, strictly between 0 and 1, any shape
    quantile    q, the forecast quantile at that level, broadcasts
    outcome     y, what came, broadcasts
    returns     loss in the unit of y, ≥ 0, the broadcast shape
    raises      ValueError naming the argument and index that is out of range
    source      Koenker & Bassett 1978
    """
    level, quantile, outcome = inside(
        level=(level, PROBABILITY), quantile=(quantile, FINITE), outcome=(outcome, FINITE)
    )
    return (outcome - quantile) * (level - (outcome < quantile))


def crps_from_quantiles(levels: Array, quantiles: Array, outcome: Array) -> Array:
    """CRPS of a forecast known by its quantiles, twice the mean pinball loss over the levels.

    Over 1 to 99 % it gives 0.23591 for N(0, 1) at 0, where the CRPS is 0.23369: proper still, but
    blind to what lies beyond the outermost levels.

    levels       τ, evenly spaced and rising, shape (k,), strictly between 0 and 1
    quantiles    q, shape (..., k), nowhere falling along the last axis
    outcome      y, what came, shape (...), broadcasts
    returns      approximate CRPS in the unit of y, ≥ 0, the broadcast shape of (...)
    raises       ValueError naming the argument and index that is out of range or out of step
    source       CRPS = 2·∫ pinball dτ: Gneiting & Ranjan 2011
    """
    levels = checked("levels", levels, PROBABILITY)
    quantiles, outcome = _with_cases("quantiles", quantiles, outcome)
    if levels.shape != quantiles.shape[-1:]:
        raise ValueError(f"quantiles has {quantiles.shape[-1]} levels, levels has {levels.size}")
    _refuse("quantiles", quantiles, np.diff(quantiles) < 0.0, "at least the one before it")
    step = np.diff(levels)
    _refuse("levels", levels, (step <= 0.0) | (abs(step - step[:1]) > 1e-9), "one even step up")
    loss: Array = pinball(levels, quantiles, outcome[..., np.newaxis]).mean(axis=-1)
    return 2.0 * loss


def brier(probability: Array, happened: Array) -> Array:
    """Brier score of the forecast of an event, (p − o)².

    probability    p in [0, 1], any shape
    happened       o, 1 if it came and 0 if not, broadcasts
    returns        score in [0, 1], the broadcast shape
    raises         ValueError naming the argument and index that is out of range
    source         Brier 1950
    """
    probability, happened = inside(probability=(probability, SHARE), happened=(happened, SHARE))
    _refuse_parts("happened", happened, "1 if it came, 0 if not")
    return (probability - happened) ** 2


def pit(draws: Array, outcome: Array) -> Array:
    """Probability integral transform, the share of draws below what came: (#{X < y} + ½#{X = y})/m.

    Uniform over many forecasts if they are calibrated; forecasts whose horizons overlap are not
    independent, so a histogram of n of them is rougher than n draws would be.

    draws      X, shape (..., m), m at least 1
    outcome    y, what came, shape (...), broadcasts
    returns    dimensionless, in [0, 1], the broadcast shape of (...)
    raises     ValueError naming the argument, and the index that is not finite
    source     Dawid 1984; ties halved
    """
    draws, outcome = _with_cases("draws", draws, outcome)
    against = outcome[..., np.newaxis]
    share: Array = ((draws < against) + 0.5 * (draws == against)).mean(axis=-1)
    return share


def kupiec(exceptions: Array, observations: Array, probability: Array) -> tuple[Array, Array]:
    """Kupiec's test of coverage, LR = 2·(x·ln(x/(n·p)) + (n − x)·ln((n − x)/(n·(1 − p)))).

    Chi-squared with one degree of freedom if exceptions come independently with probability p, so
    its p-value is 2Φ(−√LR). Overlapping forecasts are not independent: there it rejects too often.

    exceptions      x, outcomes beyond the forecast quantile, a whole count, any shape, 0 ≤ x ≤ n
    observations    n, number of forecasts, a whole count, broadcasts, > 0
    probability     p, the chance of an exception, strictly between 0 and 1
    returns         (LR ≥ 0, p-value in [0, 1]), each of the broadcast shape
    raises          ValueError naming the argument and index that is out of range
    source          Kupiec 1995, the proportion of failures
    """
    exceptions, observations, probability = inside(
        exceptions=(exceptions, NON_NEGATIVE),
        observations=(observations, POSITIVE),
        probability=(probability, PROBABILITY),
    )
    _refuse_parts("exceptions", exceptions, "a whole count")
    _refuse_parts("observations", observations, "a whole count")
    ordered("observations", observations, "exceptions", exceptions)
    passed = observations - exceptions
    terms = _log_ratio(exceptions, observations * probability)
    terms = terms + _log_ratio(passed, observations * (1.0 - probability))
    ratio = np.maximum(2.0 * terms, 0.0)
    return ratio, 2.0 * normal_cdf(-np.sqrt(ratio))


def _refuse(name: str, values: Array, offends: BoolArray, must: str) -> None:
    """Raise for the first value along the last axis whose step from the one before offends."""
    if offends.any():
        *case, before = first_index(offends)
        index = (*case, before + 1)
        raise ValueError(f"{place(name, index)} is {values[index]:g}: it must be {must}")


def _refuse_parts(name: str, values: Array, must: str) -> None:
    """Raise for the first value that is no whole number."""
    if (broken := values != np.floor(values)).any():
        index = first_index(broken)
        raise ValueError(f"{place(name, index)} is {values[index]:g}: it must be {must}")


def _log_ratio(seen: Array, due: Array) -> Array:
    """x·ln(x/e), which is 0 at x = 0."""
    return seen * np.log(np.where(seen > 0.0, seen, due) / due)


def _with_cases(name: str, values: Array, outcome: Array) -> tuple[Array, Array]:
    """Values of shape (..., k) and outcomes of shape (...), checked and broadcast in the cases."""
    values, outcome = checked(name, values, FINITE), checked("outcome", outcome, FINITE)
    if values.ndim == 0 or values.shape[-1] == 0:
        raise ValueError(f"{name} has no values; give them along the last axis")
    first, outcome = broadcast(**{name: values[..., 0], "outcome": outcome})
    return np.broadcast_to(values, (*first.shape, values.shape[-1])), outcome
