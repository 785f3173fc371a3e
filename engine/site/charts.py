"""The chart of a series: what its fullest source said of each day, over its newest years."""

from __future__ import annotations

import numpy as np

from engine.numeric.arguments import Array, IntArray
from engine.pictures.flows import Strip, strips
from engine.pictures.frame import Named
from engine.pictures.svg import CLOSED, Told
from engine.site.desk import Desk
from engine.words.numbers import iso_date
from engine.words.quoting import source_name, unit_style
from kb.panel import Track, build_tracks
from kb.units import unit

BACK, LEAST, WIDE = 730, 3, 2
"""Days shown; days known below which nothing is drawn; usual steps that make no gap yet."""


def chart(desk: Desk, name: str) -> str:
    """The chart as SVG; "" where too little is known."""
    track = _fullest(desk, name)
    if track is None or len(track) < LEAST:
        return ""
    days, values = _laid(track)
    series = desk.kb.catalog.get(name)
    write = unit_style(series.unit)
    first, last = iso_date(int(days[0])), iso_date(int(days[-1]))
    said = source_name(track.source, desk.kb.catalog)
    now = float(track.value[-1])
    told = Told(
        "chart", f"{series.called}, {first} to {last}",
        f"A line of {len(track)} days by {said}, the last at {write(now)}.",
    )  # fmt: skip
    name = f"{said}, {series.unit}"
    end = Named(now, write(now))
    return strips(told, [Strip(days, values, name, lambda at: _tick(at, series.unit), end)])


def _tick(value: float, spelt: str) -> str:
    """A mark of the scale: short, in the unit of the catalogue."""
    shown = unit(spelt).shown(value)
    for size, sign in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(shown) >= size:
            return f"{shown / size:,.4g}{sign}".replace("-", "−")
    return f"{shown:,.4g}".replace("-", "−")


def _fullest(desk: Desk, name: str) -> Track | None:
    """What the source with most days says of the date and the span that its last word is about."""
    tracks = build_tracks(desk.kb.catalog, desk.observed(name)).get(name, ())
    return max((_alike(track.visible(*desk.seen_until)) for track in tracks), key=len, default=None)


def _alike(track: Track) -> Track:
    if not len(track):
        return track
    newest = int(np.argmax(track.as_of))
    same = (track.span == track.span[newest]) & (track.target == track.target[newest])
    return track.take(same & (track.as_of > track.as_of[newest] - BACK))


def _laid(track: Track) -> tuple[IntArray, Array]:
    """Its known days and, where more are missing than a market is closed for, the gap."""
    days = np.arange(track.as_of[0], track.as_of[-1] + 1, dtype=np.int64)
    values = np.full(len(days), np.nan)
    values[track.as_of - days[0]] = track.value
    gap = np.diff(track.as_of, prepend=track.as_of[0]) > max(CLOSED, WIDE * _usual(track)) + 1
    kept = ~np.isnan(values)
    kept[track.as_of[gap] - days[0] - 1] = True
    return days[kept], values[kept]


def _usual(track: Track) -> float:
    """How many days lie between two facts, mostly."""
    return float(np.median(np.diff(track.as_of))) if len(track) > 1 else 1.0
