"""A cascade of a day: its eight numbers come in, checked and bundled; page formulas go out.

The clock of days, as `scenario` is that of minutes. What is read off such a day stands in `day`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from engine.formulas.register import formula
from engine.numeric.arguments import NON_NEGATIVE, POSITIVE, SHARE, Array, inside


class TradingDay(NamedTuple):
    """One cascade on the days clock: a sale, forced sales and a day's trading; one shape.

    shock                  V0, USD sold from outside within the day, any shape, ≥ 0
    forced_slope           L, USD of forced sales per unit log fall at the price, broadcasts, ≥ 0
    fuel                   B, USD, all the forced sales there can be, ≥ 0
    volume                 V, USD traded in a day, > 0
    volatility             σ, daily standard deviation of log returns, > 0
    coefficient            Y, of the square-root law, about 1, > 0
    crossover              q0, the share of volume below which impact is linear, ≥ 0
    share_reaching_book    φ in [0, 1], what insurance and auto-deleveraging leave to the market
    """

    shock: Array
    forced_slope: Array
    fuel: Array
    volume: Array
    volatility: Array
    coefficient: Array
    crossover: Array
    share_reaching_book: Array

    @property
    def scale(self) -> Array:
        """s = Y·σ."""
        return self.coefficient * self.volatility


class DayFormula(Protocol):
    """A quantity as a page calls it."""

    def __call__(
        self,
        shock: Array,
        forced_slope: Array,
        fuel: Array,
        volume: Array,
        volatility: Array,
        coefficient: Array,
        crossover: Array,
        share_reaching_book: Array,
    ) -> Array:
        """The quantity of the day these make up."""


def on_pages(name: str, returns: str) -> Callable[[Callable[[TradingDay], Array]], DayFormula]:
    """Register a quantity of a `TradingDay` as the page formula `name`, of eight arguments."""

    def register(quantity: Callable[[TradingDay], Array]) -> DayFormula:
        @formula(
            name,
            returns=returns,
            shock="USD",
            forced_slope="USD",
            fuel="USD",
            volume="USD",
            volatility="ratio",
            coefficient="ratio",
            crossover="ratio",
            share_reaching_book="ratio",
        )
        def called(
            shock: Array,
            forced_slope: Array,
            fuel: Array,
            volume: Array,
            volatility: Array,
            coefficient: Array,
            crossover: Array,
            share_reaching_book: Array,
        ) -> Array:
            trading = volume, volatility, coefficient, crossover, share_reaching_book
            return quantity(_checked(TradingDay(shock, forced_slope, fuel, *trading)))

        called.__name__, called.__qualname__ = quantity.__name__, quantity.__qualname__
        called.__doc__, called.__module__ = quantity.__doc__, quantity.__module__
        return called

    return register


def _checked(of: TradingDay) -> TradingDay:
    return TradingDay(
        *inside(
            shock=(of.shock, NON_NEGATIVE),
            forced_slope=(of.forced_slope, NON_NEGATIVE),
            fuel=(of.fuel, NON_NEGATIVE),
            volume=(of.volume, POSITIVE),
            volatility=(of.volatility, POSITIVE),
            coefficient=(of.coefficient, POSITIVE),
            crossover=(of.crossover, NON_NEGATIVE),
            share_reaching_book=(of.share_reaching_book, SHARE),
        )
    )
