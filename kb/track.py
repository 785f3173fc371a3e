"""A track: what one source says of one series, as numpy arrays, and what of it is seen and believed
on a day."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.clock import FOREVER
from kb.frozen import dataclass
from kb.plausible.suspicion import Suspicion

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Track:
    """What one source says of one series, sorted by as_of, target, span and known_at.

    ids        fact rows, int64
    as_of      days since 1970-01-01; span in days; target a day or -1 for none, int32
    known_at   unix seconds, int64
    value      canonical units, float64
    withdrawn  unix seconds, int64; FOREVER for a fact that nobody has taken back
    suspicion  which facts are suspect, and when; None where none is
    """

    series: str
    source: str
    ids: Longs
    as_of: Ints
    known_at: Longs
    span: Ints
    target: Ints
    value: Floats
    withdrawn: Longs
    suspicion: Suspicion | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def standing(self) -> Track:
        """The same track without the facts that were taken back."""
        return self.take(self.withdrawn == FOREVER)

    def facts(self) -> tuple[int, ...]:
        """The fact rows it rests on: its own, or those that it was computed from."""
        return tuple(self.ids.tolist())

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Track:
        """The same track with only the given rows; with a slice nothing is copied."""
        return Track(
            self.series,
            self.source,
            self.ids[rows],
            self.as_of[rows],
            self.known_at[rows],
            self.span[rows],
            self.target[rows],
            self.value[rows],
            self.withdrawn[rows],
            None if self.suspicion is None else self.suspicion.take(rows),
        )

    def believed(self, known_at: int) -> Track:
        """The same track without the facts that are suspect to who knows what was known then."""
        if self.suspicion is None:
            return self
        return replace(self.take(~self.suspicion.at(known_at)), suspicion=None)

    def suspects(self, day: int, known_at: int) -> Track:
        """The facts visible then that are suspect."""
        if self.suspicion is None:
            return self.take(slice(0, 0))
        known = (self.as_of <= day) & (self.known_at <= known_at)
        return self.take(known & self.suspicion.at(known_at))

    def with_value(self, row: int, value: float) -> Track:
        """The same track with another value of one fact; itself where it has no such fact."""
        here = self.ids == row
        return replace(self, value=np.where(here, value, self.value)) if here.any() else self

    def visible(self, day: int, known_at: int, after: int | None = None) -> Track:
        """The newest vintage of each observation with after < as_of <= day known by then.

        One that is suspect is left out, as if nobody had said it.
        """
        if self.suspicion is not None:
            return self.believed(known_at).visible(day, known_at, after)
        start = 0 if after is None else int(np.searchsorted(self.as_of, after, side="right"))
        stop = int(np.searchsorted(self.as_of, day, side="right"))
        if self.known_in_order:
            known = int(np.searchsorted(self.known_at, known_at, side="right"))
            return self.take(slice(start, max(start, min(stop, known))))
        rows = np.arange(start, stop)
        told = (self.known_at[start:stop] <= known_at) & (self.withdrawn[start:stop] > known_at)
        rows = rows[told]
        return self.take(rows[self._last_vintages(rows)])

    def newest(self, days: Longs, known_at: Longs, after: Longs) -> NDArray[np.intp]:
        """The row of the last of `visible` for each of many days; −1 where nothing is visible."""
        if not self.known_in_order:
            places = {int(row): place for place, row in enumerate(self.ids)}
            asked = zip(days.tolist(), known_at.tolist(), after.tolist(), strict=True)
            seen = (self.visible(*each).ids[-1:] for each in asked)
            return np.array([places[int(ids[0])] if len(ids) else -1 for ids in seen], np.intp)
        known = np.searchsorted(self.known_at, known_at, side="right")
        last = np.minimum(np.searchsorted(self.as_of, days, side="right"), known) - 1
        return np.where(last >= np.searchsorted(self.as_of, after, side="right"), last, -1)

    @cached_property
    def one_span(self) -> int | None:
        """The span of all its facts; None where they differ, or there are none."""
        return _the_same(self.span)

    @cached_property
    def one_target(self) -> int | None:
        """The date that all its facts are about; None where they differ, or there are none."""
        return _the_same(self.target)

    @cached_property
    def known_in_order(self) -> bool:
        """Whether none is corrected, taken back or suspect, nor known before an earlier day."""
        if self.suspicion is not None:
            return False
        once = self._last_vintages(np.arange(len(self))).all()
        stands = (self.withdrawn == FOREVER).all()
        return bool(once and stands and (self.known_at[1:] >= self.known_at[:-1]).all())

    def _last_vintages(self, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        last = np.ones(len(rows), dtype=np.bool_)
        same = np.ones(max(len(rows) - 1, 0), dtype=np.bool_)
        for key in (self.as_of, self.target, self.span):
            same &= key[rows[:-1]] == key[rows[1:]]
        last[:-1] = ~same
        return last


def _the_same(numbers: Ints) -> int | None:
    """The number that all are."""
    same = len(numbers) and bool((numbers == numbers[0]).all())
    return int(numbers[0]) if same else None
