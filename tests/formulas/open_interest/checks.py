"""open_interest: closed forms of what was closed on balance."""

from __future__ import annotations

import numpy as np

from engine.formulas.open_interest_history import closed_value
from tests.formulas.checks import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "closed on balance: 100, 80, 90 and 60 coins open at 10, 10, 8 and 6 dollars",
        "20·10 + 30·(8 + 6)/2, each day's fall at the middle of its two prices",
        410.0,
        lambda: closed_value(np.array([1e3, 800.0, 720.0, 360.0]), np.array([10.0, 10, 8, 6])),
        "USD",
    ),
    Check(
        "the same while the price alone falls",
        "no coin was closed",
        0.0,
        lambda: closed_value(np.array([1e3, 800.0]), np.array([10.0, 8.0])),
        "USD",
    ),
)
