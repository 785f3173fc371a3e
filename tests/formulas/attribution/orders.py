"""Owen's value the long way: every order that keeps unions together, counted out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations, product

Worth = Callable[[frozenset[str]], float]


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
