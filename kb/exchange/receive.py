"""Receiving: a base and a source in, what it had not got taken in batch by batch, a report out.

A group of what came is one transaction, so a base that is stopped at any moment is sound and the
next time goes on from there. What is there already is known by its link and passed over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from kb.errors import ConflictError, StoreError
from kb.exchange.known import BATCH, RUN, Known
from kb.exchange.offers import Offer, Source
from kb.exchange.received import COUNTED, Received
from kb.exchange.take_batch import BatchTaker
from kb.exchange.take_run import take_book, take_rendering, take_run
from kb.exchange.taken import label_of
from kb.late_facts import (
    histories_that_saw,
    late_histories,
    late_runs,
    runs_that_saw,
)
from kb.late_runs import late_by_now
from kb.store import KnowledgeBase
from kb.uncollected import uncollected

AT_ONCE, BYTES_AT_ONCE = 100, 1 << 24
"""How much is taken in by one transaction: so many, or what comes to so many bytes."""


def receive(kb: KnowledgeBase, source: Source, done: Received, *, keep_good: bool = False) -> None:
    """Take in what a source has and this base has not.

    done       where it is written down as it goes
    keep_good  take a batch without the facts that contradict one here; else it stops before it
    raises     ConflictError naming the fact, where everything before it was taken in; StoreError
               for what is not what its name or link says
    """
    first, batch = kb.last_fact() + 1, kb.last_batch()
    try:
        with uncollected():
            for group in _groups(kb, source):
                _take_all(kb, group, keep_good, done)
    finally:
        _look_back(kb, first, batch, done)


def _take_all(
    kb: KnowledgeBase, group: list[tuple[Offer, list[bytes]]], keep_good: bool, done: Received
) -> None:
    """A group in one transaction: all of it, or what stands before a contradiction.

    It is counted when it is committed: of a group that is rolled back nothing came.
    """
    stopped: ConflictError | None = None
    came = Received()
    with kb.transaction() as opened:
        taker = _Taker(opened, kb, keep_good, came)
        for offer, contents in group:
            opened.execute("SAVEPOINT one")
            try:
                with _named(offer):
                    taker.take(offer, contents)
            except ConflictError as error:
                opened.execute("ROLLBACK TO one")
                stopped = error
                break
            opened.execute("RELEASE one")
    done.count(came)
    if stopped:
        raise stopped


@contextmanager
def _named(offer: Offer) -> Iterator[None]:
    """Let an error about what came say which of it, and under which name its content lies."""
    try:
        yield
    except StoreError as error:
        own = offer.link if offer.kind == BATCH else str(offer.said[0])
        if type(error) is not StoreError or own[:12] in str(error):
            raise
        label = f" ({label_of(offer)})" if offer.kind == BATCH and offer.said[2] else ""
        content = f", content {offer.contents[0][:12]}" if offer.contents else ""
        raise StoreError(f"{offer.kind} {own[:12]}{label}{content}: {error}") from error


class _Taker:
    def __init__(
        self, opened: sqlite3.Connection, kb: KnowledgeBase, keep_good: bool, done: Received
    ) -> None:
        self._opened, self._done = opened, done
        self._known = Known(opened)
        self._batches = BatchTaker(opened, kb.catalog, self._known, keep_good)

    def take(self, offer: Offer, contents: list[bytes]) -> None:
        """One of them; one that somebody else took in meanwhile is passed over."""
        if self._known.has(offer.kind, offer.link):
            return
        if offer.kind == BATCH:
            taken = self._batches.take(offer, contents[0] if contents else b"")
            self._done.idle += not (taken.new or taken.withdrawn or taken.set_aside)
            self._done.facts += taken.new
            self._done.there += taken.there
            self._done.otherwise += taken.otherwise
            self._done.withdrawn += taken.withdrawn
            self._done.set_aside += taken.set_aside
            self._done.unknown += taken.unknown
            self._done.misfits += taken.misfits
        elif offer.kind == RUN:
            if len(contents) > 1:
                take_book(self._opened, offer.book, contents[1])
            take_run(self._opened, self._known, offer, contents[0])
            self._done.runs.append(str(offer.said[0]))
        else:
            take_rendering(self._opened, self._known, offer)
        self._done.came[COUNTED[offer.kind]] += 1


def _groups(kb: KnowledgeBase, source: Source) -> Iterator[list[tuple[Offer, list[bytes]]]]:
    """What is new with its contents, in groups for a transaction each."""
    known = Known(kb.connection)
    have = set(known.digests) | {book for (book,) in kb.rows("SELECT hash FROM rulebook")}
    new = [offer for offer in source.offers() if not known.has(offer.kind, offer.link)]
    needs: list[tuple[Offer, list[str]]] = []
    for offer in new:
        needed = [name for name in offer.contents if name not in have]
        have.update(needed)
        needs.append((offer, needed))
    contents = source.contents([name for _, needed in needs for name in needed])
    group: list[tuple[Offer, list[bytes]]] = []
    size = 0
    for offer, needed in needs:
        brought = [_next(contents, source) for _ in needed]
        group.append((offer, brought))
        size += sum(map(len, brought))
        if len(group) >= AT_ONCE or size >= BYTES_AT_ONCE:
            yield group
            group, size = [], 0
    if group:
        yield group


def _next(contents: Iterator[bytes], source: Source) -> bytes:
    found = next(contents, None)
    if found is None:
        raise StoreError(f"{source.name}: it broke off; ask again for what did not come")
    return found


def _look_back(kb: KnowledgeBase, first: int, batch: int, done: Received) -> None:
    """Which recorded runs and histories would see what came."""
    if kb.last_batch() == batch:
        return
    opened = kb.connection
    runs = dict.fromkeys(late_runs(opened, first) if done.facts else ())
    histories = {each.id: each for each in (late_histories(opened, first) if done.facts else ())}
    for number in range(batch + 1, kb.last_batch() + 1) if done.withdrawn else ():
        runs |= dict.fromkeys(runs_that_saw(opened, number))
        histories |= {each.id: each for each in histories_that_saw(opened, number)}
    saw = {run for (run,) in kb.rows("SELECT id FROM run WHERE batch > ?", batch)}
    if not saw.isdisjoint(runs):  # they saw a part of what came, so each is held against the rest
        late = set(late_by_now(kb))
        runs = {run: None for run in runs if run not in saw or run in late}
    done.late_for, done.late_histories = tuple(runs), tuple(histories.values())
