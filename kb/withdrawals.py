"""Taking facts back: row ids and a reason in, a row for each and a batch of their own out.

Nothing is removed. From a moment on the fact is unseen; every question about what was known before
sees it as it did, and so does a recorded run, since a withdrawal has a place among the batches.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from kb.clock import moment
from kb.errors import StoreError
from kb.fact_cells import CONTROL, NOTE_LENGTH
from kb.late_facts import LateHistory, histories_that_saw, runs_that_saw
from kb.links import write_link
from kb.store import LABEL_LENGTH, KnowledgeBase
from kb.stored_facts import StoredFact
from kb.taken_back import withdrawal_digest


@dataclass(frozen=True)
class Withdrawn:
    """What was taken back, and the recorded runs and histories that would not see it again."""

    batch: int
    facts: tuple[StoredFact, ...]
    late_for: tuple[str, ...]
    late_histories: tuple[LateHistory, ...]


def withdraw(
    kb: KnowledgeBase, facts: Sequence[int], why: str, known_at: int | None = None
) -> Withdrawn:
    """Take facts back, all of them or none.

    known_at  since when, in seconds; None for now, or when the fact is known where that is later
    raises    StoreError saying what is wrong with the reason, the moment or a fact
    """
    now, why = int(time.time()), _reason(why)
    if known_at is not None and known_at > now:
        raise StoreError(f"known_at {_written(known_at)} lies in the future; leave it out for now")
    if twice := [row for place, row in enumerate(facts) if row in facts[:place]]:
        raise StoreError(f"fact {twice[0]} is named twice; name each fact once")
    with kb.transaction() as opened:
        rows = [(each.id, _since(each, known_at, now), why) for each in kb.facts(facts)]
        number = kb.last_batch() + 1
        opened.executemany(
            "INSERT INTO withdrawal (batch_id, fact_id, known_at, why) VALUES (?, ?, ?, ?)",
            [(number, *row) for row in rows],
        )
        label = f"withdrawn: {why}"[:LABEL_LENGTH]
        write_link(opened, number, withdrawal_digest(rows), 0, label, b"")
        saw = runs_that_saw(opened, number), histories_that_saw(opened, number)
    return Withdrawn(number, tuple(kb.facts(facts)), *saw)


def _reason(why: str) -> str:
    why = why.strip()
    if not why:
        raise StoreError("say why the facts are taken back; it is printed wherever they are named")
    if len(why) > NOTE_LENGTH:
        raise StoreError(f"the reason has {len(why)} characters; keep it to {NOTE_LENGTH}")
    if CONTROL.search(why):
        raise StoreError("the reason holds control characters or line breaks; write plain text")
    return why


def _since(fact: StoredFact, known_at: int | None, now: int) -> int:
    own = int(fact.known_at.timestamp())
    if fact.withdrawn:
        when = _written(int(fact.withdrawn.timestamp()))
        raise StoreError(f"fact {fact.id} is withdrawn already, since {when}: {fact.why}")
    if known_at is not None and known_at < own:
        raise StoreError(
            f"fact {fact.id} is known since {_written(own)} and cannot be taken back before, at "
            f"{_written(known_at)}"
        )
    return max(now, own) if known_at is None else known_at


def _written(seconds: int) -> str:
    return f"{moment(seconds):%Y-%m-%dT%H:%M:%SZ}"
