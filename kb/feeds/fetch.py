"""Feeds in, their facts in the base and a report on each out. One that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kb.errors import StoreError
from kb.feeds.fetched import Fetched, Order
from kb.feeds.model import Answer, Ask
from kb.feeds.resting import AT_MOST, resting
from kb.feeds.taking import Reading, take
from kb.feeds.unanswered import ALONE, Unanswered
from kb.feeds.wanted import wanted_since
from kb.raw import UNSENT, Came, Kept, keep, kept_answer, last_good, with_bytes
from kb.store import KnowledgeBase

if TYPE_CHECKING:
    from kb.feeds.feed import Feed
    from kb.feeds.line import Line

CLOSED, SURE = timedelta(days=40), timedelta(days=365)
"""A page whose days were over so long ago when it was asked for is sure for so long."""
PAGES = 10_000
SHOWN = 60  # characters of a name that there is not
NOT_MODIFIED = 304


Told = Callable[[int], None] | None
Progress = Callable[[str], AbstractContextManager[Told]]
"""What shows how many requests of a feed were answered, while they are."""


def fetch(
    kb: KnowledgeBase, feeds: Iterable[Feed], line: Line, order: Order,
    progress: Progress | None = None,
) -> Iterator[Fetched]:  # fmt: skip
    """Each feed with what became of it, one after the other."""
    for feed in feeds:
        with progress(feed.name) if progress else nullcontext() as told:
            found = _Fetch(kb, feed, line, order, told).whole()
        yield found


def read_again(kb: KnowledgeBase, feeds: Iterable[Feed], how: Reading) -> Iterator[Fetched]:
    """Each feed read again from the bytes that were kept; nothing goes out."""
    for feed in feeds:
        found = Fetched(feed.name)
        for kept in with_bytes(kb.connection, feed.name):
            found.asked += 1
            taken = take(kb, feed, kept_answer(kb.connection, kept), how, kept)
            if taken.problem and kept.problem:
                found.notes.append(f"what was answered at {kept.at:%Y-%m-%d} still does not fit")
            else:
                found.add(taken)
        yield found


class _Fetch:
    """One feed on its way: what it asks, what came, and how often in a row nothing did."""

    def __init__(self, kb: KnowledgeBase, feed: Feed, line: Line, order: Order, told: Told) -> None:
        self._kb, self._feed, self._line, self._order = kb, feed, line, order
        self._told = told
        self._failures = 0
        self.found = Fetched(feed.name)

    def whole(self) -> Fetched:
        """Every request and the pages after it, until the source has failed too often."""
        named, now = self._feed.name in self._order.named, self._line.time.now()
        if rest := "" if named else resting(self._kb.connection, self._feed.name, now):
            self.found.problems.append(rest)
            return self.found
        for first in self._asks(now):
            ask: Ask | None = first
            for _ in range(PAGES):
                if ask is None:
                    break
                ask = self._page(ask)
            if self._failures >= AT_MOST:
                break
        return self.found

    def _asks(self, now: datetime) -> Iterator[Ask]:
        order, feed = self._order, self._feed
        symbols, connection = order.symbols(feed.name), self._kb.connection
        since = order.since or wanted_since(connection, feed, symbols, now, order.first)
        try:
            yield from feed.asks(symbols, since, now)
        except Exception as error:  # a page may be wrong in any way, and must not stop the others
            self._wrong("its page makes no request", error)

    def _page(self, ask: Ask) -> Ask | None:
        """The request for the page after one; None where there is none, or this one failed."""
        answer = self._closed(ask) or self._answered(ask)
        if self._told:
            self._told(self.found.asked)
        try:
            return self._feed.next(answer) if answer else None
        except Exception as error:  # as above
            self._wrong("its page finds no next one", error)
            return None

    def _wrong(self, what: str, error: Exception) -> None:
        self.found.problems.append(f"{what} ({type(error).__name__}: {error})")

    def _closed(self, ask: Ask) -> Answer | None:
        """What was answered before, where it asks for days that were long over then."""
        known = self._known(ask) if ask.last else None
        if known is None or ask.last is None or self._line.time.now() - known.at > SURE:
            return None
        over = known.at.date() - ask.last > CLOSED
        return replace(kept_answer(self._kb.connection, known), ask=ask) if over else None

    def _known(self, ask: Ask) -> Kept | None:
        """The last answer that was read."""
        return last_good(self._kb.connection, ask)

    def _answered(self, ask: Ask) -> Answer | None:
        """The answer, taken in; None where none came, or one that does not fit."""
        known = self._known(ask)
        self.found.asked += 1
        try:
            answer = self._line.answer(self._feed, ask, known)
        except Unanswered as error:
            method = None if error.sent else UNSENT
            answer = Answer(ask, error.status, self._line.time.now(), b"")
            self._keep(answer, Came(problem=str(error), method=method))
            self.found.asked -= not error.sent
            self.found.problems.append(str(error))
            hopeless = not error.sent or (error.unreached and len(self._feed.hosts) == 1)
            self._failures += AT_MOST if hopeless else error.status not in ALONE
            self.found.unreached += error.unreached
            return None
        self._failures = 0
        if answer.status == NOT_MODIFIED and known is not None:
            self._keep(answer, Came())
            self.found.same += 1
            return replace(kept_answer(self._kb.connection, known), ask=ask)
        taken = take(self._kb, self._feed, answer, Reading())
        self.found.add(taken)
        return None if taken.problem else answer

    def _keep(self, answer: Answer, came: Came) -> None:
        with self._kb.transaction() as opened:
            keep(opened, answer, came)


def chosen(feeds: Mapping[str, Feed], names: Iterable[str]) -> list[Feed]:
    """The feeds with these names; StoreError for one that there is not, with the nearest."""
    found: list[Feed] = []
    for name in names:
        if name not in feeds:
            near = get_close_matches(name, list(feeds), n=1, cutoff=0.5)
            meant = f"did you mean {near[0]!r}?" if near else "`downdraft feeds list` names them"
            raise StoreError(f"there is no feed {name[:SHOWN]!r}; {meant}")
        if feeds[name] in found:
            raise StoreError(f"the feed {name!r} is named twice; name it once")
        found.append(feeds[name])
    return found
