"""Moves of a day: closes and lows come in, how far the last day went and how rare it was go out.

A move is from the close before, at most four days older, so that a weekend or a holiday without
trade is no gap. It is set against the asset's own moves: their deviation in the days before, the
day itself left out, and how many of the days known went farther the same way.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    NON_NEGATIVE,
    POSITIVE,
    Arg,
    Array,
    Out,
    whole_days,
)

ENOUGH = 30
"""Earlier moves without which neither a deviation nor a rank says much."""
ROUNDING = 1e-12
"""Of a move that is the size itself, as far as numbers can say."""
BRIDGED = 4
"""Days back that the close before may lie: a long weekend with a holiday."""

Closes = Annotated[Array, Arg("USD/coin[]", POSITIVE, "P, closes")]
Days = Annotated[Array, Arg("day", AT_LEAST_ONE, "n, of the deviation; a part is dropped")]


class Move(NamedTuple):
    """How far a day went from the close before, and how unusual that is for the asset."""

    change: Annotated[Array, Out("ratio", "X_t/P_{t−1} − 1, X the close or the low")]
    deviation: Annotated[Array, Out("ratio", "σ of ln(P_s/P_{s−1}) over the n days before t")]
    size: Annotated[Array, Out("ratio", "|ln(X_t/P_{t−1})|/σ; of a low 0 where it lies higher")]
    farther: Annotated[Array, Out("ratio", "days that went farther the same way")]
    days: Annotated[Array, Out("ratio", "days whose move is known, the last one among them")]


@formula("moves.close")
def close(prices: Closes, days: Days) -> Move:
    """The last close against the one before: X = P, and how many days closed farther the same way.

    There is none without a close on the last day, or with fewer than 30 moves in the n days before.

    source    standard deviation of log returns; counting, ties not farther
    """
    before = _before(prices)
    moved = np.log(prices / before)
    return _unusual(prices, before, moved, _deviation(moved, days))


@formula("moves.low")
def low(
    prices: Closes, lows: Annotated[Array, Arg("USD/coin[]", POSITIVE, "L")], days: Days
) -> Move:
    """The last day's low against the close before: X = L, and how many days went lower by theirs.

    The deviation is that of closes. There is none without a low on the last day.

    source    standard deviation of log returns; counting, ties not farther
    """
    before = _before(prices)
    went = np.minimum(np.log(lows / before), 0.0)
    return _unusual(lows, before, went, _deviation(np.log(prices / before), days))


class Widest(NamedTuple):
    """How far a path moved in a day, and on how many days it moved so far."""

    move: Annotated[Array, Out("ratio", "largest |P_t/P_{t−1} − 1|")]
    reached: Annotated[Array, Out("ratio", "days that moved by the size or more")]
    days: Annotated[Array, Out("ratio", "days whose move is known")]


@formula("moves.widest")
def widest(prices: Closes, size: Annotated[Array, Arg("ratio", POSITIVE, "of a move")]) -> Widest:
    """The widest move from close to close, up or down, and on how many days it came to a size.

    There is none where no two closes follow each other.

    source    counting; a move of the size itself counts
    """
    moved = np.abs(prices / _before(prices) - 1.0)
    days = (~np.isnan(moved)).sum(axis=-1)
    largest = np.where(np.isnan(moved), 0.0, moved).max(axis=-1)
    reached = (moved >= size[..., np.newaxis] * (1.0 - ROUNDING)).sum(axis=-1)
    return Widest(*(np.where(days > 0, each, np.nan) for each in (largest, reached, days)))


@formula("moves.days_of_rise")
def days_of_rise(
    prices: Closes,
    began_at: Annotated[Array, Arg("USD/coin", POSITIVE, "P₀, where the rise began")],
) -> Annotated[Array, Out("day", "none where no close before the highest was at or under P₀")]:
    """Days from the last close at or under a price to the highest close, the first of equals.

    source    counting
    """
    first = began_at[..., np.newaxis]
    top = np.where(np.isnan(prices), -np.inf, prices).argmax(axis=-1)
    place = np.arange(prices.shape[-1])
    under = (prices <= first) & (place < top[..., np.newaxis])
    last = np.where(under, place, -1).max(axis=-1)
    above = np.take_along_axis(prices, top[..., np.newaxis], axis=-1) > first
    return np.where((last >= 0) & above[..., 0], top - last, np.nan)


@formula("moves.coins_closed")
def coins_closed(
    prices: Closes,
    open_interest: Annotated[Array, Arg("USD[]", POSITIVE, "N, of one provider")],
) -> Annotated[Array, Out("ratio", "below 0 where more was opened; none without both days")]:
    """Share of the coins open a day before that the last day closed, (C_{t−1} − C_t)/C_{t−1}.

    C = N/P are the coins open, each at the price of its own day.

    source    accounting identity: change of coins = opened − closed
    """
    coins = open_interest / prices
    if coins.shape[-1] < 2:
        return np.full(coins.shape[:-1], np.nan)
    return np.asarray((coins[..., -2] - coins[..., -1]) / coins[..., -2])


@formula("moves.on_the_day")
def on_the_day(
    amounts: Annotated[Array, Arg("USD[]", NON_NEGATIVE, "a flow by days")],
) -> Annotated[Array, Out("USD", "none where the last day is missing")]:
    """What a flow came to on the last day itself, never on an older one.

    source    the last bar
    """
    return np.array(amounts[..., -1])


def _before(prices: Array) -> Array:
    """The close before each day, of the nearest of four days back that has one."""
    before = np.full(prices.shape, np.nan)
    for back in range(min(BRIDGED, prices.shape[-1] - 1), 0, -1):
        there = prices[..., :-back]
        before[..., back:] = np.where(np.isnan(there), before[..., back:], there)
    return before


def _unusual(prices: Array, before: Array, went: Array, deviation: Array) -> Move:
    """The last move among all of its kind, in units of a deviation."""
    last, now, then = went[..., -1:], prices[..., -1], before[..., -1]
    there = ~np.isnan(last[..., 0]) & (deviation > 0.0)
    size = np.abs(last[..., 0]) / np.where(there, deviation, 1.0)
    farther = (np.sign(last) * went > np.abs(last)).sum(axis=-1)
    fields = ((now - then) / then, deviation, size, farther, (~np.isnan(went)).sum(axis=-1))
    return Move(*(np.where(there, field, np.nan) for field in fields))


def _deviation(moved: Array, days: Array) -> Array:
    """Deviation of so many moves before the last; none where fewer than 30 of them are known."""
    earlier, length = moved[..., :-1], whole_days(days)[..., np.newaxis]
    ages = np.arange(earlier.shape[-1])[::-1]
    used = (ages < length) & ~np.isnan(earlier)
    count = used.sum(axis=-1)
    mean = np.where(used, earlier, 0.0).sum(axis=-1) / np.maximum(count, 1)
    squares = np.where(used, (earlier - mean[..., np.newaxis]) ** 2, 0.0).sum(axis=-1)
    return np.where(count >= ENOUGH, np.sqrt(squares / np.maximum(count - 1, 1)), np.nan)
