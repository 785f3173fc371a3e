"""The record of a claim: how often it held before, and what the price did then.

It comes from a history in the ledger of this rule book, this code and these facts, or from judging
every day since the first close anew. Either way each day is judged on what was known by its end,
and nothing after the day asked about, or known only later, is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.forecast.market_days import Days, read_days
from engine.forecast.what_followed import HORIZONS, Followed, what_followed
from engine.judge.history import Period, history
from engine.judge.judgement import STATUS_CODE
from engine.judge.run import Run
from engine.numeric.arguments import Array, IntArray
from kb.clock import DAY_SECONDS
from kb.histories import StoredHistory, StoredStretch, findings_of, histories
from kb.panel import end_of
from kb.store import KnowledgeBase

HOLDS, FAILS = STATUS_CODE["holds"], STATUS_CODE["fails"]


@dataclass(frozen=True)
class ClaimRecord:
    """What followed when a claim held, by horizon; days since 1970-01-01.

    history  the recorded history it comes from, "" where the days were judged anew
    """

    claim: str
    first: int
    last: int
    history: str
    followed: tuple[Followed, ...]


def kept_record(kb: KnowledgeBase, run: Run, claim: str) -> ClaimRecord | None:
    """The record from the longest fitting history of the ledger; None where there is none."""
    last = _last_day(run)
    stored = next(_fitting(kb, run, last), None)
    if stored is None:
        return None
    days = _days(kb, run, last)
    end = min(stored.last, last)
    status = _laid(findings_of(kb, stored.id, claim), stored.first, end)
    return _record(claim, stored.first, status, days, stored.id)


def record_anew(
    kb: KnowledgeBase, run: Run, claim: str, progress: Callable[[int], None] | None = None
) -> ClaimRecord:
    """The record from every day since the first close, judged now.

    progress  called with the number of days done so far
    raises    TooLittle when there is no close at all
    """
    last = _last_day(run)
    days = _days(kb, run, last)
    batch = run.question.batch or kb.last_batch()
    asked = Period(run.question.asset, days.first, last, batch)
    part = run.book.part(claim)
    found = history(kb, part, asked, progress)
    return _record(claim, asked.first, found.judgement.of(claim).astype(np.int64), days, "")


def _last_day(run: Run) -> int:
    """The last day asked about whose end lies within what was known."""
    asked = run.question
    return min(asked.as_of, (asked.known_at + 1) // DAY_SECONDS - 1)


def _days(kb: KnowledgeBase, run: Run, last: int) -> Days:
    asked = run.question
    return read_days(kb, asked.asset, last, asked.known_at, asked.batch)


def _fitting(kb: KnowledgeBase, run: Run, last: int) -> Iterator[StoredHistory]:
    """Histories of this question's rules, code and facts, the one that begins first first."""
    asked = run.question
    wanted = asked.asset, run.book.hash, run.book.engine
    like = (h for h in histories(kb) if (h.asset, h.rulebook, h.engine) == wanted)
    for stored in sorted(like, key=lambda h: (h.first, -h.last)):
        end = int(end_of(np.array([stored.last], dtype=np.int32))[0])
        digest = kb.digest(asked.asset, as_of=stored.last, known_at=end, batch=asked.batch)
        if stored.first <= last and digest == stored.facts_digest:
            yield stored


def _laid(stretches: list[StoredStretch], first: int, last: int) -> IntArray:
    """The status of every day from its stretches."""
    status = np.zeros(last - first + 1, dtype=np.int64)
    for stretch in stretches:
        start, stop = max(stretch.first, first) - first, min(stretch.last, last) - first + 1
        status[start : max(stop, 0)] = STATUS_CODE[stretch.status]  # type: ignore[index]
    return status


def _record(claim: str, first: int, status: IntArray, days: Days, name: str) -> ClaimRecord:
    closes = _closes(days, first, len(status))
    held = status == HOLDS
    followed = (what_followed(held, held | (status == FAILS), closes, h) for h in HORIZONS)
    return ClaimRecord(claim, first, first + len(status) - 1, name, tuple(followed))


def _closes(days: Days, first: int, count: int) -> Array:
    """The closes of so many days as known now, NaN where there is none."""
    closes = np.full(count, np.nan)
    place = np.arange(first, first + count) - days.first
    there = (place >= 0) & (place < len(days.later))
    closes[there] = days.later[place[there]]
    return closes
