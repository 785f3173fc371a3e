"""The table of the front page: what was read, in marked words."""

from __future__ import annotations

import numpy as np

from engine.briefing.front.gauges import SHOWN, Change, Gauged, read_gauges
from engine.briefing.front.parts import FrontRow, Number
from engine.briefing.front.place import place_of, spark, under_high
from engine.briefing.marker import Marker
from engine.measures.reading import Reading
from engine.pages.order import SHARE_OF
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.numbers import Style
from kb.clock import day_date
from kb.units import spell


def rows(marker: Marker) -> tuple[FrontRow, ...]:
    """The rows that have a value, in the order of rules/briefing.yaml."""
    return tuple(_row(marker, found) for found in read_gauges(marker.run))


def left_out(marker: Marker, shown: int) -> str:
    """How many rows have no value; "" where all have one."""
    gauges = marker.run.book.order.front.gauges
    exist = sum(marker.run.catalog.get(gauge.request.series).exists for gauge in gauges)
    missing = exist - shown
    if missing <= 0:
        return ""
    rows_ = "one row has" if missing == 1 else f"{missing} rows have"
    return marker.own(f"{rows_} no value and {'is' if missing == 1 else 'are'} left out")


def _row(marker: Marker, found: Gauged) -> FrontRow:
    gauge, now = found.gauge, found.now
    assert now.value is not None
    name = f"front.{gauge.request.series}"
    here = Ref("fact", name, (now.facts,))
    past = Ref("fact", name, (found.under,) if found.under else (now.facts,))
    low, high = now.between or (now.value, now.value)
    style = marker.style(gauge.style)
    place = _place(found, now.value)
    refs = (here, *(Ref("fact", name, (c.facts,)) for c in (found.day, found.week) if c))
    return FrontRow(
        label=marker.mark(gauge.label + _whose(marker, now), here),
        now=marker.mark(numbers.ranged(low, now.value, high, style), here),
        day=_changed(marker, found, found.day),
        week=_changed(marker, found, found.week),
        place=marker.mark(place, past) if place else "",
        spark="" if gauge.against else spark(found.shown),
        path=tuple(None if np.isnan(v) else float(v) for v in found.shown[-SHOWN:]),
        cite=marker.cite((*refs, past) if place else refs),
        title=gauge.label,
        number=_number(marker, found, (low, now.value, high)),
    )


def _number(marker: Marker, found: Gauged, ends: tuple[float, float, float]) -> Number:
    """The row in canonical numbers."""
    gauge, now = found.gauge, found.now
    unit = spell(marker.run.catalog.get(gauge.request.series).measured_in.dimension)
    day, week = (None if each is None else each.value for each in (found.day, found.week))
    changed = "" if day is None and week is None else unit
    if changed and (gauge.against or gauge.change == SHARE_OF):
        changed = "share"
    return Number(*ends, unit, now.as_of, now.source or "", day, week, changed)


def _place(found: Gauged, value: float) -> str:
    """Where it stands in its own past."""
    if found.gauge.fallen:
        share = under_high(found.past)
        if share is None:
            return ""
        return f"{numbers.percent(share)} off year high" if share else "the high of the year"
    if found.gauge.against:
        return place_of(found.past, found.day.value, "deepest fall") if found.day else ""
    return place_of(found.past, value)


def _whose(marker: Marker, now: Reading) -> str:
    """The document that alone says it, and the day it speaks of where that is another one."""
    named, run = [], marker.run
    if now.source in run.catalog.sources and run.catalog.sources[now.source].document:
        named.append(now.source)
    if now.as_of is not None and now.as_of != run.question.as_of:
        day = day_date(now.as_of)
        named.append(f"{day.day} {day:%b}")
    return f", {' '.join(named)}" if named else ""


def _changed(marker: Marker, found: Gauged, change: Change | None) -> str:
    if change is None:
        return ""
    gauge = found.gauge
    style = marker.style("pct" if gauge.change == SHARE_OF else gauge.change)
    ref = Ref("fact", f"front.{gauge.request.series}", (change.facts,))
    return marker.mark(signed(change.value, style), ref)


def signed(value: float, style: Style) -> str:
    """A change with its sign, none where it is too small to print."""
    text = style(value)
    zero = not any(sign in "123456789" for sign in text)
    return text if zero or value < 0 else f"+{text}"
