"""A strip: findings over days as one band; stretches come in, SVG goes out.

A day that holds is a full bar, one that fails a low one, one that is unknown a line at the foot, so
that it can be read without colours.
"""

from __future__ import annotations

from collections.abc import Sequence

HEIGHTS = {"holds": 20, "stated": 12, "fails": 7}
LEAST = 2
FULL = 20


def strip(stretches: Sequence[tuple[int, int, str]]) -> str:
    """The band; "" for no stretch.

    stretches  first day, last day and finding, the earliest first; days since 1970-01-01
    """
    if not stretches:
        return ""
    start, width = stretches[0][0], stretches[-1][1] - stretches[0][0] + 1
    bars = "".join(_bar(first - start, last - first + 1, found) for first, last, found in stretches)
    return (
        f'<svg class="strip" viewBox="0 0 {width} {FULL}" preserveAspectRatio="none" '
        f'aria-hidden="true">{bars}</svg>'
    )


def _bar(x: int, width: int, found: str) -> str:
    height = HEIGHTS.get(found, LEAST)
    kind = found if found in HEIGHTS else "unknown"
    return f'<rect class="{kind}" x="{x}" y="{FULL - height}" width="{width}" height="{height}"/>'
