"""Money and its price over days: a strip of bars through nought, and two strips of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.numeric.arguments import Array, IntArray
from engine.pictures.frame import FOOT, Named, Panel, Written, event, months, over
from engine.pictures.scale import covering
from engine.pictures.svg import Told, bar, dot, label, line, picture
from kb.frozen import dataclass


@dataclass(frozen=True)
class Strip:
    """One strip of a chart of lines.

    days, values   a value a day, NaN where there is none
    name           what it is and in what, for its top left corner
    written        how a mark of its scale is written
    last           the last known value, marked
    peak           a day worth a mark and its text, where there is one
    """

    days: IntArray
    values: Array
    name: str
    written: Written
    last: Named
    ink: str = "accent"
    peak: tuple[int, str] | None = None


def strips(told: Told, shown: Sequence[Strip]) -> str:
    """One or two strips over the same days, each with its own scale."""
    first, last = min(int(s.days[0]) for s in shown), max(int(s.days[-1]) for s in shown)
    gap = 26.0
    height = (FOOT - 34.0 - gap * (len(shown) - 1)) / len(shown)
    parts: list[str] = []
    for place, strip in enumerate(shown):
        top = 18.0 + place * (height + gap)
        panel = over(first, last, *covering(strip.values), top, top + height - 4)
        parts += _strip(panel, strip)
    return picture(told, [*parts, *months(panel.x, FOOT)])


def _strip(panel: Panel, strip: Strip) -> Iterator[str]:
    yield from panel.axis(strip.written)
    yield label(panel.x.start, panel.y.stop - 6, strip.name, "grey")
    if strip.peak is not None:
        yield from event(panel, *strip.peak)
    yield line(panel.days(strip.days), panel.y.places(strip.values), strip.ink)
    known = np.flatnonzero(~np.isnan(strip.values))[-1]
    x, y = panel.x(int(strip.days[known])), panel.y(float(strip.values[known]))
    yield dot(x, y, strip.ink)
    yield label(panel.x.stop + 8, y + 5, strip.last.text, strip.ink)


def flows(
    told: Told, days: IntArray, amounts: Array, last: str, worst: tuple[int, str] | None
) -> str:
    """A bar a session: money in upwards, money out downwards, the zero line between.

    days     of the sessions; amounts USD
    last     the last amount, marked
    worst    the place of the largest bar, and its text, where it is not the last
    """
    low, high = covering(amounts, zero=True)
    panel = over(int(days[0]) - 1, int(days[-1]) + 1, low, high, 18.0, 208.0)
    parts = list(panel.axis(_billions))
    zero, width = panel.y(0.0), max(panel.width / (days[-1] - days[0] + 3) - 1.0, 1.0)
    for x, amount in zip(panel.days(days), amounts.tolist(), strict=True):
        ink = "accent" if amount >= 0 else "warn"
        parts.append(bar(x - width / 2, zero, width, panel.y(amount) - zero, ink))
    parts.append(label(panel.x.start, 12.0, "billions of dollars a session", "grey"))
    end = float(amounts[-1])
    parts.append(label(panel.x.stop + 6, _beyond(panel, end), last, _ink(end)))
    if worst is not None:
        parts += _worst(panel, days, amounts, *worst)
    return picture(told, [*parts, *months(panel.x, FOOT)])


def _worst(panel: Panel, days: IntArray, amounts: Array, place: int, text: str) -> Iterator[str]:
    at, amount = panel.x(int(days[place])), float(amounts[place])
    side = "end" if at > panel.x.start + panel.width / 2 else "start"
    yield label(at + (-6 if side == "end" else 6), _beyond(panel, amount), text, _ink(amount), side)


def _beyond(panel: Panel, amount: float) -> float:
    """The height of a label at the end of a bar, within the picture."""
    return min(max(panel.y(amount) + (4 if amount < 0 else 8), 24.0), 206.0)


def _ink(amount: float) -> str:
    return "accent" if amount >= 0 else "warn"


def _billions(value: float) -> str:
    return f"{'−' if value < 0 else ''}${abs(value) / 1e9:g}bn" if value else "0"
