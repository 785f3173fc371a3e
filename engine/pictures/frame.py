"""What charts over days share: a panel with its axes, months below, round values at the left."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.numeric.arguments import Array, IntArray
from engine.pictures.scale import Scale, ticks
from engine.pictures.svg import HEIGHT, WIDTH, label, post, rule, tick
from kb.clock import day_date
from kb.frozen import dataclass

FOOT = HEIGHT - 6.0
"""Where the text under a chart stands."""
LEFT, RIGHT = 68.0, 132.0
"""Pixels left to the marks of the scale, and to the last value."""
Written = Callable[[float], str]


@dataclass(frozen=True)
class Named:
    """A value with the text that stands beside it, marked."""

    value: float
    text: str


@dataclass(frozen=True)
class Panel:
    """A strip of a chart over days.

    x, y   the scales of days and of values
    """

    x: Scale
    y: Scale

    @property
    def width(self) -> float:
        """Pixels from the first day to the last."""
        return self.x.stop - self.x.start

    def axis(self, written: Written, most: int = 3) -> Iterator[str]:
        """Round values at the left, a faint line for each."""
        for value in ticks(self.y.low, self.y.high, most):
            at = self.y(value)
            yield rule(self.x.start, at, self.width, "zero" if value == 0.0 else "faint")
            yield tick(self.x.start - 6, at + 4, written(value))

    def days(self, days: IntArray) -> Array:
        """The places of days."""
        return self.x.places(days.astype(np.float64))


def over(first: int, last: int, low: float, high: float, top: float, bottom: float) -> Panel:
    """A panel from one day to another and from one value to another, between two heights."""
    across = Scale(float(first), float(last), LEFT, WIDTH - RIGHT)
    return Panel(across, Scale(low, high, bottom, top))


def months(x: Scale, y: float) -> Iterator[str]:
    """The names of months below a chart, few enough that they do not touch."""
    starts = [d for d in range(int(x.low), int(x.high) + 1) if day_date(d).day == 1]
    step = next(n for n in (1, 2, 3, 6, 12, 24) if len(starts) <= 6 * n)
    for day in (d for d in starts if (day_date(d).month - 1) % min(step, 12) == 0):
        date = day_date(day)
        text = f"{date:%b %Y}" if date.month == 1 else f"{date:%b}"
        if x.start + 10 <= x(day) <= x.stop - 10:
            yield post(x(day), y - 17, 4)
            yield tick(x(day), y, text, "middle")


def event(panel: Panel, day: int, text: str) -> Iterator[str]:
    """Something that happened on a day: an upright line, its name at the top beside it."""
    at, top, height = panel.x(day), panel.y.stop, panel.y.start - panel.y.stop
    late = at > panel.x.start + panel.width * 0.6
    yield post(at, top, height, "grey")
    yield label(at + (-5 if late else 5), top + 12, text, "grey", "end" if late else "start")
