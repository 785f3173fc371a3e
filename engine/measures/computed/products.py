"""Products, quotients and the basis: a number beside another one of its day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.measures.computed.asked import Asked
from engine.measures.computed.track import ComputedTrack, Made, range_of
from kb.panel import Track

NEAREST, FURTHEST = 0.5, 1.5
"""Of the days to expiry that are wanted, the least and the most that are taken for them."""
YEAR = 365.0


def product(asked: Asked) -> Made | None:
    """The first input on each of its days times the second as it last stood, while fresh."""
    pairs = _paired(asked)
    if pairs is None:
        return None
    price, amount, at = pairs.first, pairs.second, pairs.at
    low, high = range_of(amount)
    return Made(
        price.as_of, pairs.known_at(), price.value * amount.value[at], pairs,
        low=price.value * low[at] if (low < high).any() else None,
        high=price.value * high[at], note=pairs.note("×"),
    )  # fmt: skip


def quotient(asked: Asked) -> Made | None:
    """The first input on each of its days over the second as it last stood, while fresh.

    A sum of venues that leaves some out can only be too low, and so can what is made of it.
    """
    pairs = _paired(asked)
    if pairs is None:
        return None
    above, below = pairs.first, pairs.second.value[pairs.at]
    least = above.made.least if isinstance(above, ComputedTrack) else ""
    return Made(
        above.as_of, pairs.known_at(), above.value / below, pairs, least=least,
        note=pairs.note("/"),
    )  # fmt: skip


def _paired(asked: Asked) -> _Pairs | None:
    """The best source of each of two inputs, the second as it last stood on days of the first."""
    first, second = (asked.best(name) for name in asked.how.inputs)
    if first is None or second is None:
        return None
    at = np.searchsorted(second.as_of, first.as_of, side="right") - 1
    oldest = first.as_of - asked.catalog.get(second.series).stale_after
    there = (at >= 0) & (second.as_of[at] >= oldest)
    return _Pairs(first.take(there), second, at[there])


def basis(asked: Asked) -> Made | None:
    """Annual premium of a future over spot, (F / S − 1) · 365 / days to expiry.

    Of the futures of a day the one whose expiry is nearest to the days wanted, from half as many to
    half as many again. Simple interest on a year of 365 days, as venues quote it.
    """
    future, spot = (asked.best(name) for name in asked.how.inputs)
    if future is None or spot is None:
        return None
    left = future.target.astype(np.int64) - future.as_of
    at = np.minimum(np.searchsorted(spot.as_of, future.as_of), len(spot) - 1)
    wanted = asked.how.days
    there = (left >= NEAREST * wanted) & (left <= FURTHEST * wanted)
    rows = np.flatnonzero(there & (spot.as_of[at] == future.as_of))
    rows = rows[np.lexsort((np.abs(left[rows] - wanted), future.as_of[rows]))]
    rows = rows[np.diff(future.as_of[rows], prepend=-1) > 0]
    future, at, left = future.take(rows), at[rows], left[rows]
    value = (future.value / spot.value[at] - 1.0) * YEAR / left
    pairs = _Pairs(future, spot, at)
    note = f"(future of {future.source} / close of {spot.source} − 1) × 365 / days to expiry"
    return Made(future.as_of, pairs.known_at(), value, pairs, note=note)


class _Pairs:
    """Rows of one track, each with a row of another: the facts under them, and when both are known.

    at  the row of the second for each of the first
    """

    def __init__(self, first: Track, second: Track, at: NDArray[np.intp]) -> None:
        self.first, self.second, self.at = first, second, at

    def __call__(self, place: int) -> NDArray[np.int64]:
        """The facts under a row: those of the first track, and those of the second beside it."""
        row = int(self.at[place])
        own = self.first.take(slice(place, place + 1)).facts()
        return np.array([*own, *self.second.take(slice(row, row + 1)).facts()], dtype=np.int64)

    def known_at(self) -> NDArray[np.int64]:
        """When both rows of a pair were known."""
        return np.maximum(self.first.known_at, self.second.known_at[self.at])

    def note(self, sign: str) -> str:
        """By what it was computed from whom."""
        first, second = self.first, self.second
        return f"{first.series} of {first.source} {sign} {second.series} of {second.source}"
