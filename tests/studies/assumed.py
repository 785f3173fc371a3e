"""Ranges for what nobody measures: the assumptions come in, one value a scenario goes out.

Most are those of rules/assumptions.yaml on the product's own axis of scenarios. A ladder needs
three more; they stand here with their reasons until the rule book has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from engine.pages.assumptions import Assumption, scenarios
from engine.pages.expressions import Number
from engine.pages.library import load_book
from kb.units import Dimension
from tests.studies.market import Array


def assumption(name: str, low: float, middle: float, high: float, reason: str) -> Assumption:
    """A parameter without a unit."""
    values = (Number(value, "", Dimension()) for value in (low, middle, high))
    return Assumption(name, *values, reason)


LADDER = (
    assumption("typical_leverage", 5, 10, 20, "from a desk's to a menu's; nobody publishes it"),
    assumption("leverage_spread", 0.5, 0.7, 1.0, "two thirds within a factor of 1.6, 2 or 2.7"),
    assumption("turnover", 0.02, 0.1, 0.3, "share of positions renewed in a day; a guess, so wide"),
)


class Range(NamedTuple):
    """Extremes over the scenarios that have an answer, the central one, how many have none."""

    low: float
    middle: float
    high: float
    unknown: int = 0

    def place(self, value: float) -> str:
        """Where a value lies: "inside", "above" or "below"."""
        if value > self.high:
            return "above"
        return "below" if value < self.low else "inside"


@cache
def axis() -> Mapping[str, Array]:
    """Every assumed parameter along the axis of scenarios, the central one first."""
    return scenarios((*load_book().assumptions, *(p for p in LADDER if p.name in own_names())))


@cache
def own_names() -> tuple[str, ...]:
    """The ladder's parameters that the rule book does not hold."""
    named = {each.name for each in load_book().assumptions}
    return tuple(each.name for each in LADDER if each.name not in named)


def spread(values: Array) -> Range:
    """The range of one value a scenario; NaN is no answer."""
    known = values[~np.isnan(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (np.nan, np.nan)
    return Range(low, float(values[0]), high, int(values.size - known.size))
