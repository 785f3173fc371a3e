"""Values over days and scenarios, with the reason where a day has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.measures.reading import CODE, REASONS, Reason
from kb.frozen import dataclass

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Values:
    """A quantity, shape (days, scenarios) or (days, 1) when no assumption touches it.

    values   canonical units; NaN on days where it is unknown, and in single scenarios that have
             no value (a cascade that nothing stops) on a day where the central one has
    reasons  per day 0 when known, else the place of the reason in REASONS
    errors   the sentence of a day whose reason is 'error', or 'not_applicable' by a formula
    path     of a path, every day of its window, shape (days, window); `values` hold the last
    """

    values: Floats
    reasons: Codes
    errors: Mapping[int, str] = field(default_factory=dict)
    path: Floats | None = None

    @property
    def given(self) -> Floats:
        """What a formula gets: the values, or the path with an axis of one scenario."""
        return self.values if self.path is None else self.path[:, np.newaxis, :]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Per day, whether there is a number."""
        known: NDArray[np.bool_] = self.reasons == 0
        return known

    def over(self, rows: Any) -> Values:
        """The same on the rows of some of its days, the first of which are all of them."""
        path = None if self.path is None else self.path[rows]
        return Values(self.values[rows], self.reasons[rows], self.errors, path)

    def middle(self, day: int) -> float:
        """The central scenario's value."""
        return float(self.values[day, 0])

    def low(self, day: int) -> float:
        """The smallest value over the scenarios that have one."""
        return float(np.nanmin(self.values[day]))

    def high(self, day: int) -> float:
        """The largest value over the scenarios that have one."""
        return float(np.nanmax(self.values[day]))

    def ends(self, day: int) -> tuple[float, float, float]:
        """The smallest value, the central one and the largest of a known day."""
        return self.low(day), self.middle(day), self.high(day)

    def without_value(self, day: int) -> int:
        """In how many scenarios a known day has no value."""
        return int(np.isnan(self.values[day]).sum()) if self.known[day] else 0

    @property
    def scenarios(self) -> int:
        """How many scenarios it is worked out in, one where nothing assumed is under it."""
        return int(self.values.shape[1])

    def reason(self, day: int) -> Reason | None:
        """Why the day has no number; None when it has one."""
        return REASONS[int(self.reasons[day])]


def constant(value: float, days: int) -> Values:
    """The same number on every day."""
    return Values(np.full((days, 1), value), np.zeros(days, dtype=np.int8))


def along(scenarios: Floats, days: int) -> Values:
    """An assumed parameter: the same scenarios on every day."""
    return Values(np.broadcast_to(scenarios, (days, len(scenarios))), np.zeros(days, np.int8))


def unknown_values(days: int, reason: Reason) -> Values:
    """Unknown on every day."""
    return Values(np.full((days, 1), np.nan), np.full(days, CODE[reason], dtype=np.int8))


def as_upstream(values: Values) -> Values:
    """The same values read from another page: what is unknown there is 'upstream' here."""
    if not values.reasons.any():
        return Values(values.values, values.reasons)
    codes = np.where(values.reasons == 0, 0, CODE["upstream"]).astype(np.int8)
    return Values(values.values, codes)
