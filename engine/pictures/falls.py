"""Falls side by side, each from its high on: days across, how far under the high down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.numeric.arguments import Array
from engine.pictures.frame import FOOT, Panel, over
from engine.pictures.scale import Scale
from engine.pictures.svg import Told, dot, label, line, picture, post, spread, tick


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
