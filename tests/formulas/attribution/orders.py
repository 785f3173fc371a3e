"""Owen's value the long way: every order that keeps unions together, counted out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations, product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.formulas.attribution.owen import (
    Falls,
    of_depth,
    of_liquidation,
    of_sources,
    shared,
)
from engine.numeric.arguments import Array

Worth = Callable[[frozenset[str]], float]


class Parts(NamedTuple):
    """Log fall by cause: one row of sources, shape (..., sources), liquidation and depth, (...)."""

    sources: Array
    liquidation: Array
    depth: Array


def owen_parts(*given: ArrayLike) -> Parts:
    """Parts of every source at once, of liquidation and of depth: six falls and net amounts in."""
    falls = Falls(*(np.asarray(fall, float) for fall in given[:-1]))
    amounts = np.asarray(given[-1], float)
    group = of_sources(falls)[..., np.newaxis]
    sources = shared(amounts, amounts.sum(axis=-1, keepdims=True), group)
    return Parts(sources, of_liquidation(falls), of_depth(falls))


def orders(unions: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Every order of the players in which no union is interrupted."""
    for arranged in permutations(unions):
        for inner in product(*(list(permutations(union)) for union in arranged)):
            yield [player for union in inner for player in union]


def owen_by_orders(unions: Sequence[Sequence[str]], worth: Worth) -> dict[str, float]:
    """What each player adds to those before, averaged over the orders."""
    total = {player: 0.0 for union in unions for player in union}
    count = 0
    for order in orders(unions):
        count += 1
        for place, player in enumerate(order):
            before = frozenset(order[:place])
            total[player] += worth(before | {player}) - worth(before)
    return {player: added / count for player, added in total.items()}


def by_square_root(dollars: float, forced: float, left: float) -> Worth:
    """The game of a day: any player but L and D sells so many dollars; V = Y·σ = 1."""

    def worth(coalition: frozenset[str]) -> float:
        sold = dollars * len(coalition - {"L", "D"})
        more = forced if "L" in coalition else 0.0
        return float(((sold + more) / (left if "D" in coalition else 1.0)) ** 0.5)

    return worth
