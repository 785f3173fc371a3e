"""The price: a year of closes with levels and the fan of what may come, and falls side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.numeric.arguments import Array, IntArray
from engine.pictures.frame import Panel, months, over
from engine.pictures.scale import Scale, covering
from engine.pictures.svg import (
    HEIGHT,
    LINE,
    Told,
    area,
    dot,
    label,
    line,
    picture,
    post,
    rule,
    spread,
    tick,
)
from engine.words.cite import unmarked

FOOT = HEIGHT - 6
TALL = 330
"""The picture of the price has a strip more."""
LETTER = 7.6
"""Pixels a letter takes on average."""


@dataclass(frozen=True)
class Named:
    """A value with the text that stands beside it, marked."""

    value: float
    text: str


@dataclass(frozen=True)
class Fan:
    """How low the closes ahead may go.

    days       days ahead, shape (n,)
    low, even, high   one chance in ten below, even, nine in ten, USD a coin, shape (n,)
    ends       low and even at the last of the days, with their texts
    """

    days: IntArray
    low: Array
    even: Array
    high: Array
    ends: tuple[Named, Named]


@dataclass(frozen=True)
class Prices:
    """What the picture of the price shows.

    days, closes, realised, below   a year, the last day last; USD a coin, and shares under the
                                    highest close of the year so far
    last       the last close; deepest: how far it is under that high
    levels     the levels nearest to it, with their names
    """

    days: IntArray
    closes: Array
    realised: Array
    below: Array
    last: Named
    fall: Named
    realised_now: Named | None
    levels: Sequence[Named]
    fan: Fan | None


def price(told: Told, shown: Prices) -> str:
    """A year of closes with what they cost, levels and the fan; below it how far under the high."""
    last = int(shown.days[-1])
    ahead = 0 if shown.fan is None else int(shown.fan.days[-1])
    upper = over(int(shown.days[0]), last + ahead, *_reach(shown), 12.0, 236.0)
    lower = over(int(shown.days[0]), last + ahead, *_depth(shown.below), 252.0, TALL - 28.0)
    below = [*_under(lower, shown), *months(upper.x, TALL - 6)]
    return picture(told, [*_prices(upper, shown), *below], TALL)


def _reach(shown: Prices) -> tuple[float, float]:
    told = [shown.closes, shown.realised]
    if shown.fan is not None:
        told += [shown.fan.low, shown.fan.high]
    return covering(np.concatenate(told))


def _depth(below: Array) -> tuple[float, float]:
    return float(np.nanmin(below, initial=-0.1)), 0.0


def _prices(panel: Panel, shown: Prices) -> Iterator[str]:
    yield from panel.axis(lambda value: f"${value / 1000:g}k" if value >= 1000 else f"${value:g}")
    x, last = panel.days(shown.days), int(shown.days[-1])
    if shown.fan is not None:
        yield from _fan(panel, last, shown.fan, shown.last.value)
    yield line(x, panel.y.places(shown.realised), "grey")
    yield line(x, panel.y.places(shown.closes), "accent")
    yield from _levels(panel, shown, x)
    yield dot(panel.x(last), panel.y(shown.last.value), "accent")
    if shown.realised_now is not None:
        yield _realised(panel, last, shown.realised_now, shown.last.value)
    yield from _ends(panel, shown)


def _realised(panel: Panel, last: int, now: Named, price: float) -> str:
    """The name of the realised price, where its line ends and clear of the last close."""
    y, other = panel.y(now.value) + 5, panel.y(price) + 5
    if abs(y - other) < LINE:
        y = other + (LINE if now.value < price else -LINE)
    late = panel.x(last) > panel.x.stop - 20
    x, side = (panel.x.stop - 8, "end") if late else (panel.x(last) + 8, "start")
    return label(x, y, f"realised price {now.text}", "grey", side)


def _fan(panel: Panel, last: int, fan: Fan, now: float) -> Iterator[str]:
    x = panel.x.places(np.r_[last, last + fan.days].astype(np.float64))
    low, even, high = (panel.y.places(np.r_[now, each]) for each in (fan.low, fan.even, fan.high))
    yield area(x, high, low, "warn")
    yield line(x, even, "warn")
    yield from (dot(a, b, "warn") for a, b in zip(x[1:], even[1:], strict=True))


def _levels(panel: Panel, shown: Prices, x: Array) -> Iterator[str]:
    """Each level as a broken line with its name on it, where the price leaves room for the name."""
    held = [each for each in shown.levels if panel.y.holds(each.value)]
    at = [panel.y(each.value) for each in held]
    places = spread([y - 5 for y in at], panel.y.stop + 12, panel.y.start - 4)
    lines = panel.y.places(np.stack([shown.closes, shown.realised]))
    for y, place, each in zip(at, places, held, strict=True):
        yield rule(panel.x.start, y, panel.width, "level")
        yield label(_free(panel, x, lines, place, each.text), place, each.text, "grey")


def _free(panel: Panel, x: Array, lines: Array, y: float, text: str) -> float:
    """Where a name of that length stands farthest from the lines, the first such place."""
    wide = len(unmarked(text)) * LETTER
    starts = np.arange(panel.x.start + 6, max(panel.x.stop - wide, panel.x.start + 7), 20.0)

    def room(start: float) -> float:
        under = lines[:, (x >= start) & (x <= start + wide)]
        return float(np.nanmin(np.abs(under - y + 5), initial=2.0 * LINE))

    return float(max(starts, key=room))


def _ends(panel: Panel, shown: Prices) -> Iterator[str]:
    """The last values, at the right and clear of each other."""
    ends = [(shown.last, "accent")]
    if shown.fan is not None:
        ends += [(each, "warn") for each in shown.fan.ends]
    wanted = [panel.y(each.value) + 5 for each, _ in ends]
    for (each, ink), y in zip(ends, spread(wanted, 16.0, 238.0), strict=True):
        yield label(panel.x.stop + 8, y, each.text, ink)


def _under(panel: Panel, shown: Prices) -> Iterator[str]:
    """How far under the high so far, hanging from nought."""
    x = panel.days(shown.days)
    yield from panel.axis(lambda value: f"{100 * value:.0f}%".replace("-", "−"), 2)
    yield area(x, panel.y.places(shown.below), panel.y(0.0), "accent")
    yield dot(panel.x(int(shown.days[-1])), panel.y(shown.fall.value), "accent")
    yield label(panel.x.stop + 8, panel.y(shown.fall.value) + 5, shown.fall.text, "accent")


def falls(told: Told, earlier: Sequence[tuple[str, Array]], present: Array, now: str) -> str:
    """This fall beside the earlier ones: days since the high across, share under it down.

    earlier  the name of each, marked, "" for one that is drawn without; its depths from the high on
    present  the depths of this fall, today last; now its depth today, marked
    """
    length = max([len(present), *(len(each) for _, each in earlier)])
    depth = min(float(np.nanmin(each)) for each in (present, *(each for _, each in earlier)))
    panel = over(0, length - 1, min(depth, -0.1), 0.0, 14.0, 206.0)
    parts = list(panel.axis(lambda value: f"{100 * value:.0f}%".replace("-", "−")))
    for name, each in sorted(earlier, key=lambda fall: fall[0]):
        parts.append(line(*_path(panel, each), "grey" if name else "back"))
    parts.append(line(*_path(panel, present), "accent"))
    at = panel.x(len(present) - 1), panel.y(float(present[-1]))
    parts += [dot(*at, "accent"), *_numbered(panel.x)]
    named = [(name, float(each[-1])) for name, each in earlier if name]
    ends = spread([panel.y(value) + 5 for _, value in named], 16.0, 208.0)
    parts += [label(panel.x.stop + 8, y, n, "grey") for (n, _), y in zip(named, ends, strict=True)]
    late = len(present) > 0.7 * length
    parts.append(label(at[0] - 8 if late else at[0] + 8, at[1] - 8, now, "accent", _side(late)))
    return picture(told, parts)


def _side(late: bool) -> str:
    return "end" if late else "start"


def _path(panel: Panel, depths: Array) -> tuple[Array, Array]:
    return panel.x.places(np.arange(len(depths), dtype=np.float64)), panel.y.places(depths)


def _numbered(x: Scale) -> Iterator[str]:
    """The days since the high, below."""
    step = next(n for n in (5, 10, 30, 60, 90, 180) if x.high / n <= 6.5)
    for day in range(0, int(x.high) + 1, step):
        yield post(x(day), FOOT - 17, 4)
        yield tick(x(day), FOOT, f"day {day}" if day else "high", "middle")
