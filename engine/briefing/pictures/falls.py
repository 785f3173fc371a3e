"""The picture of this fall beside the earlier ones, by days since the high."""

from __future__ import annotations

import numpy as np

from engine.briefing.parts import Briefing
from engine.briefing.pictures.daily import Picture, cited, daily
from engine.forecast.protocol import DEPTH, last_highest
from engine.numeric.arguments import Array
from engine.numeric.histories import carried
from engine.pictures.falls import falls
from engine.pictures.svg import Told
from engine.words import numbers
from kb.clock import day_date

EVER, NAMED_FALLS = 40_000, 3
SHORTEST, LONGEST = 90, 400
"""Days that falls are drawn over, at the least and at the most."""


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
