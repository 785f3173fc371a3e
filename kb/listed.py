"""Names in a row: the first few of a list in, one text out that counts those left out."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[object], shown: int = 8, between: str = ", ") -> str:
    """The first names, and how many more there are."""
    more = len(names) - shown
    return between.join(map(str, names[:shown])) + (f" and {more:,} more" if more > 0 else "")
