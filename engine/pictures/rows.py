"""Bars in rows with their words over them: the parts of a fall, and how far findings are from
turning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from engine.pictures.frame import FOOT
from engine.pictures.scale import Scale, ticks
from engine.pictures.svg import HEIGHT, WIDTH, Told, bar, label, picture, post, tick
from kb.frozen import dataclass

START, END = 8.0, WIDTH - 8.0


@dataclass(frozen=True)
class Bar:
    """A row: its name, its value with the text beside the bar, the range it may lie in."""

    name: str
    value: float
    text: str
    low: float
    high: float
    ink: str = "accent"


def parts_of(told: Told, rows: Sequence[Bar]) -> str:
    """Shares of a whole as bars from nought, with the range that each may lie in."""
    low = min(0.0, *(each.low for each in rows))
    x = Scale(low, max(1.0, *(each.high for each in rows)), 170.0, END - 130.0)
    return picture(told, [*_shares(x, rows), *_below(x, lambda v: f"{100 * v:.0f}%")])


def _shares(x: Scale, rows: Sequence[Bar]) -> Iterator[str]:
    step = (FOOT - 22.0) / len(rows)
    for place, each in enumerate(rows):
        top = 6.0 + place * step
        yield label(160.0, top + step / 2 + 4, each.name, "ink", "end")
        yield bar(x(0.0), top + 6, x(each.value) - x(0.0), step - 14, each.ink)
        if each.high > each.low:
            yield bar(x(each.low), top + step / 2 - 2, x(each.high) - x(each.low), 2, "ink")
        yield label(x(max(each.high, each.value)) + 8, top + step / 2 + 4, each.text)


def turning(told: Told, rows: Sequence[Bar]) -> str:
    """How many daily moves each finding is from turning: the shorter the bar, the nearer."""
    x = Scale(0.0, max(each.value for each in rows) * 1.02, START, END)
    step = (FOOT - 22.0) / len(rows)
    parts: list[str] = []
    for place, each in enumerate(rows):
        top = 4.0 + place * step
        parts.append(bar(x(0.0), top + step - 12, max(x(each.value) - x(0.0), 2.0), 7, each.ink))
        parts.append(label(START, top + step - 18, each.name))
        parts.append(label(END, top + step - 18, each.text, "grey", "end"))
    return picture(told, [*parts, *_below(x, lambda v: f"{v:g}", "daily moves")])


def _below(x: Scale, written: Callable[[float], str], unit: str = "") -> Iterator[str]:
    """Round values along the foot, the first with their unit."""
    for place, value in enumerate(ticks(x.low, x.high, 4)):
        text = written(value).replace("-", "−")
        yield post(x(value), HEIGHT - 26, 6)
        if place or not unit:
            yield tick(x(value), FOOT, text, "middle")
        else:
            yield tick(x(value), FOOT, f"{text} {unit}", "start")
