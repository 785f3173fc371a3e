"""Carry: interest rates and cut odds come in, what they do to a zero-yield asset goes out.

All rates and volatilities are annual shares (12.5 bp is 0.00125). Everything here moves by tenths
of a point for the rate shifts that cut odds imply: that is the finding, not a fault.
"""

from __future__ import annotations

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    DAYS_A_YEAR,
    FINITE,
    SHARE_BELOW_ONE,
    Array,
    inside,
)


@formula("carry.duration_needed", returns="day", rate_shift="ratio", fall="ratio")
def duration_needed(rate_shift: Array, fall: Array) -> Array:
    """Duration at which a rate shift alone would cause a fall, T = −ln(1 − fall) / Δr.

    From ∂lnP/∂r = −T of a distant pay-off, for a permanent shift of the whole curve. A reading of
    centuries says that the shift explains little of the fall.

    rate_shift    Δr, annual rate, permanent, any shape, signed
    fall          simple fall of the price (25 % is 0.25), broadcasts, in [0, 1)
    returns       T, days, ≥ 0, the broadcast shape; NaN where the rate did not rise, for then no
                  duration turns it into a fall
    raises        ValueError naming the argument and index that is out of range
    source        Macaulay duration of a zero-coupon claim under continuous compounding; −25 % from
                  12.5 bp needs about 230 years
    """
    rate_shift, fall = inside(rate_shift=(rate_shift, FINITE), fall=(fall, SHARE_BELOW_ONE))
    with np.errstate(divide="ignore", invalid="ignore"):
        years = -np.log1p(-fall) / rate_shift
    return np.where(rate_shift > 0.0, years * DAYS_A_YEAR, np.nan)
