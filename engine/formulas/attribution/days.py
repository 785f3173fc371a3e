"""Attribution on the days clock: a window's net sales come in, the split of its fall goes out.

The square-root law absorbs A(u) = V·(u/(Y·σ))², so Q dollars sold move the price by Y·σ·sqrt(Q/V).
The law has no duration in it: a window of weeks enters with its sums against one day's volume and
deviation, both from before the window. It reacts to the net of all orders (Bucci et al. 2018, for
US shares) and is even-handed: net buying makes a rise of that size, so the root is signed.

F is what was closed by force in the window: it happened whichever way the sources went, so it is
netted with them for every ΣQ, and without any it falls alone: v(L) = Y·σ·sqrt(F/V). Sources that
bought less than F leave a fall; no fall or part of a group jumps where they change sign; and
sources that come to nothing have no part. That they may have set F off, or the other way round, no
window can show or deny, so neither is counted.

Absent buyers: the thin book of some minutes refills and says nothing of a day, so the W of the
cascade has no place here. A day absorbs by trading, and W is `turnover_left`, a measured ratio.

Where sources bought more than F, joint is below 0 and more than the whole fall is unexplained.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple, TypeAlias

import numpy as np

from engine.formulas.attribution.owen import (
    Falls,
    of_depth,
    of_liquidation,
    of_sources,
    shared,
)
from engine.formulas.impact.square_root import Coefficient, Deviation, Volume
from engine.formulas.register import formula
from engine.numeric.arguments import FINITE, NON_NEGATIVE, POSITIVE, Arg, Array, Out

Observed = Annotated[Array, Arg("ratio", FINITE, "u, the log fall of the window; below 0 a rise")]
LogFalls: TypeAlias = tuple[Array, Array, Array]


class Cause(NamedTuple):
    """What one cause did, in shares of the observed fall; none where nothing fell."""

    part: Annotated[Array, Out("ratio", "what it adds, averaged over the orders")]
    first: Annotated[Array, Out("ratio", "what it adds to the sources alone; of a source, alone")]
    last: Annotated[Array, Out("ratio", "what it adds to everything else")]


class Split(NamedTuple):
    """A fall split over its causes, whose parts add up to what is explained."""

    explained: Annotated[Array, Out("ratio", "share of the fall that the net of all sales makes")]
    unexplained: Annotated[Array, Out("ratio", "the rest, below 0 where they explain more than it")]
    amplification: Annotated[
        Array, Out("ratio", "by forced sales and turnover; none without sales")
    ]
    funds: Cause
    holders: Cause
    liquidation: Cause
    absent_buyers: Cause


@formula("attribution.days")
def days(
    funds: Annotated[Array, Arg("USD", FINITE, "Q₁, sold net for funds; below 0 bought")],
    holders: Annotated[Array, Arg("USD", FINITE, "Q₂, sold net by holders; below 0 bought")],
    forced: Annotated[Array, Arg("USD", NON_NEGATIVE, "F, longs closed by force")],
    volume: Volume,
    deviation: Deviation,
    coefficient: Coefficient,
    turnover_left: Annotated[Array, Arg("ratio", POSITIVE, "W, a day's turnover over that before")],
    observed: Observed,
) -> Split:
    """Split of a fall over four causes by Owen's value of v = Y·σ·sqrt((Q₁ + Q₂ + F)/(W·V)).

    The unions are {funds, holders} and {liquidation, absent buyers}; the two sources share theirs
    dollar for dollar. Neither has a part where they sum to 0, nor where their sum and the part of
    both differ in sign.

    source    Donier & Bonart 2015; net flow: Bucci et al. 2018, arXiv 1804.09565; Owen 1977
    """
    market = forced, volume, coefficient * deviation, turnover_left
    falls, by_funds, by_holders = (
        day_falls(sold, *market) for sold in (funds + holders, funds, holders)
    )
    parts = _sources(falls, (funds, by_funds), (holders, by_holders)) + _others(falls)
    fall = _positive(observed)
    return Split(
        falls.joint / fall,
        (observed - falls.joint) / fall,
        falls.joint / _positive(falls.sources) - 1.0,
        *(Cause(*(each / fall for each in cause)) for cause in parts),
    )


@formula("attribution.alone")
def alone(
    sold: Annotated[Array, Arg("USD", FINITE, "Q, sold net by one source; below 0 bought")],
    volume: Volume,
    deviation: Deviation,
    coefficient: Coefficient,
    observed: Observed,
) -> Annotated[Array, Out("ratio", "share of the fall, signed; none where nothing fell")]:
    """Share of a fall that one source would make by itself, Y·σ·sqrt(Q/V)/u, the root signed.

    source    Donier & Bonart 2015
    """
    return coefficient * deviation * _signed_root(sold / volume) / _positive(observed)


def day_falls(sources: Array, forced: Array, volume: Array, unit: Array, left: Array) -> Falls:
    """Falls of the six coalitions over days, v = Y·σ·sqrt((ΣQ + F)/(W·V)), with unit = Y·σ."""
    sold = (sources, sources + forced, forced)
    only, both, without = (unit * _signed_root(dollars / volume) for dollars in sold)
    root = np.sqrt(left)
    return Falls(only, both, only / root, both / root, without, without / root)


def _sources(falls: Falls, *sources: tuple[Array, Falls]) -> tuple[LogFalls, LogFalls]:
    """Part, first and last of two sources, from what each sold and the falls with it alone."""
    (one, by_one), (two, by_two) = sources
    group, total = of_sources(falls), one + two
    return (
        (shared(one, total, group), by_one.sources, falls.joint - by_two.joint),
        (shared(two, total, group), by_two.sources, falls.joint - by_one.joint),
    )


def _others(falls: Falls) -> tuple[LogFalls, LogFalls]:
    """Part, first and last of liquidation and of absent buyers."""
    return (
        (of_liquidation(falls), falls.forced - falls.sources, falls.joint - falls.thin),
        (of_depth(falls), falls.thin - falls.sources, falls.joint - falls.forced),
    )


def _positive(value: Array) -> Array:
    return np.where(value > 0.0, value, np.nan)


def _signed_root(share: Array) -> Array:
    return np.sign(share) * np.sqrt(np.abs(share))
