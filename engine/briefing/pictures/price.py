"""The picture of the price: a year of it, what holders paid, levels, and how low it may go."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.briefing.forecast import three_figures
from engine.briefing.marker import Marker
from engine.briefing.parts import Briefing
from engine.briefing.pictures.daily import Daily, Picture, cited, daily
from engine.forecast.protocol import HORIZONS
from engine.numeric.arguments import Array
from engine.pictures.frame import Named
from engine.pictures.price import Fan, Prices, price
from engine.pictures.svg import Told
from engine.words import numbers
from engine.words.cite import Ref

YEAR = 365
AHEAD = HORIZONS[:2]
LEVELS_SHOWN = 3


def priced(briefing: Briefing) -> Picture | None:
    """A year of closes with realised price, levels and the fan; None without closes."""
    marker = briefing.marker
    closes = daily(marker, "price.close", YEAR)
    if closes is None or np.isnan(closes.values[-1]):
        return None
    realised, fan = daily(marker, "onchain.realised_price", YEAR), _fan(briefing)
    below = closes.values / np.fmax.accumulate(closes.values) - 1.0
    shown = Prices(
        closes.days,
        closes.values,
        _beside(closes, realised),
        below,
        last=_price(marker, closes),
        fall=Named(float(below[-1]), marker.mark(numbers.percent(float(below[-1])), closes.ref)),
        realised_now=None if realised is None else _realised(marker, realised),
        levels=tuple(_levels(marker, float(closes.values[-1]), realised)),
        fan=fan,
    )
    told = Told("price", _sentence(marker, closes, below), _seen(marker, closes, fan))
    named = {"Closes": closes} | ({"Realised price, grey": realised} if realised else {})
    caption = " ".join(marker.mark(f"{n}: {d.told}.", d.ref) for n, d in named.items())
    if fan is not None:
        caption += marker.own(
            f" The fan is the lowest close of the next {AHEAD[0]} and {AHEAD[1]} days: even odds "
            "that it lies under the line, one chance in ten under the edge."
        )
    cite = cited(marker, [d.on(d.last) for d in named.values()])
    return Picture("price", told.title, price(told, shown), caption, cite)


def _beside(closes: Daily, other: Daily | None) -> Array:
    """Another series on the days of the closes."""
    values = np.full(len(closes.days), np.nan)
    if other is not None:
        _, here, there = np.intersect1d(closes.days, other.days, return_indices=True)
        values[here] = other.values[there]
    return values


def _price(marker: Marker, of: Daily) -> Named:
    value = float(of.values[of.last])
    return Named(value, marker.mark(marker.style("price")(value), of.on(of.last)))


def _realised(marker: Marker, realised: Daily) -> Named:
    now = _price(marker, realised)
    return Named(now.value, f"realised price {now.text}")


def _levels(marker: Marker, now: float, realised: Daily | None) -> Iterator[Named]:
    """The anchors nearest to the price, without the one that is drawn as a line."""
    own = [] if realised is None else [float(realised.values[realised.last])]
    found = []
    for row in marker.run.book.order.anchors:
        cite = marker.cited(row.quantities[0])
        if (
            cite.middle is not None
            and cite.low == cite.high
            and not np.isclose(own, cite.middle, rtol=0.05).any()
        ):
            name = (row.label[0].lower() + row.label[1:]).replace("cost basis", "cost")
            found.append(Named(cite.middle, f"{name} {marker.printed(cite, row.style)}"))
    yield from sorted(found, key=lambda each: abs(np.log(each.value / now)))[:LEVELS_SHOWN]


def _fan(briefing: Briefing) -> Fan | None:
    """The forecast, or the walk of the pages where there is none; None without either."""
    marker = briefing.marker
    evaluation = marker.run.evaluation
    stated = briefing.forecast.statement
    if stated is not None:
        ref = Ref("quantity", "forecast", (stated.days.facts,))
        of = [[stated.level(h, place) for h in range(len(AHEAD))] for place in (9, 49, 89)]
    elif rows := [row for row in marker.run.book.order.fan if len(row.quantities) == 3]:
        values = [[evaluation.value(*key) for key in row.quantities] for row in rows[: len(AHEAD)]]
        if not all(v.known[0] for row in values for v in row):
            return None
        ref = marker.cited(rows[len(AHEAD) - 1].quantities[1]).ref
        of = [[row[place].middle(0) for row in values] for place in range(3)]
    else:
        return None
    low, even, high = (np.array(each) for each in of)
    write = three_figures(marker.style("price"))
    ends = (
        Named(low[-1], marker.mark(f"10%: {write(low[-1])}", ref)),
        Named(even[-1], marker.mark(f"50%: {write(even[-1])}", ref)),
    )
    return Fan(np.array(AHEAD), low, even, high, ends)


def _sentence(marker: Marker, closes: Daily, below: Array) -> str:
    asset, now = marker.own(marker.run.question.asset.upper()), float(closes.values[-1])
    at = marker.mark(marker.style("price")(now), closes.on(closes.last))
    day = marker.own(closes.date(closes.last))
    if below[-1] == 0.0:
        return f"{asset} closed at {at} on {day}, its highest close of the past year."
    high = int(np.nanargmax(closes.values))
    under = marker.mark(numbers.percent(-float(below[-1])), closes.ref)
    top = marker.mark(marker.style("price")(float(closes.values[high])), closes.on(high))
    when = marker.mark(closes.date(high), closes.on(high))
    return (
        f"{asset} closed at {at} on {day}, {under} under the highest close of the past year, "
        f"{top} on {when}."
    )


def _seen(marker: Marker, closes: Daily, fan: Fan | None) -> str:
    """What is seen: where the line begins, its ends, where it stops, the fan."""
    write, known = marker.style("price"), np.flatnonzero(~np.isnan(closes.values))
    places = (int(known[0]), int(np.nanargmax(closes.values)), int(np.nanargmin(closes.values)))
    first, high, low = (f"{write(float(closes.values[p]))} on {closes.date(p)}" for p in places)
    text = marker.mark(
        f"A line of daily closes from {first}; highest at {high}, lowest at {low}. Under it the "
        f"distance from the highest close so far, {numbers.percent(float(-_deepest(closes)))} at "
        "its deepest.",
        closes.ref,
    )
    ends = "" if fan is None else " and ".join(end.text for end in fan.ends)
    return f"{text} A fan for what may come ends at {ends}." if ends else text


def _deepest(closes: Daily) -> float:
    return float(np.nanmin(closes.values / np.fmax.accumulate(closes.values) - 1.0))
