"""Open interest through time: daily histories of one provider come in, a rank or a sum goes out.

Providers count different venues, so a level that is large for one is small for another; and the
shares that a level of forced selling would need (how much is forced, how much of it reaches the
book, how deep the book is) nobody publishes. Both drop out of a rank as long as they stay what they
were: the rank of C·x is the rank of x.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    NON_NEGATIVE,
    POSITIVE,
    Arg,
    Array,
    Out,
    broadcast,
    whole_days,
)

ENOUGH = 180
"""Days without which a rank among them says little: half a year."""
KNOWN = 0.8
SAME = 1e-12

Open = Annotated[Array, Arg("USD[]", POSITIVE, "N, open interest of one provider")]
Closes = Annotated[Array, Arg("USD/coin[]", POSITIVE, "P")]
Rank = Annotated[Array, Out("ratio", "in [0, 1); none with fewer than 180 days, or of late none")]


@formula("open_interest.weight_rank")
def weight_rank(
    open_interest: Open,
    prices: Closes,
    supply: Annotated[Array, Arg("coin[]", POSITIVE, "S")],
    days: Annotated[Array, Arg("day", AT_LEAST_ONE, "t, up to the last one")],
) -> Rank:
    """Share of the history's days with a lower open interest over market cap than at its peak.

    The weight of a day is N/(P·S). It is taken on the day of the last t on which most dollars were
    open, and ranked among all known days: what a provider leaves out on every day drops out. There
    is none with fewer than 180 days on which all three are known, or with none of them among the
    last t; a part of a day is dropped.

    source    empirical distribution function, ties counted as not lower
    """
    length = whole_days(days)
    weight = open_interest / (prices * supply)
    ages = np.arange(weight.shape[-1])[::-1]
    late = (ages < length[..., np.newaxis]) & ~np.isnan(weight)
    dollars = np.where(late, open_interest, -np.inf)
    at = dollars.argmax(axis=-1)[..., np.newaxis]
    then = np.take_along_axis(np.broadcast_to(weight, dollars.shape), at, axis=-1)
    return np.where(late.any(axis=-1), _rank(weight, then), np.nan)


@formula("open_interest.load_rank")
def load_rank(
    open_interest: Open,
    volume: Annotated[Array, Arg("USD[]", POSITIVE, "V, traded in the day")],
    days: Annotated[Array, Arg("day", AT_LEAST_ONE, "t, of a mean")],
) -> Rank:
    """Share of the history's days with less open for each dollar traded than on the last one.

    The load of a day is the mean of open interest over that of volume in the t days up to it. The
    reproduction number over minutes is that load times shares that nobody publishes, so where they
    stay what they were this is its rank too, whatever they are. There is none with fewer than 180
    loads, each of four fifths of its days, or without today's; a part of a day is dropped.

    source    empirical distribution function; R of `cascade.reproduction_minutes`
    """
    lengths = whole_days(days)
    found = np.full(lengths.shape, np.nan)
    # np.unique imports numpy.ma.
    for length in set(lengths[lengths <= open_interest.shape[-1]].tolist()):
        load = _means(open_interest, int(length)) / _means(volume, int(length))
        found = np.where(lengths == length, _rank(load, load[..., -1:]), found)
    return found


@formula("open_interest.closed_value")
def closed_value(
    open_interest: Annotated[Array, Arg("USD[]", NON_NEGATIVE, "N, open interest of one provider")],
    prices: Closes,
) -> Annotated[Array, Out("USD", "≥ 0; none with fewer than two days known")]:
    """Positions closed on balance, each day by itself, Σ max(C_{t−1} − C_t, 0)·(P_{t−1} + P_t)/2.

    C = N/P are the coins open. A day on which more was opened than closed adds nothing, so the sum
    is gross over days and net within each: what one day closes and opens again it does not see.
    Days without a figure are bridged.

    source    accounting identity: change of coins = opened − closed
    """
    both = broadcast(open_interest=open_interest, prices=prices)
    found = np.empty(both[0].shape[:-1])
    for index in np.ndindex(found.shape):
        found[index] = _closed(both[0][index], both[1][index])
    return found


def _closed(notional: Array, closes: Array) -> float:
    there = ~(np.isnan(notional) | np.isnan(closes))
    if there.sum() < 2:
        return float("nan")
    price = closes[there]
    fewer = np.maximum(-np.diff(notional[there] / price), 0.0)
    return float(np.sum(fewer * (price[1:] + price[:-1]) / 2.0))


def _means(values: Array, length: int) -> Array:
    """Means of every window, NaN where fewer than four fifths of its days are known."""
    windows = sliding_window_view(values, length, axis=-1)
    known = (~np.isnan(windows)).sum(axis=-1)
    total = np.where(np.isnan(windows), 0.0, windows).sum(axis=-1)
    return np.where(known >= KNOWN * length, total / np.maximum(known, 1), np.nan)


def _rank(values: Array, then: Array) -> Array:
    """Share of the known values below one of them; NaN with too few, or where that is not known."""
    known = ~np.isnan(values)
    count = known.sum(axis=-1)
    lower = (values < then * (1.0 - SAME)).sum(axis=-1)
    there = (count >= ENOUGH) & ~np.isnan(then[..., 0])
    return np.where(there, lower / np.maximum(count, 1), np.nan)
