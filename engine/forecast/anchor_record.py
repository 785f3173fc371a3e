"""The record of the anchor: how far past lows undershot it, and what their band is worth.

The lows were chosen because they were lows: a record of them says where falls ended that had gone
far, not how far falls go. All falls of a fifth or more would be the honest sample.
"""

from __future__ import annotations

from engine.forecast.anchors import (
    LOWS,
    ONE_AN_EPISODE,
    Low,
    by_confidence,
    edge,
    of_record,
    predictive_band,
)
from engine.formulas.register import formula
from engine.numeric.arguments import POSITIVE, PROBABILITY, Array, inside


@formula("floor.undershoot_low", returns="ratio", only="btc", realised_price="USD/coin")
def undershoot_low(realised_price: Array) -> Array:
    """Smallest fall below realised price at a past low, min(1 − low / RP): 12 %, in March 2020.

    realised_price    RP, USD per coin, gives the shape only, > 0
    returns           dimensionless, the same shape
    raises            ValueError naming the index that is out of range
    source            `LOWS`
    """
    return of_record(realised_price, min(low.undershoot for low in LOWS))


@formula("floor.undershoot_high", returns="ratio", only="btc", realised_price="USD/coin")
def undershoot_high(realised_price: Array) -> Array:
    """Largest fall below realised price at a past low, max(1 − low / RP): 58 %, in 2011.

    realised_price    RP, USD per coin, gives the shape only, > 0
    returns           dimensionless, the same shape
    raises            ValueError naming the index that is out of range
    source            `LOWS`
    """
    return of_record(realised_price, max(low.undershoot for low in LOWS))


@formula(
    "floor.band_record", returns="ratio", only="btc", realised_price="USD/coin", confidence="ratio"
)
def band_record(realised_price: Array, confidence: Array) -> Array:
    """Share of past lows inside the band that the other lows give, by leaving each out in turn.

    4 of 5 at 80 %: the low of 2011 lies outside. With five lows a band of the right width would
    score anything from 3 to 5, so it can only show a band to be badly wrong.

    realised_price    RP, USD per coin, gives the shape only, > 0
    confidence        chance of the next low falling in the band, broadcasts, strictly in (0, 1)
    returns           dimensionless, the broadcast shape
    raises            ValueError naming the argument and index that is out of range
    source            leave-one-out over `LOWS`
    """
    _, confidence = inside(
        realised_price=(realised_price, POSITIVE), confidence=(confidence, PROBABILITY)
    )
    return by_confidence(confidence, held_by_the_others)


def held_by_the_others(confidence: float, lows: tuple[Low, ...] = LOWS) -> float:
    """Share of `lows` inside the `predictive_band` of the others.

    confidence    chance that the next low falls inside, strictly between 0 and 1
    lows          past lows, at least three
    returns       a share
    raises        ValueError when there are fewer than three lows or confidence is out of range
    source        leave-one-out
    """
    held = 0
    for low in lows:
        below, above = predictive_band(tuple(o for o in lows if o is not low), confidence)
        held += below <= low.market_to_realised <= above
    return held / len(lows)


@formula(
    "floor.band_low_one_an_episode",
    returns="USD/coin",
    only="btc",
    realised_price="USD/coin",
    confidence="ratio",
)
def band_low_one_an_episode(realised_price: Array, confidence: Array) -> Array:
    """Lower edge of the band with one low an episode, RP·exp(m − t·s·sqrt(1 + 1/n)).

    March 2020 lies inside the drawdown of 2017 to 2020, so n = 4; 0.37 of realised price at 80 %.

    arguments    as `band_low`
    returns      USD per coin, the broadcast shape
    raises       ValueError naming the argument and index that is out of range
    source       `predictive_band` of `ONE_AN_EPISODE`
    """
    return edge(realised_price, confidence, 0, ONE_AN_EPISODE)


@formula(
    "floor.band_high_one_an_episode",
    returns="USD/coin",
    only="btc",
    realised_price="USD/coin",
    confidence="ratio",
)
def band_high_one_an_episode(realised_price: Array, confidence: Array) -> Array:
    """Upper edge of the band with one low an episode, RP·exp(m + t·s·sqrt(1 + 1/n)).

    n = 4; 0.95 of realised price at 80 %.

    arguments    as `band_high`
    returns      USD per coin, the broadcast shape
    raises       ValueError naming the argument and index that is out of range
    source       `predictive_band` of `ONE_AN_EPISODE`
    """
    return edge(realised_price, confidence, 1, ONE_AN_EPISODE)
