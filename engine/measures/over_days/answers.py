"""One answer a day: what a reading says, or why there is none, as arrays of one length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.measures.over_days.unfolding import Bools
from engine.measures.reading import CODE, Reason
from engine.measures.window import COVERAGE_NEEDED

Array = NDArray[Any]
NONE = -1


@dataclass(frozen=True, eq=False)
class Answers:
    """Readings of so many days; what each array holds is said at `Reading`.

    value        NaN where there is none, and then `reason` is a place in REASONS, else 0
    seen, asked  days of a window; asked is 0 for what is none
    low, high    where it may lie; NaN where nothing is said of it
    as_of, age   NONE where there is no value
    fact         the row that a newest or earlier value is
    source       who speaks, by place among the sources of the series
    refused      another source that says otherwise, where the window was to be filled, else NONE
    odd          days that have to be read by themselves: nothing else here speaks of them
    path         every day of each window, shape (days, window); None for what is no path
    """

    value: Array
    reason: Array
    as_of: Array
    age: Array
    seen: Array
    asked: Array
    low: Array
    high: Array
    fact: Array
    source: Array
    refused: Array
    silent: Bools
    odd: Bools
    path: Array | None = None

    @property
    def known(self) -> Bools:
        """Where there is a value."""
        return np.asarray(self.reason == 0)

    @property
    def share(self) -> Array:
        """The share of each window that was seen; 1 of what is no window."""
        return np.where(self.asked > 0, self.seen / np.maximum(self.asked, 1), 1.0)

    @property
    def complete(self) -> Bools:
        """Where there is a value and its window has no gap."""
        return self.known & (self.share >= 1.0)

    @property
    def solid(self) -> Bools:
        """Where enough of a window is known; of a path, where its first fifth is not missing."""
        enough = self.known & ~self.silent & (self.share >= COVERAGE_NEEDED)
        if self.path is None:
            return enough
        fifth = self.path[:, : max(self.path.shape[1] // 5, 1)]
        return enough & ~np.isnan(fifth).all(axis=1)

    def odd_too(self, where: Bools) -> Answers:
        """The same, with more days that have to be read by themselves."""
        return replace(self, odd=self.odd | where)

    def but(self, where: Bools, why: Reason) -> Answers:
        """The same, unknown on some days."""
        return chosen(where.astype(np.intp), (self, nothing(len(where), why)))


def nothing(days: int, why: Reason) -> Answers:
    """Unknown on every day."""
    return answers(days, np.nan, why=why)


def answers(days: int, value: ArrayLike, *, why: Reason | None = None, **more: Any) -> Answers:
    """Answers of which only what is not plain is given."""
    none = np.full(days, NONE)
    bare = np.full(days, np.nan)
    no, never = np.zeros(days, dtype=np.int64), np.zeros(days, dtype=np.bool_)
    plain = Answers(
        np.broadcast_to(np.asarray(value, dtype=np.float64), days),
        np.full(days, CODE[why], dtype=np.int8),
        none, none, no, no, bare, bare, none, none, none, never, never,
    )  # fmt: skip
    return replace(plain, **more)


def chosen(which: NDArray[np.intp], options: Sequence[Answers]) -> Answers:
    """Day by day the one of several answers that is named by its place."""
    if len(options) == 1:
        return options[0]
    rows = np.arange(len(which))

    def of(name: str) -> Array:
        found: Array = np.stack([getattr(option, name) for option in options])[which, rows]
        return found

    names = [field.name for field in fields(Answers) if field.name != "path"]
    return Answers(**{name: of(name) for name in names}, path=_path(which, options))


def _path(which: NDArray[np.intp], options: Sequence[Answers]) -> Array | None:
    """The paths of those that are chosen, NaN where that one has none."""
    paths = {place: o.path for place, o in enumerate(options) if o.path is not None}
    if not paths:
        return None
    if len(paths) == 1:
        [(place, only)] = paths.items()
        if (which == place).all():
            return only
    found = np.full_like(next(iter(paths.values())), np.nan)
    for place, path in paths.items():
        here = which == place
        found[here] = path[here]
    return found
