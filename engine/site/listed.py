"""The recorded runs of an asset in order: stored runs in, those of a day and of the days beside it.

A list never changes; what is recorded later comes into a new one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from engine.site.lazy import lazy
from kb.ledger import StoredRun

_DAY = attrgetter("as_of")


@dataclass(frozen=True)
class Listed:
    """Every run of an asset, by day and then as they were written.

    count  how many runs of any asset the ledger held by then
    """

    count: int = 0
    runs: Sequence[StoredRun] = ()

    def after(self, count: int, new: Iterable[StoredRun]) -> Listed:
        """The list with what was recorded since."""
        return Listed(count, tuple(sorted((*self.runs, *new), key=_DAY)))

    @lazy
    def days(self) -> dict[int, StoredRun]:
        """The run recorded last of each day, the earliest day first."""
        return {run.as_of: run for run in self.runs}

    @lazy
    def order(self) -> tuple[int, ...]:
        """The days, since 1970-01-01."""
        return tuple(self.days)

    def of(self, day: int) -> Sequence[StoredRun]:
        """The runs of a day as they were written."""
        first = bisect_left(self.runs, day, key=_DAY)
        return self.runs[first : bisect_right(self.runs, day, key=_DAY)]

    def beside(self, day: int) -> tuple[StoredRun | None, StoredRun | None]:
        """The runs recorded last of the days before and after a day."""
        order = self.order
        before, after = bisect_left(order, day) - 1, bisect_right(order, day)
        return (
            self.days[order[before]] if before >= 0 else None,
            self.days[order[after]] if after < len(order) else None,
        )
