"""Carry: interest rates and cut odds come in, what they do to a zero-yield asset goes out.

All rates and volatilities are annual shares (12.5 bp is 0.00125). Everything here moves by tenths
of a point for the rate shifts that cut odds imply: that is the finding, not a fault.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import DAYS_A_YEAR, FINITE, SHARE_BELOW_ONE, Arg, Array, Out


@formula("carry.duration_needed")
def duration_needed(
    rate_shift: Annotated[Array, Arg("ratio", FINITE, "Δr of an annual rate, permanent, signed")],
    fall: Annotated[Array, Arg("ratio", SHARE_BELOW_ONE, "simple fall of the price")],
) -> Annotated[Array, Out("day", "T, ≥ 0; none where the rate did not rise")]:
    """Duration at which a rate shift alone would cause a fall, T = −ln(1 − fall) / Δr.

    From ∂lnP/∂r = −T of a distant pay-off, for a permanent shift of the whole curve. A reading of
    centuries says that the shift explains little of the fall; where the rate did not rise, no
    duration turns it into one.

    source    Macaulay duration of a zero-coupon claim under continuous compounding; −25 % from
              12.5 bp needs about 230 years
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        years = -np.log1p(-fall) / rate_shift
    return np.where(rate_shift > 0.0, years * DAYS_A_YEAR, np.nan)
