"""Student's t with whole degrees of freedom: numbers in, probability or quantile out."""

from __future__ import annotations

from math import atan, cos, pi, sin, sqrt


def t_cdf(t: float, freedom: int) -> float:
    """Probability that a t variable with ν degrees of freedom is at most t.

    With θ = atan(t/√ν), a finite sum of powers of cos θ, one for odd ν and one for even ν.

    t          a finite number
    freedom    ν, a whole number, ≥ 1
    returns    probability in [0, 1]
    raises     ValueError when ν is below 1
    source     Abramowitz & Stegun 1964, 26.7.3 and 26.7.4
    """
    if freedom < 1:
        raise ValueError(f"freedom is {freedom}: it must be 1 or more")
    angle = atan(t / sqrt(freedom))
    return 0.5 + 0.5 * (_odd if freedom % 2 else _even)(angle, freedom)


def _odd(angle: float, freedom: int) -> float:
    total, term = 0.0, cos(angle)
    for k in range(1, freedom - 1, 2):
        total += term
        term *= (k + 1) / (k + 2) * cos(angle) ** 2
    return 2.0 / pi * (angle + sin(angle) * total)


def _even(angle: float, freedom: int) -> float:
    total, term = 0.0, 1.0
    for k in range(0, freedom - 1, 2):
        total += term
        term *= (k + 1) / (k + 2) * cos(angle) ** 2
    return sin(angle) * total


def t_quantile(probability: float, freedom: int) -> float:
    """The t with P(T ≤ t) = p, by bisection of `t_cdf` to the last bit.

    probability    p, strictly between 0 and 1
    freedom        ν, a whole number, ≥ 1
    returns        t; as exact as `t_cdf` is, so some 1e-15 of probability
    raises         ValueError when p or ν is out of range
    source         inverse of `t_cdf`
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability is {probability:g}: it must be strictly between 0 and 1")
    if probability < 0.5:
        return -t_quantile(1.0 - probability, freedom)
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < probability:
        low, high = high, 2.0 * high
    while low < (middle := 0.5 * (low + high)) < high:
        low, high = (middle, high) if t_cdf(middle, freedom) < probability else (low, middle)
    return high
