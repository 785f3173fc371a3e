"""The waves of a cascade: a shock comes in, the dollars each round of forced sales adds go out.

For telling the story of a fall, and for the few numbers of a scenario that everything else checks
through here. Where the fall stops is never taken from the waves.
"""

from __future__ import annotations

import numpy as np

from engine.deleveraging.arguments import (
    DEPTH_EXPONENT,
    NON_NEGATIVE,
    POSITIVE,
    POSITIVE_SHARE,
    SHARE,
    Array,
    inside,
)

# Log fall to which a book measured near the price is carried: a fall of 63 %, deeper than any
# cascade on record (12 and 13 March 2020 lost about half). A stop beyond it is not known.
DEEPEST = 1.0


def scenario(
    shock: Array,
    forced_slope: Array,
    fuel: Array,
    depth: Array,
    depth_at: Array,
    exponent: Array,
    withdrawal: Array,
    share_reaching_book: Array,
) -> tuple[Array, ...]:
    """The eight arguments of `cascade.total_fall`, in their domains and of one shape.

    raises    ValueError naming the argument and index that is out of range
    """
    return inside(
        shock=(shock, NON_NEGATIVE),
        forced_slope=(forced_slope, NON_NEGATIVE),
        fuel=(fuel, NON_NEGATIVE),
        depth=(depth, POSITIVE),
        depth_at=(depth_at, POSITIVE),
        exponent=(exponent, DEPTH_EXPONENT),
        withdrawal=(withdrawal, POSITIVE_SHARE),
        share_reaching_book=(share_reaching_book, SHARE),
    )


def forced_sales(fall: Array, forced_slope: Array, fuel: Array) -> Array:
    """Forced sales down to a log fall, F(u) = B·(1 − exp(−L·u/B)); 0 without fuel."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sold = -fuel * np.expm1(-forced_slope * fall / fuel)
    return np.where(fuel > 0.0, sold, np.where(np.isnan(fall), np.nan, 0.0))


def waves(
    shock: Array,
    forced_slope: Array,
    fuel: Array,
    depth: Array,
    depth_at: Array,
    exponent: Array,
    withdrawal: Array,
    share_reaching_book: Array,
    count: int = 20,
) -> Array:
    """Dollars sold into the book by each successive wave: V0, then φ·(F(u_n) − F(u_{n−1})).

    u_n is the fall that the waves so far cause. The waves rise towards the stop from below and are
    for telling the story; near R = 1 they take thousands of steps, so u* never comes from them.

    arguments    as `total_fall`
    count        number of waves, ≥ 1
    returns      USD, shape (count, ...), each row one wave; NaN once the fall is past `DEEPEST`
    raises       ValueError naming the argument and index that is out of range
    source       as `total_fall`, read as an iteration
    """
    if count < 1:
        raise ValueError(f"count is {count}: ask for at least one wave")
    v0, slope, b, d, at, kappa, w, phi = scenario(
        shock, forced_slope, fuel, depth, depth_at, exponent, withdrawal, share_reaching_book
    )
    sold, sizes = v0, [v0]
    for _ in range(count - 1):
        with np.errstate(over="ignore"):
            fall = at * (sold / (w * d)) ** (1.0 / kappa)
        fall = np.where(fall <= DEEPEST, fall, np.nan)
        reached = v0 + phi * forced_sales(fall, slope, b)
        sizes.append(reached - sold)
        sold = reached
    return np.stack(sizes)
