"""What every claim came to over the recorded days: lines of runs in, stretches of days out.

Thousands of days are looked at for each claim, so they are held as arrays, a claim's in a row, into
which only the days come that were recorded since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, eq=False)
class _Known:
    """What is known of one list of runs; a later list makes another of it.

    count     how many runs of any asset the ledger held by then
    last      the run of each day, days those days, since 1970-01-01
    codes     by claim what it came to on each of them: a place in `statuses`, or ABSENT
    """

    count: int = -1
    last: Mapping[int, StoredRun] = field(default_factory=dict)
    days: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    codes: Mapping[str, IntArray] = field(default_factory=dict)
    statuses: tuple[str, ...] = ()

    def brought_up(self, listed: Listed, found: Callable[[StoredRun], Found]) -> _Known:
        """The same of a later list, of which only the runs are read that are new."""
        new = [run for day, run in listed.days.items() if self.last.get(day) is not run]
        findings = [found(run) for run in new]
        said = (status for each in findings for status, _ in each.values())
        statuses = tuple(dict.fromkeys((*self.statuses, *said)))
        code = {status: place for place, status in enumerate(statuses)}
        days = np.array(listed.order, dtype=np.int64)
        kept = np.searchsorted(days, self.days)
        places = np.searchsorted(days, [run.as_of for run in new])
        every = {}
        for claim in self.codes.keys() | {claim for each in findings for claim in each}:
            codes = np.full(len(days), ABSENT)
            if claim in self.codes:
                codes[kept] = self.codes[claim]
            codes[places] = [code[each[claim][0]] if claim in each else ABSENT
                             for each in findings]  # fmt: skip
            every[claim] = codes
        return _Known(listed.count, listed.days, days, every, statuses)

    def of(self, claim: str, before: Iterable[Stretch]) -> list[Stretch]:
        """The stretches of a claim, on the days of a history too where no run tells of it."""
        codes = self.codes.get(claim, np.full(len(self.days), ABSENT))
        told = codes != ABSENT
        days, codes, statuses = self.days[told], codes[told], list(self.statuses)
        parts = []
        for first, last, status in before:
            if status not in statuses:
                statuses.append(status)
            parts.append((np.arange(first, last + 1), statuses.index(status)))
        if parts:
            days, codes = _together(days, codes, parts)
        return list(_stretches(days, codes, statuses))


class Strips:
    """The findings of every claim on the days of one list of runs, and then of the next one.

    Many threads ask. Who asks about a later list than is known waits until its runs are read, by
    the first who asked; nobody else does.
    """

    def __init__(self) -> None:
        self._reading = Lock()
        self._known = _Known()

    def of(
        self, listed: Listed, found: Callable[[StoredRun], Found], claim: str,
        before: Iterable[Stretch] = (),
    ) -> list[Stretch]:  # fmt: skip
        """The stretches of a claim, the earliest first.

        found   reads the findings of a run
        before  stretches of the days of a history, which count where no run is recorded
        """
        if listed.count > self._known.count:
            with self._reading:
                if listed.count > self._known.count:
                    self._known = self._known.brought_up(listed, found)
        return self._known.of(claim, before)


def _together(
    days: IntArray, codes: IntArray, parts: Sequence[tuple[IntArray, int]]
) -> tuple[IntArray, IntArray]:
    """Days of a history, each part of one finding, between those of runs."""
    every = np.concatenate([*(own for own, _ in parts), days])
    told = np.concatenate([*(np.full(len(own), code) for own, code in parts), codes])
    kept, newest = np.unique(every[::-1], return_index=True)
    return kept, told[::-1][newest]


def _stretches(days: IntArray, codes: IntArray, statuses: Sequence[str]) -> Iterator[Stretch]:
    """Days one after another on which the finding was the same."""
    if not len(days):
        return
    breaks = (np.diff(days) != 1) | (np.diff(codes) != 0)
    ends = np.concatenate([np.flatnonzero(breaks), [len(days) - 1]])
    starts = np.concatenate([[0], ends[:-1] + 1])
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield int(days[start]), int(days[end]), statuses[int(codes[start])]
