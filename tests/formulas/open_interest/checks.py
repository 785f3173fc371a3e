"""open_interest: figures somebody published, and closed forms."""

from __future__ import annotations

from functools import partial

from engine.formulas.open_interest import coins, forced_share_high, forced_share_low, price_share
from tests.formulas.checks import Check

START, END = 94.12e9, 68.47e9
FALL = "arithmetic on CoinGlass's two readings, $94.12bn and $68.47bn"


def share(end_price: float, weight: float, coin_margined: float = 0.0) -> float:
    """Percent of the published fall due to price, from 125k."""
    return 100 * float(price_share(START, END, 125e3, end_price, weight, coin_margined))


CHECKS: tuple[Check, ...] = (
    Check(
        "coins open at the peak, $94.12bn at 125k",
        FALL,
        94.12e6 / 125e3,
        lambda: coins(START, 125e3) / 1e3,
        "thousand",
    ),
    Check(
        "coins open later, $68.47bn at 106.8k",
        FALL,
        68.47e6 / 106.8e3,
        lambda: coins(END, 106.8e3) / 1e3,
        "thousand",
    ),
    Check(
        "change of coins if the later price is 94.5k",
        FALL,
        100 * (68.47 / 94.12 * 125 / 94.5 - 1),
        lambda: 100 * (coins(END, 94.5e3) / coins(START, 125e3) - 1),
        "%",
    ),
    *(
        Check(
            f"price share of the fall, middle weights, later price {price / 1e3:g}k",
            FALL,
            0.5 * 100 * (94.12 * (1 - price / 125e3) + 68.47 * (125e3 / price - 1)) / 25.65,
            partial(share, price, 0.5),
            "%",
        )
        for price in (106.8e3, 102e3, 94.5e3)
    ),
    Check(
        "price share with the peak's coins, later price 106.8k",
        "N0·(P1/P0 − 1)/(N1 − N0)",
        100 * 94.12 * (1 - 106.8 / 125) / 25.65,
        lambda: share(106.8e3, 0.0),
        "%",
    ),
    Check(
        "price share with the later coins, later price 106.8k",
        "N1·(1 − P0/P1)/(N1 − N0)",
        100 * 68.47 * (125 / 106.8 - 1) / 25.65,
        lambda: share(106.8e3, 1.0),
        "%",
    ),
    Check(
        "the same, middle weights, with a fifth fixed in dollars",
        "0.8 of the upper bound",
        0.8 * 0.5 * 100 * (94.12 * (1 - 106.8 / 125) + 68.47 * (125 / 106.8 - 1)) / 25.65,
        lambda: share(106.8e3, 0.5, 0.2),
        "%",
    ),
    Check(
        "price share if every contract is fixed in dollars",
        "they do not change with the price",
        0.0,
        lambda: share(94.5e3, 0.5, 1.0),
        "%",
    ),
    Check(
        "largest forced share of 10 October, $1bn liquidated of $14bn gone at one price",
        "arithmetic, 1/14, on feeds that report too little",
        100 / 14,
        lambda: 100 * forced_share_high(1e9 / 112e3, 14e9 / 112e3),
        "%",
    ),
    Check(
        "smallest forced share of the same, in $100bn traded",
        "1/100",
        1.0,
        lambda: 100 * forced_share_low(1e9 / 112e3, 100e9 / 112e3),
        "%",
    ),
)
