"""Feeds in, their facts in the base and a report on each out. One that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kb.errors import StoreError
from kb.feeds.fetched import Fetched, Order
from kb.feeds.model import Answer, Ask
from kb.feeds.resting import AT_MOST, resting
from kb.feeds.taking import Reading, take
from kb.feeds.unanswered import ALONE, Unanswered
from kb.feeds.wanted import wanted_since
from kb.raw import Came, keep, kept_answer, last_good, with_bytes
from kb.store import KnowledgeBase

if TYPE_CHECKING:
    from kb.feeds.feed import Feed
    from kb.feeds.line import Line

CLOSED, SURE = timedelta(days=40), timedelta(days=365)
"""A page whose days were over so long ago when it was asked for is sure for so long."""
PAGES = 10_000
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
            found = _fetch_one(kb, feed, line, order, told)
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


def _fetch_one(kb: KnowledgeBase, feed: Feed, line: Line, order: Order, told: Told) -> Fetched:
    found, now = Fetched(feed.name), line.time.now()
    rest = "" if feed.name in order.named else resting(kb.connection, feed.name, now)
    if rest:
        found.problems.append(rest)
        return found
    symbols = order.symbols(feed.name)
    since = order.since or wanted_since(kb.connection, feed, symbols, now, order.first)
    failures = 0
    for first in _asks(feed, symbols, since, now, found):
        failures = _pages(kb, feed, line, order, first, found, failures, told)
        if failures >= AT_MOST:
            break
    return found


def _asks(
    feed: Feed, symbols: Mapping[str, str], since: date, now: datetime, found: Fetched
) -> Iterator[Ask]:
    try:
        yield from feed.asks(symbols, since, now)
    except Exception as error:  # a page may be wrong in any way, and must not stop the others
        found.problems.append(f"its page makes no request ({type(error).__name__}: {error})")


def _pages(
    kb: KnowledgeBase, feed: Feed, line: Line, order: Order, first: Ask, found: Fetched,
    failures: int, told: Told,
) -> int:  # fmt: skip
    """One request and the pages after it; how many requests in a row have failed since."""
    ask: Ask | None = first
    for _ in range(PAGES):
        if ask is None:
            break
        answer = _closed(kb, ask, line, order)
        if answer is None:
            answer, passing = _answered(kb, feed, line, order, ask, found)
            if answer is None:
                return failures + passing
            failures = 0
        if told:
            told(found.asked)
        ask = _next(feed, answer, found)
    return failures


def _next(feed: Feed, answer: Answer, found: Fetched) -> Ask | None:
    try:
        return feed.next(answer)
    except Exception as error:
        found.problems.append(f"its page finds no next one ({type(error).__name__}: {error})")
        return None


def _answered(
    kb: KnowledgeBase, feed: Feed, line: Line, order: Order, ask: Ask, found: Fetched
) -> tuple[Answer | None, bool]:
    """The answer, taken in; None where there is none, and whether the source did not give any."""
    known = None if order.reading.accept else last_good(kb.connection, ask)
    found.asked += 1
    try:
        answer = line.answer(feed, ask, known)
    except Unanswered as error:
        _keep(kb, Answer(ask, error.status, line.time.now(), b""), str(error))
        found.problems.append(str(error))
        return None, error.status not in ALONE
    if answer.status == NOT_MODIFIED and known is not None:
        _keep(kb, answer, "")
        found.same += 1
        return replace(kept_answer(kb.connection, known), ask=ask), False
    taken = take(kb, feed, answer, order.reading)
    found.add(taken)
    return (None if taken.problem else answer), False


def _keep(kb: KnowledgeBase, answer: Answer, problem: str) -> None:
    with kb.transaction() as opened:
        keep(opened, answer, Came(problem=problem))


def _closed(kb: KnowledgeBase, ask: Ask, line: Line, order: Order) -> Answer | None:
    """What was answered before, where it asks for days that were long over then."""
    known = last_good(kb.connection, ask) if ask.last and not order.reading.accept else None
    if known is None or ask.last is None or line.time.now() - known.at > SURE:
        return None
    over = known.at.date() - ask.last > CLOSED
    return replace(kept_answer(kb.connection, known), ask=ask) if over else None


def chosen(feeds: Mapping[str, Feed], names: Iterable[str]) -> list[Feed]:
    """The feeds with these names; StoreError for one that there is not, with the nearest."""
    from difflib import get_close_matches

    found: list[Feed] = []
    for name in names:
        if name not in feeds:
            near = get_close_matches(name, list(feeds), n=1, cutoff=0.5)
            meant = f"did you mean {near[0]!r}?" if near else "`downdraft feeds list` names them"
            raise StoreError(f"there is no feed {name!r}; {meant}")
        found.append(feeds[name])
    return found
