"""The ladder itself: who is open, at which entry and leverage, and what each bar forced out.

The weights are shares of open interest: each leverage holds its share of it at all times, as a
population of its own (see `populations`). So whatever is forced, held or read off a ladder is
linear in the weights, and other weights need no second walk through the bars.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.formulas.ladder.populations import Held
from engine.formulas.ladder.weights import shares
from engine.numeric.arguments import Array, IntArray

LONG, SHORT = 1, -1


@dataclass(frozen=True, eq=False)
class Ladder:
    """Open coins by entry and leverage after the last bar, and what each bar forced out.

    side          1 for longs, liquidated by falling lows; -1 for shorts, by rising highs
    price         close of the last bar, USD per coin, shape (...)
    entries       price at which each bar's positions entered, USD per coin, shape (..., bars)
    ratios        liquidation price over entry, shape (..., leverages); 0 where nothing liquidates
    leverages     shape (leverages,)
    weights       share of open interest at each leverage, shape (..., leverages), sums to 1
    populations   what each leverage would have done and hold with all of the open interest: coins,
                  each of shape (..., bars, leverages)
    """

    side: int
    price: Array
    entries: Array
    ratios: Array
    leverages: Array
    weights: Array
    populations: Held

    @property
    def liquidation_prices(self) -> Array:
        """USD per coin, shape (..., bars, leverages)."""
        prices: Array = self.entries[..., :, np.newaxis] * self.ratios[..., np.newaxis, :]
        return prices

    @property
    def coins(self) -> Array:
        """Coins still open by entry bar and leverage, shape (..., bars, leverages)."""
        return self.populations.held * self.weights[..., np.newaxis, :]

    @property
    def forced(self) -> Array:
        """Coins liquidated in each bar, shape (..., bars)."""
        return self.mixed(self.populations.forced)

    @property
    def unseen(self) -> Array:
        """Share of the open coins that were there before the first bar, shape (...).

        Where those entered is not known; they stand at the first close.
        """
        return self.opened_by(np.zeros(self.price.shape, dtype=np.int64))

    def opened_by(self, bar: IntArray) -> Array:
        """Share of the open coins that were opened by the end of a bar; NaN where none is open.

        bar    shape (...), counted from 0
        """
        held = self.mixed(self.populations.held)
        old = np.where(np.arange(held.shape[-1]) <= bar[..., np.newaxis], held, 0.0).sum(axis=-1)
        total = held.sum(axis=-1)
        nobody = np.full(total.shape, np.nan)
        share: Array = np.divide(old, total, out=nobody, where=total > 0.0)
        return share

    def mixed(self, by_leverage: Array) -> Array:
        """Sum over the last axis, leverage by leverage, with the weights."""
        mixed: Array = (by_leverage @ self.weights[..., np.newaxis])[..., 0]
        return mixed

    def weighted(self, weights: Array) -> Ladder:
        """The same ladder with other weights, shape (..., leverages): nothing is walked again.

        raises    ValueError naming the first index that is negative or whose sum is not 1
        """
        return replace(self, weights=shares("weights", weights, self.leverages.size))
