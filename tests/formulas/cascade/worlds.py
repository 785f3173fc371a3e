"""Small worlds of the cascade: the eight arguments of a page, Lambert's W."""

from __future__ import annotations

from math import exp, log

import numpy as np

PLENTY = 1e30  # fuel so large that forced sales are uniform: F = L·u to the last bit


def parts(shock, slope=0.0, fuel=PLENTY, depth=7e8, at=0.01, exponent=1.0, w=1.0, share=1.0):
    """The eight arguments of a page's cascade."""
    values = (shock, slope, fuel, depth, at, exponent, w, share)
    return tuple(np.asarray(value, dtype=float) for value in values)


def lambert(x: float) -> float:
    """W0 by Newton from above, written for these tests: the y ≥ −1 with y·e^y = x."""
    y = log(1.0 + x) if x > 0.0 else -1.0 + (2.0 * (1.0 + exp(1.0) * x)) ** 0.5
    for _ in range(100):
        y -= (y * exp(y) - x) / (exp(y) * (y + 1.0)) if y > -1.0 else 0.0
    return y
