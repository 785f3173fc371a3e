"""A cascade of the pages: its eight numbers come in, checked and bundled; page formulas go out.

Every quantity of such a cascade is written as a function of one `Scenario`; `on_pages` registers it
as the formula of eight arguments that a page calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    DEPTH_EXPONENT,
    NON_NEGATIVE,
    POSITIVE,
    POSITIVE_SHARE,
    SHARE,
    Array,
    inside,
)

# Log fall to which a book measured near the price is carried: a fall of 63 %, deeper than any
# cascade on record (12 and 13 March 2020 lost about half). A stop beyond it is not known.
DEEPEST = 1.0


class Scenario(NamedTuple):
    """One cascade on the minutes clock: a shock, forced sales and a book; arrays of one shape.

    The book is A(u) = D·(u/d)^κ, thinned to the share W; forced sales F(u) = B·(1 − e^(−L·u/B)).

    shock                  V0, USD sold at once from outside, any shape, ≥ 0
    forced_slope           L, USD of forced sales per unit log fall at the price, broadcasts, ≥ 0
    fuel                   B, USD, all the forced sales there can be, ≥ 0
    depth                  D, USD bid within `depth_at`, > 0
    depth_at               d, log distance at which D was measured, > 0
    exponent               κ in [0.1, 10], how cumulative depth grows with distance
    withdrawal             W in (0, 1], the share of normal depth still there
    share_reaching_book    φ in [0, 1], what insurance and auto-deleveraging leave to the book
    """

    shock: Array
    forced_slope: Array
    fuel: Array
    depth: Array
    depth_at: Array
    exponent: Array
    withdrawal: Array
    share_reaching_book: Array

    def fall_for(self, sold: Array) -> Array:
        """Log fall at which the book has taken so many dollars; NaN beyond `DEEPEST`."""
        with np.errstate(over="ignore"):
            taken = sold / (self.withdrawal * self.depth)
            fall = self.depth_at * taken ** (1.0 / self.exponent)
        return np.where(fall <= DEEPEST, fall, np.nan)

    def forced(self, fall: Array) -> Array:
        """Forced sales down to a log fall, F(u) = B·(1 − exp(−L·u/B)); 0 without fuel."""
        with np.errstate(divide="ignore", invalid="ignore"):
            sold = -self.fuel * np.expm1(-self.forced_slope * fall / self.fuel)
        return np.where(self.fuel > 0.0, sold, np.where(np.isnan(fall), np.nan, 0.0))


class PageFormula(Protocol):
    """A quantity as a page calls it."""

    def __call__(
        self,
        shock: Array,
        forced_slope: Array,
        fuel: Array,
        depth: Array,
        depth_at: Array,
        exponent: Array,
        withdrawal: Array,
        share_reaching_book: Array,
    ) -> Array:
        """The quantity of the scenario these make up."""


def scenario(*parts: Array, **named: Array) -> Scenario:
    """The parts of a `Scenario`, each in its domain, broadcast to one shape.

    raises    ValueError naming the argument and index that is out of range
    """
    given = Scenario(*parts, **named)
    return Scenario(
        *inside(
            shock=(given.shock, NON_NEGATIVE),
            forced_slope=(given.forced_slope, NON_NEGATIVE),
            fuel=(given.fuel, NON_NEGATIVE),
            depth=(given.depth, POSITIVE),
            depth_at=(given.depth_at, POSITIVE),
            exponent=(given.exponent, DEPTH_EXPONENT),
            withdrawal=(given.withdrawal, POSITIVE_SHARE),
            share_reaching_book=(given.share_reaching_book, SHARE),
        )
    )


def on_pages(name: str, returns: str) -> Callable[[Callable[[Scenario], Array]], PageFormula]:
    """Register a quantity of a `Scenario` as the page formula `name`, of eight arguments."""

    def register(quantity: Callable[[Scenario], Array]) -> PageFormula:
        @formula(
            name,
            returns=returns,
            shock="USD",
            forced_slope="USD",
            fuel="USD",
            depth="USD",
            depth_at="ratio",
            exponent="ratio",
            withdrawal="ratio",
            share_reaching_book="ratio",
        )
        def called(
            shock: Array,
            forced_slope: Array,
            fuel: Array,
            depth: Array,
            depth_at: Array,
            exponent: Array,
            withdrawal: Array,
            share_reaching_book: Array,
        ) -> Array:
            book = depth, depth_at, exponent, withdrawal, share_reaching_book
            return quantity(scenario(shock, forced_slope, fuel, *book))

        called.__name__, called.__qualname__ = quantity.__name__, quantity.__qualname__
        called.__doc__, called.__module__ = quantity.__doc__, quantity.__module__
        return called

    return register
