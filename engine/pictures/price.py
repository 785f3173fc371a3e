"""The price: a year of closes with levels and the fan of what may come, and falls side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.numeric.arguments import Array, IntArray
from engine.pictures.frame import Named, Panel, months, over
from engine.pictures.scale import covering
from engine.pictures.svg import (
    LINE,
    Told,
    area,
    dot,
    label,
    line,
    picture,
    rule,
    spread,
)
from engine.words.cite import unmarked
from kb.frozen import dataclass

TALL = 330
"""The picture of the price has a strip more."""
LETTER = 7.6
"""Pixels a letter takes on average."""


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
        yield _realised(panel, last, shown.realised_now, _beside(panel, shown))
    yield from _ends(panel, shown)


def _realised(panel: Panel, last: int, now: Named, y: float) -> str:
    """The name of the realised price, at the end of its line."""
    return label(panel.x(last) - 6, y, now.text, "grey", "end")


def _beside(panel: Panel, shown: Prices) -> float:
    """The height for that name: over its line or under it, where the lines leave more room."""
    assert shown.realised_now is not None
    y, end = panel.y(shown.realised_now.value), panel.x(float(shown.days[-1])) - 6
    start = end - len(unmarked(shown.realised_now.text)) * LETTER
    x, lines = panel.days(shown.days), _lines(panel, shown)
    return max((y - 8, y + 16), key=lambda height: _room(x, lines, (start, end), height))


def _lines(panel: Panel, shown: Prices) -> Array:
    """The heights of what is drawn day by day, a row a line."""
    return panel.y.places(np.stack([shown.closes, shown.realised]))


def _room(x: Array, lines: Array, ends: tuple[float, float], y: float) -> float:
    """How far a name from one end to the other stands from the nearest line."""
    under = lines[:, (x >= ends[0]) & (x <= ends[1])]
    return float(np.nanmin(np.abs(under - y + 5), initial=2.0 * LINE))


def _fan(panel: Panel, last: int, fan: Fan, now: float) -> Iterator[str]:
    x = panel.x.places(np.r_[last, last + fan.days].astype(np.float64))
    low, even, high = (panel.y.places(np.r_[now, each]) for each in (fan.low, fan.even, fan.high))
    yield area(x, high, low, "warn")
    yield line(x, even, "warn")
    yield from (dot(a, b, "warn") for a, b in zip(x[1:], even[1:], strict=True))


def _levels(panel: Panel, shown: Prices, x: Array) -> Iterator[str]:
    """Each level as a broken line with its name on it, where the price leaves room for the name."""
    lines = _lines(panel, shown)
    taken = [] if shown.realised_now is None else [_beside(panel, shown)]
    for each in (level for level in shown.levels if panel.y.holds(level.value)):
        y = panel.y(each.value)
        yield rule(panel.x.start, y, panel.width, "level")
        heights = [h for h in (y - 5, y + 16) if all(abs(h - other) >= LINE for other in taken)]
        free = [_free(panel, x, lines, height, each.text) for height in heights]
        if free:
            _, start, height = max(free)
            taken.append(height)
            yield label(start, height, each.text, "grey")


def _free(panel: Panel, x: Array, lines: Array, y: float, text: str) -> tuple[float, float, float]:
    """Where a name at a height stands farthest from the lines: how far, where, and the height."""
    wide = len(unmarked(text)) * LETTER
    starts = np.arange(panel.x.start + 6, max(panel.x.stop - wide, panel.x.start + 7), 20.0)
    rooms = [(_room(x, lines, (start, start + wide), y), -start) for start in starts.tolist()]
    room, left = max(rooms)
    return room, -left, y


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
