"""The few shapes of a chart as SVG text: lines with gaps, areas, bars, labels, the frame.

Colours are classes, which the style of the page gives a colour on light, on dark and on paper: ink,
grey, accent and warn. Texts may carry marks; a tick alone is the mark of a scale and carries none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from markupsafe import escape

from engine.numeric.arguments import Array
from engine.pictures.scale import Scale
from kb.frozen import dataclass

WIDTH, HEIGHT = 640, 240
LINE = 20
"""Pixels between two labels that stand over one another."""


@dataclass(frozen=True)
class Told:
    """The words of a picture: its name in the page, the sentence it proves, what is seen on it."""

    key: str
    title: str
    seen: str


def picture(told: Told, parts: Iterable[str], height: int = HEIGHT) -> str:
    """A chart, 640 by 240 unless it is taller, that says in words what it shows."""
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{told.key}-title" aria-describedby="{told.key}-seen">'
        f'<title id="{told.key}-title">{escape(told.title)}</title>'
        f'<desc id="{told.key}-seen">{escape(told.seen)}</desc>{"".join(parts)}</svg>'
    )


STANDING_ALONE = (
    "text{font:14px sans-serif;fill:#17181a}.tick,text.grey{fill:#484b50}.line,.rule{fill:none;"
    "stroke:#484b50}.rule.faint{stroke:#d9d8d2}.line.accent{stroke:#0b3d91}.line.warn{stroke:#873600}"
    ".accent{fill:#0b3d91}.warn{fill:#873600}.grey{fill:#484b50}.rule.warn{stroke:#873600;"
    "stroke-opacity:.35;stroke-width:2}path.line{fill:none}svg{background:#fff}.rule.zero{stroke:"
    "#484b50}.area.accent{fill-opacity:.18}.line.warn.thin{stroke-dasharray:4 3}"
    "@media (prefers-color-scheme:dark){svg{background:#17181a}text{fill:#f1f0ea}.tick,text.grey{"
    "fill:#b5b7bb}.line,.rule,.rule.zero{stroke:#b5b7bb}.rule.faint{stroke:#3a3c40}.line.accent{"
    "stroke:#8ab4ff}.line.warn,.rule.warn{stroke:#f0a35e}.accent{fill:#8ab4ff}.warn{fill:#f0a35e}"
    ".grey{fill:#b5b7bb}path.line{fill:none}}"
)
"""The colours of the page, light and dark, for a picture that is a file of its own."""


def standalone(told: Told, parts: Iterable[str], height: int) -> str:
    """The same as a document of its own, its title printed on it."""
    drawn = picture(told, [f"<style>{STANDING_ALONE}</style>", *parts], height)
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n"


def line(x: Array, y: Array, ink: str) -> str:
    """A line through the known points; where one is not known it has a gap."""
    return f'<path class="line {ink}" d="{"".join(map(_run, stretches(x, y)))}"/>'


def stretches(x: Array, y: Array) -> Iterator[tuple[Array, Array]]:
    """The stretches of points without a gap."""
    known = np.concatenate([[False], ~np.isnan(y), [False]])
    starts, stops = (
        np.flatnonzero(known[1:] & ~known[:-1]),
        np.flatnonzero(known[:-1] & ~known[1:]),
    )
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        yield x[start:stop], y[start:stop]


def _run(points: tuple[Array, Array]) -> str:
    """A stretch as steps of a path; a single day is a dash that can be seen."""
    x, y = points
    if len(x) == 1:
        return f"M{x[0] - 2:.1f} {y[0]:.1f}h4"
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))


def area(x: Array, top: Array, bottom: Array | float, ink: str) -> str:
    """The area between two lines, broken where one of them is not known."""
    under = np.broadcast_to(np.asarray(bottom, dtype=np.float64), top.shape)
    known = np.where(np.isnan(top) | np.isnan(under), np.nan, 0.0)
    shapes = ""
    for place, _ in stretches(np.arange(len(x), dtype=np.float64), known):
        at = place.astype(int)
        there = zip(np.r_[x[at], x[at][::-1]], np.r_[top[at], under[at][::-1]], strict=True)
        shapes += "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in there) + "Z"
    return f'<path class="area {ink}" d="{shapes}"/>'


def bar(x: float, y: float, width: float, height: float, ink: str) -> str:
    """A bar; a negative size goes the other way."""
    x, y = min(x, x + width), min(y, y + height)
    return (
        f'<rect class="bar {ink}" x="{x:.1f}" y="{y:.1f}" '
        f'width="{abs(width):.1f}" height="{abs(height):.1f}"/>'
    )


def rule(x: float, y: float, width: float, ink: str = "faint") -> str:
    """A level line."""
    return f'<path class="rule {ink}" d="M{x:.1f} {y:.1f}h{width:.1f}"/>'


def post(x: float, y: float, height: float, ink: str = "faint") -> str:
    """An upright line: where something happened."""
    return f'<path class="rule {ink}" d="M{x:.1f} {y:.1f}v{height:.1f}"/>'


def dot(x: float, y: float, ink: str, size: float = 3.5) -> str:
    """The mark of a single value."""
    return f'<circle class="dot {ink}" cx="{x:.1f}" cy="{y:.1f}" r="{size}"/>'


def label(x: float, y: float, text: str, ink: str = "ink", side: str = "start") -> str:
    """A text, its baseline at `y`; `side` is where on it `x` lies: start, middle or end."""
    return f'<text class="{ink}" x="{x:.1f}" y="{y:.1f}" text-anchor="{side}">{escape(text)}</text>'


def tick(x: float, y: float, text: str, side: str = "end") -> str:
    """The mark of a scale."""
    return f'<text class="tick" x="{x:.1f}" y="{y:.1f}" text-anchor="{side}">{escape(text)}</text>'


def spread(wanted: Sequence[float], low: float, high: float, gap: float = LINE) -> list[float]:
    """Heights for labels as near to where they are wanted as they can stand without touching.

    returns  in the order given; all within `low` and `high` where there is room for them
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    placed: list[float] = []
    for at in order:
        placed.append(max(wanted[at], placed[-1] + gap if placed else low))
    for at in reversed(range(len(placed))):
        ceiling = placed[at + 1] - gap if at + 1 < len(placed) else high
        placed[at] = min(placed[at], ceiling)
    found = dict(zip(order, placed, strict=True))
    return [found[at] for at in range(len(wanted))]


CLOSED = 4
"""Days in a row on which a market may be closed: no gap in a line as small as that."""


def sparkline(values: Sequence[float | None]) -> str:
    """A small line in the colour of the text, a dot on the last known point; "" for under two.

    values  one a day, None where nobody spoke
    """
    y = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    known = np.flatnonzero(~np.isnan(y))
    if len(known) < 2:
        return ""
    x = Scale(0.0, float(len(y) - 1), 2.0, 86.0).places(np.arange(len(y), dtype=np.float64))
    up = Scale(float(np.nanmin(y)), float(np.nanmax(y)), 17.0, 3.0).places(y)
    apart = np.flatnonzero(np.diff(known) > CLOSED + 1) + 1
    drawn = np.insert(known, apart, known[apart] - 1)
    end = f'<circle cx="{x[known[-1]]:.1f}" cy="{up[known[-1]]:.1f}" r="2.2"/>'
    path = line(x[drawn], up[drawn], "own")
    return f'<svg class="spark" viewBox="0 0 90 20" aria-hidden="true">{path}{end}</svg>'
