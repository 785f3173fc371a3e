"""Drawdowns: closes come in; today's fall and its rank among the past ones go out.

Today's episode is not over: its depth can only grow, while the past ones it is ranked among are
done. Speed is measured up to one depth in all of them, so there like is compared with like. Past
falls are few: read a rank with their number.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from engine.formulas.normality.episodes import Episodes, episodes
from engine.formulas.register import formula
from engine.numeric.arguments import POSITIVE, PROBABILITY, Arg, Array, Out
from engine.numeric.histories import carried, each_row

Closes = Annotated[Array, Arg("USD/coin[]", POSITIVE, "P; a missing close is the one before it")]


class AmongPast(NamedTuple):
    """Today's fall among the past falls that reached a depth and are over."""

    past: Annotated[Array, Out("ratio", "n, the past falls so deep")]
    shallower: Annotated[Array, Out("ratio", "share of them; 0 where today's is not so deep yet")]
    slower: Annotated[Array, Out("ratio", "share to that depth; none where today's is not so deep")]
    days: Annotated[Array, Out("day", "today's took from the record close to that depth, ≥ 1")]


@formula("normality.days_under_water")
def days_under_water(
    prices: Closes,
) -> Annotated[Array, Out("day", "≥ 0; none without a close")]:
    """Days since the highest close of the history, t − argmax P, the last one of equals.

    source    definition
    """
    return each_row(
        lambda closes: float(np.argmax(closes[::-1])) if closes.size else np.nan, carried, prices
    )


@formula("normality.fall_among_past")
def fall_among_past(
    prices: Closes,
    fall: Annotated[Array, Arg("ratio", PROBABILITY, "what a fall must have reached to count")],
) -> AmongPast:
    """Share of past falls that were shallower, or slower, than today's, (#less + ½·#equal)/n.

    Speed is the log fall a day from the record to the first close so deep, ln(P_start/P_s)/days;
    what came after is not in it, so that falls still under way and falls that are over are measured
    alike. There is no share without a past fall.

    source    rank among the n past falls
    """
    return AmongPast(*each_row(_among_past, carried, prices, fields=4, fall=fall))


def _among_past(closes: Array, fall: float) -> tuple[float, ...]:
    found = episodes(closes, fall)
    now, past = found.only(found.recovery < 0), found.over
    shallower = _rank(now.depth, past.depth, 0.0)
    slower = _rank(now.speed, past.speed, np.nan)
    return float(past.depth.size), shallower, slower, _days(now)


def _rank(now: Array, past: Array, otherwise: float) -> float:
    if not past.size:
        return float("nan")
    if not now.size:
        return otherwise
    return float((past < now[0]).mean() + 0.5 * (past == now[0]).mean())


def _days(now: Episodes) -> float:
    return float(now.crossed[0] - now.start[0]) if now.start.size else float("nan")
