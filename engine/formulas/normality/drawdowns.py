"""Drawdowns: closes come in; today's fall and its rank among the past ones go out.

Today's episode is not over: its depth can only grow, while the past ones it is ranked among are
done. Speed is measured up to one depth in all of them, so there like is compared with like. Past
falls are few: read a rank with their number, `normality.past_falls`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.formulas.normality.episodes import Episodes, episodes
from engine.formulas.register import formula
from engine.numeric.arguments import POSITIVE, PROBABILITY, Array, checked
from engine.numeric.histories import carried, each_row, history


@formula("normality.days_under_water", returns="day", prices="USD/coin[]")
def days_under_water(prices: Array) -> Array:
    """Days since the highest close of the history, t − argmax P, the last one of equals.

    prices     P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    returns    days, ≥ 0, the leading shape; NaN without a close
    raises     ValueError naming the index that is out of range
    source     definition
    """
    return each_row(
        lambda closes: float(np.argmax(closes[::-1])) if closes.size else np.nan,
        carried,
        history("prices", prices, POSITIVE),
    )


@formula("normality.days_to_depth", returns="day", prices="USD/coin[]", fall="ratio")
def days_to_depth(prices: Array, fall: Array) -> Array:
    """Days that today's fall took to reach a depth, s − start.

    From the record close to the first close s that is at least so deep; what came after is not in
    it, so that falls still under way and falls that are over are measured alike.

    prices     P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    fall       a share, strictly between 0 and 1, broadcasts with the leading shape
    returns    days, ≥ 1, the leading shape; NaN where today's fall has not been so deep
    raises     ValueError naming the argument and index that is out of range
    source     definition
    """
    return _each(prices, fall, _days)


@formula("normality.past_falls", returns="ratio", prices="USD/coin[]", fall="ratio")
def past_falls(prices: Array, fall: Array) -> Array:
    """Number of past falls that reached a depth and are over, n.

    prices     P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    fall       a share, strictly between 0 and 1, broadcasts with the leading shape
    returns    whole numbers, ≥ 0, the leading shape
    raises     ValueError naming the argument and index that is out of range
    source     definition
    """
    return _each(prices, fall, lambda _, past: float(past.depth.size))


@formula("normality.drawdown_percentile", returns="ratio", prices="USD/coin[]", fall="ratio")
def drawdown_percentile(prices: Array, fall: Array) -> Array:
    """Share of past falls that were shallower than today's is so far, (#less + ½·#equal)/n.

    prices     P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    fall       what a past fall must have reached to count, strictly between 0 and 1
    returns    in [0, 1], the leading shape; 0 where today's fall has not been so deep, NaN without
               a past one
    raises     ValueError naming the argument and index that is out of range
    source     rank among `past_falls`, n of them
    """
    return _each(prices, fall, lambda now, past: _rank(now.depth, past.depth, 0.0))


@formula("normality.speed_percentile", returns="ratio", prices="USD/coin[]", fall="ratio")
def speed_percentile(prices: Array, fall: Array) -> Array:
    """Share of past falls that reached a depth more slowly than today's, (#less + ½·#equal)/n.

    Speed is the log fall a day from the record to the first close so deep, ln(P_start/P_s)/days.

    prices     P, USD per coin, shape (..., bars), > 0; a missing close is the one before it
    fall       a share, strictly between 0 and 1, broadcasts with the leading shape
    returns    in [0, 1], the leading shape: 1 is faster than all; NaN where today's fall has not
               been so deep, or without a past one
    raises     ValueError naming the argument and index that is out of range
    source     rank among `past_falls`, n of them
    """
    return _each(prices, fall, lambda now, past: _rank(now.speed, past.speed, np.nan))


def _each(prices: Array, fall: Array, measure: Callable[[Episodes, Episodes], float]) -> Array:
    """A measure of today's episode (one, or none so deep) and of the past ones."""

    def of_row(row: Array, deep: float) -> float:
        found = episodes(row, deep)
        return measure(found.only(found.recovery < 0), found.over)

    prices = history("prices", prices, POSITIVE)
    return each_row(of_row, lambda row: row, prices, fall=checked("fall", fall, PROBABILITY))


def _rank(now: Array, past: Array, otherwise: float) -> float:
    if not past.size:
        return float("nan")
    if not now.size:
        return otherwise
    return float((past < now[0]).mean() + 0.5 * (past == now[0]).mean())


def _days(now: Episodes, _: Episodes) -> float:
    return float(now.crossed[0] - now.start[0]) if now.start.size else float("nan")
