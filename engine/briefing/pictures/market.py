"""Pictures of the price: the year with what may come, and this fall beside the earlier ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.briefing.marker import Marker
from engine.briefing.parts import Briefing
from engine.briefing.pictures.daily import Daily, Picture, cited, daily
from engine.forecast.protocol import DEPTH, HORIZONS, last_highest
from engine.numeric.arguments import Array
from engine.numeric.histories import carried
from engine.pictures.price import Fan, Named, Prices, falls, price
from engine.pictures.svg import Told
from engine.words import numbers
from engine.words.cite import Ref
from kb.clock import day_date

YEAR, EVER = 365, 40_000
AHEAD = HORIZONS[:2]
LEVELS_SHOWN, NAMED_FALLS = 3, 3
SHORTEST, LONGEST = 90, 400
"""Days that falls are drawn over, at the least and at the most."""


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
        realised_now=None if realised is None else _price(marker, realised),
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
    write = marker.style("price")
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


def beside_earlier(briefing: Briefing) -> Picture | None:
    """This fall beside the earlier ones of a fifth that lasted as long; None where few did."""
    marker = briefing.marker
    closes = daily(marker, "price.close", EVER)
    if closes is None or np.isnan(closes.values[-1]):
        return None
    filled = carried(closes.values)
    present, earlier = _falls(filled)
    if not 2 <= len(present) <= LONGEST or len(earlier) < 2:
        return None
    day, now = len(present) - 1, float(present[-1])
    length = min(max(2 * len(present), SHORTEST), LONGEST)
    deeper = sum(bool(each[day] < now) for _, each in earlier)

    def mark(text: str) -> str:
        return marker.mark(text, closes.ref)

    high = closes.date(len(filled) - len(present))
    title = mark(
        f"Day {day} after the high of {high}: {numbers.percent(-now)} under it. Of {len(earlier)} "
        f"earlier falls of a fifth and more that lasted as long, {deeper} were deeper that day."
    )
    drawn = [(closes.days[at], each[:length]) for at, each in earlier]
    seen = mark(
        f"A line for each of {len(drawn)} earlier falls, by days since the high, in grey; the "
        f"deepest reaches {numbers.percent(-min(float(e.min()) for _, e in drawn))}. This fall "
        f"stands at {numbers.percent(-now)} on day {day}."
    )
    deepest = sorted(range(len(drawn)), key=lambda n: float(drawn[n][1].min()))[:NAMED_FALLS]
    named = [
        (mark(f"{day_date(int(at)):%b %Y}") if n in deepest else "", each)
        for n, (at, each) in enumerate(drawn)
    ]
    svg = falls(Told("falls", title, seen), named, present, mark(f"{numbers.percent(now)}"))
    caption = mark(f"Named by the month of the high, up to which each is drawn. {closes.told}.")
    return Picture("falls", title, svg, caption, cited(marker, [closes.on(closes.last)]))


def _falls(filled: Array) -> tuple[Array, list[tuple[int, Array]]]:
    """The depths of the present fall, and of each earlier one with the place of its high."""
    started = last_highest(filled)
    starts = np.unique(started)
    stops = np.r_[starts[1:], len(filled)]
    depths = [filled[a:b] / filled[a] - 1.0 for a, b in zip(starts, stops, strict=True)]
    present = depths[-1]
    earlier = [
        (int(at), each)
        for at, each in zip(starts[:-1], depths, strict=False)
        if len(each) >= len(present) and each.min() <= -DEPTH
    ]
    return present, earlier
