"""The record of a claim: how often it held before, and what the price did then; as a proof's step.

It comes from a history in the ledger of this rule book, this code and these facts, or from judging
every day since the first close anew. Either way each day is judged on what was known by its end,
and nothing after the day asked about, or known only later, is read.

The wording goes no further than the record: without one, with few episodes, or with nothing out of
the ordinary after them, a mechanism coincides with what it is said to bring. No record says cause.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.forecast.market_days import Days, read_days
from engine.judge.history import Period, history
from engine.judge.judgement import STATUS_CODE
from engine.judge.run import Run
from engine.numeric.arguments import Array, IntArray
from engine.proof.node import Node
from engine.proof.what_followed import FEW, HORIZONS, Followed, what_followed
from engine.words.numbers import iso_date, percent
from kb.clock import DAY_SECONDS
from kb.histories import StoredHistory, StoredStretch, findings_of, histories
from kb.panel import end_of
from kb.store import KnowledgeBase

HOLDS, FAILS = STATUS_CODE["holds"], STATUS_CODE["fails"]
NONE = (
    "coincides with; no record of how often it held and what the price did then: --record judges "
    "every day since the first close, `downdraft history` keeps one"
)


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


def record_node(record: ClaimRecord | None) -> Node:
    """How often a claim held before and what followed, or that nothing is known of it."""
    if record is None:
        return Node("record", NONE, values={"record": None})
    span = f"{iso_date(record.first)} to {iso_date(record.last)}"
    source = f"history {record.history[:12]}" if record.history else "judged for this proof"
    cap = "goes before" if any(each.telling for each in record.followed) else "coincides with"
    text = f"{cap}; record from {span}, each day as it was known at its end ({source})"
    values = {
        "first": iso_date(record.first), "last": iso_date(record.last),
        "history": record.history or None, "wording": cap,
    }  # fmt: skip
    horizons = (Node("horizon", _said(each), values=_values(each)) for each in record.followed)
    return Node("record", text, tuple(horizons), {"record": values})


def _said(found: Followed) -> str:
    ahead = f"the next {found.horizon} days"
    if not found.episodes:
        return f"no earlier episode of which {ahead} are over"
    low, high = map(percent, found.interval)
    times = "once" if found.episodes == 1 else f"{found.episodes} times"
    return (
        f"held {times} before, at least {found.horizon} days apart; over {ahead} the price changed "
        f"by {percent(found.median)} in the median (any of {found.any_days:,} days: "
        f"{percent(found.any_median)}) and fell in {found.falls} of {found.episodes}, exact 90% "
        f"interval {low} to {high} (any day: {percent(found.any_falls)}); "
        f"{percent(found.placebo)} of placebo dates lie as far off: {_verdict(found)}"
    )


def _verdict(found: Followed) -> str:
    if found.few:
        return f"fewer than {FEW} episodes tell nothing from chance"
    if found.telling:
        return "more than other days bring, which is no proof of cause"
    return "no more than other days bring"


def _values(found: Followed) -> dict[str, object]:
    """The numbers of a horizon, unrounded; null where there is no episode."""
    known: dict[str, object] = {
        "horizon": found.horizon, "episodes": found.episodes, "falls": found.falls,
        "any_days": found.any_days, "interval": list(found.interval),
    }  # fmt: skip
    for name in ("median", "any_median", "any_falls", "placebo"):
        value = getattr(found, name)
        known[name] = None if math.isnan(value) else value
    return known
