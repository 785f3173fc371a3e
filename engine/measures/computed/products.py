"""Market capitalisation and basis: a price beside another number of its day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.measures.computed.asked import Asked
from engine.measures.computed.track import Made, range_of
from kb.panel import Track

NEAREST, FURTHEST = 0.5, 1.5
"""Of the days to expiry that are wanted, the least and the most that are taken for them."""
YEAR = 365.0


def product(asked: Asked) -> Made | None:
    """The first input on each of its days times the second as it last stood, while fresh."""
    price, amount = (asked.best(name) for name in asked.how.inputs)
    if price is None or amount is None:
        return None
    at = np.searchsorted(amount.as_of, price.as_of, side="right") - 1
    oldest = price.as_of - asked.catalog.get(amount.series).stale_after
    there = (at >= 0) & (amount.as_of[at] >= oldest)
    price, at = price.take(there), at[there]
    low, high = range_of(amount)
    known = np.maximum(price.known_at, amount.known_at[at])
    note = f"{price.series} of {price.source} × {amount.series} of {amount.source}"
    return Made(
        price.as_of, known, price.value * amount.value[at], _Pairs(price, amount, at),
        low=price.value * low[at] if (low < high).any() else None,
        high=price.value * high[at], note=note,
    )  # fmt: skip


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
    known = np.maximum(future.known_at, spot.known_at[at])
    note = f"(future of {future.source} / close of {spot.source} − 1) × 365 / days to expiry"
    return Made(future.as_of, known, value, _Pairs(future, spot, at), note=note)


class _Pairs:
    """The facts under a row: that of the first track, and those of the second on its day."""

    def __init__(self, first: Track, second: Track, at: NDArray[np.intp]) -> None:
        self.first, self.second, self.at = first, second, at

    def __call__(self, place: int) -> NDArray[np.int64]:
        row = int(self.at[place])
        other = self.second.take(slice(row, row + 1)).facts()
        return np.array([self.first.ids[place], *other], dtype=np.int64)
