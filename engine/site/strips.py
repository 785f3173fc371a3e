"""What every claim came to over the recorded days: lines of runs in, stretches of days out.

Thousands of days are looked at for each claim, so they are held as arrays, a claim's in a row, into
which only the days come that were recorded since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock

import numpy as np

from engine.numeric.arguments import IntArray
from engine.site.listed import Listed
from kb.ledger import StoredRun

ABSENT = -1
"""That a run found nothing of a claim."""
Found = Mapping[str, tuple[str, str]]
"""By claim what it came to, and why."""
Stretch = tuple[int, int, str]
"""The first and the last day, and what a claim came to on them."""


class Strips:
    """The findings of every claim on the days of one list of runs, and then of the next one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = -1
        self._last: Mapping[int, StoredRun] = {}
        self._days: IntArray = np.empty(0, dtype=np.int64)
        self._codes: dict[str, IntArray] = {}
        self._statuses: list[str] = []

    def of(
        self, listed: Listed, found: Callable[[StoredRun], Found], claim: str,
        before: Iterable[Stretch] = (),
    ) -> list[Stretch]:  # fmt: skip
        """The stretches of a claim, the earliest first.

        found   reads the findings of a run
        before  stretches of the days of a history, which count where no run is recorded
        """
        with self._lock:
            if listed.count > self._count:
                self._bring_up(listed, found)
            nothing = np.full(len(self._days), ABSENT)
            days, codes = self._days, self._codes.get(claim, nothing)
            known = codes != ABSENT
            days, codes = self._with_history(days[known], codes[known], before)
            return list(_stretches(days, codes, self._statuses))

    def _bring_up(self, listed: Listed, found: Callable[[StoredRun], Found]) -> None:
        new = [run for day, run in listed.days.items() if self._last.get(day) is not run]
        findings = [found(run) for run in new]  # before anything is changed: it may raise
        days = np.array(listed.order, dtype=np.int64)
        kept = np.searchsorted(days, self._days)
        places = np.searchsorted(days, [run.as_of for run in new])
        claims = self._codes.keys() | {claim for each in findings for claim in each}
        for claim in claims:
            codes = np.full(len(days), ABSENT)
            if claim in self._codes:
                codes[kept] = self._codes[claim]
            codes[places] = [self._code(each[claim][0]) if claim in each else ABSENT
                             for each in findings]  # fmt: skip
            self._codes[claim] = codes
        self._count, self._days, self._last = listed.count, days, listed.days

    def _code(self, status: str) -> int:
        if status not in self._statuses:
            self._statuses.append(status)
        return self._statuses.index(status)

    def _with_history(
        self, days: IntArray, codes: IntArray, before: Iterable[Stretch]
    ) -> tuple[IntArray, IntArray]:
        """The days of a history between those of runs."""
        parts = [(np.arange(a, b + 1), self._code(status)) for a, b, status in before]
        if not parts:
            return days, codes
        every = np.concatenate([*(own for own, _ in parts), days])
        told = np.concatenate([*(np.full(len(own), code) for own, code in parts), codes])
        kept, newest = np.unique(every[::-1], return_index=True)
        return kept, told[::-1][newest]


def _stretches(days: IntArray, codes: IntArray, statuses: list[str]) -> Iterator[Stretch]:
    """Days one after another on which the finding was the same."""
    if not len(days):
        return
    breaks = (np.diff(days) != 1) | (np.diff(codes) != 0)
    ends = np.concatenate([np.flatnonzero(breaks), [len(days) - 1]])
    starts = np.concatenate([[0], ends[:-1] + 1])
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield int(days[start]), int(days[end]), statuses[int(codes[start])]
