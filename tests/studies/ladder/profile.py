"""The ladder against the volume profile: liquidations and two forecasts come in, R² goes out.

A ladder of very high leverages is the profile of entries and nothing else: everybody is liquidated
where he came in. So a ladder is worth its leverages only by what it explains beyond that profile,
and beyond the bare size of the fall. A published attempt on bitcoin found a gain in R² of 0.005
inside cascades and none outside: a gain of that size is reported as it is, and never as skill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.formulas.ladder.cohorts import LONG, SHORT
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, Array, checked, inside, ordered
from engine.numeric.histories import history, same_bars

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# An intercept and the forecast, beside the rows of the profile, and one bar to judge by.
FEWEST_BARS = 3


class Explained(NamedTuple):
    """Shares of the variance of realised liquidations.

    profile    R² of the profile alone, with an intercept
    both       R² of profile and ladder together
    gain       both − profile, ≥ 0; one useless forecast gains about 1/bars
    bars       how many bars were known
    """

    profile: float
    both: float
    gain: float
    bars: int


def volume_swept(
    close: Array, low: Array, high: Array, volume: Array, window: int, side: int = LONG
) -> Array:
    """Volume that had traded, in the bars before, at the prices that each bar falls through.

    The prices run from the close of the bar before down to the low (shorts: up to the high). What
    traded in a bar is spread evenly from its low to its high; nothing is ever consumed.

    close      USD per coin at the end of each bar, shape (bars,), > 0, oldest first
    low        lowest price of each bar, > 0, at most close
    high       highest price of each bar, at least close
    volume     coins traded in each bar, or opened in it, ≥ 0
    window     how many bars back volume is remembered, ≥ 1
    side       1 for falling lows, -1 for rising highs
    returns    coins, shape (bars,); 0 in the first bar, and where the price did not fall
    raises     ValueError naming the argument and index that is out of range
    source     the volume profile: volume by price, as charting programs draw it
    """
    close, low, high, volume = inside(
        close=(close, POSITIVE), low=(low, POSITIVE), high=(high, POSITIVE),
        volume=(volume, NON_NEGATIVE),
    )  # fmt: skip
    ordered("close", close, "low", low)
    ordered("high", high, "close", close)
    if window < 1 or side not in (LONG, SHORT):
        raise ValueError(f"window is {window} and side is {side}: at least 1, and 1 or -1")
    bottom, top = (low, np.roll(close, 1)) if side == LONG else (np.roll(close, 1), high)
    swept = np.zeros(close.size)
    for lag in range(1, min(window, close.size - 1) + 1):
        earlier, later = slice(None, -lag), slice(lag, None)
        start = np.maximum(low[earlier], bottom[later])
        end = np.minimum(high[earlier], top[later])
        swept[later] += volume[earlier] * _share(start, end, high[earlier] - low[earlier])
    return swept


def beyond_volume_profile(realised: ArrayLike, forecast: Array, profile: Array) -> Explained:
    """What a ladder's forecast explains of realised liquidations beyond the profile, by R².

    Least squares with an intercept: of realised on the profile, and on profile and forecast. R² is
    ruled by the largest bars; give square roots or logarithms of all three to weigh bars evenly.

    realised    liquidated in each bar, shape (bars,), ≥ 0; NaN where not known or not to be judged
    forecast    `Ladder.forced`, shape (bars,), ≥ 0; any scale
    profile     `volume_swept`, shape (bars,), or several rows to beat, (rows, bars), ≥ 0, such as
                the bar's own fall beside it
    returns     Explained; NaN where realised does not vary
    raises      ValueError naming the argument and index that is out of range, or too few bars
    source      nested linear regressions; R² gain 0.005 inside cascades and none outside published
    """
    seen = history("realised", realised, NON_NEGATIVE)
    told = checked("forecast", forecast, NON_NEGATIVE)
    rows = np.atleast_2d(checked("profile", profile, NON_NEGATIVE))
    same_bars(realised=seen, forecast=told, profile=rows)
    known = np.isfinite(seen)
    count = int(known.sum())
    if count < rows.shape[0] + FEWEST_BARS:
        raise ValueError(
            f"realised has {count} known bars: give at least {rows.shape[0] + FEWEST_BARS}"
        )
    alone = _r_squared(seen[known], *rows[:, known])
    both = _r_squared(seen[known], *rows[:, known], told[known])
    return Explained(alone, both, both - alone, count)


def _share(start: Array, end: Array, length: Array) -> Array:
    """The part of a bar's range between two prices; all or nothing where it has no range."""
    overlap = np.maximum(end - start, 0.0)
    point = (end >= start).astype(np.float64)
    return np.divide(overlap, length, out=point, where=length > 0.0)


def _r_squared(seen: Array, *forecasts: Array) -> float:
    """Share of the variance that a least-squares fit with an intercept explains."""
    design = np.column_stack([np.ones(seen.size), *forecasts])
    scale = np.abs(design).max(axis=0)
    design = design / np.where(scale > 0.0, scale, 1.0)
    missed = seen - design @ np.linalg.lstsq(design, seen, rcond=None)[0]
    spread = float(((seen - seen.mean()) ** 2).sum())
    return 1.0 - float((missed**2).sum()) / spread if spread > 0.0 else float("nan")
