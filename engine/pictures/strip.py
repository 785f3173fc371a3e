"""A strip: findings over days as one band; stretches come in, SVG goes out.

A day that holds is a full bar, one that fails a low one, one that is unknown a line at the foot, so
that it can be read without colours.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

from engine.pictures.frame import months
from engine.pictures.scale import Scale
from engine.pictures.svg import WIDTH

HEIGHTS = {"holds": 20, "stated": 12, "fails": 7, "unknown": 2}
FULL, RULER = 20, 22
Days = tuple[int, int, str]
"""First day, last day and finding; days since 1970-01-01."""


def strip(stretches: Sequence[Days], key: str = "", told: str = "") -> str:
    """The band; "" for no stretch.

    stretches  the earliest first
    key        its name in the page, where it says in words what is seen on it
    told       these words; without them it is passed over by who cannot see it
    """
    if not stretches:
        return ""
    start, width = stretches[0][0], stretches[-1][1] - stretches[0][0] + 1
    bars: dict[str, str] = {}
    for first, last, found in stretches:
        kind = found if found in HEIGHTS else "unknown"
        bars[kind] = bars.get(kind, "") + _bar(first - start, last - first + 1, HEIGHTS[kind])
    shown = "".join(f'<path class="{kind}" d="{path}"/>' for kind, path in bars.items())
    named = f'role="img" aria-labelledby="{key}"' if told else 'aria-hidden="true"'
    title = f'<title id="{key}">{escape(told)}</title>' if told else ""
    return (
        f'<svg class="strip" viewBox="0 0 {width} {FULL}" preserveAspectRatio="none" {named}>'
        f"{title}{shown}</svg>"
    )


def _bar(x: int, width: int, height: int) -> str:
    return f"M{x} {FULL - height}h{width}v{height}h-{width}z"


def ruler(first: int, last: int) -> str:
    """The months under strips from one day to another, as wide as they are."""
    marks = "".join(months(Scale(float(first), last + 1.0, 0.0, float(WIDTH)), RULER - 5.0))
    return f'<svg class="chart" viewBox="0 0 {WIDTH} {RULER}" aria-hidden="true">{marks}</svg>'
