"""The lowest close of any stretch of a history: closes come in once, many questions are answered.

A table of minima over stretches of 1, 2, 4, 8 … bars: any stretch is two of them that overlap, and
the first close under a level is found by halving. Years of closes are asked about thousands of
times, so a loop over bars would not do.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.numeric.arguments import Array, IntArray


class Lowest:
    """Closes, and the lowest of them in any stretch.

    closes    shape (bars,), no NaN
    """

    def __init__(self, closes: Array) -> None:
        self.closes = closes

    @cached_property
    def table(self) -> list[Array]:
        """At [k][i] the lowest of the 2^k closes from bar i on."""
        table = [self.closes]
        while 2 * (size := 1 << (len(table) - 1)) <= self.closes.size:
            table.append(np.minimum(table[-1][:-size], table[-1][size:]))
        return table

    def of_last(self, days: int) -> Array:
        """Lowest close of each bar and the bars up to `days` before it, min_{t−n≤s≤t} P_s.

        days       n, ≥ 1
        returns    shape (bars,); early bars see those that there are
        raises     nothing
        source     sparse table
        """
        so_far = np.minimum.accumulate(self.closes)
        if days + 1 >= self.closes.size:
            return so_far
        level = (days + 1).bit_length() - 1
        block = self.table[level]
        full = np.minimum(block[: self.closes.size - days], block[days + 1 - (1 << level) :])
        return np.concatenate([so_far[:days], full])

    def first_at_most(self, levels: Array) -> IntArray:
        """The first bar after each bar whose close is at most that bar's level.

        levels     one a bar
        returns    shape (bars,); the number of bars where there is none
        raises     nothing
        source     sparse table, descended from the longest stretch
        """
        count = self.closes.size
        bar = np.arange(1, count + 1)
        for block in reversed(self.table):
            fits = bar < block.size
            above = block[np.where(fits, bar, 0)] > levels
            bar = np.where(fits & above, bar + (count + 1 - block.size), bar)
        return bar
