"""A server on the loopback, a line to it whose time passes only when it waits, and a base."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kb.feeds.feed import Feed
from kb.feeds.fetch import fetch
from kb.feeds.fetched import Fetched, Order
from kb.feeds.keys import Keys
from kb.feeds.line import Line, Time
from kb.store import KnowledgeBase
from tests.empty_base import kb, path
from tests.feeds.own_feed import Clock, own_feed
from tests.feeds.server import Server

__all__ = ["kb", "path"]

Fetch = Callable[..., Fetched]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server().open() as listening:
        yield listening


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(server: Server, clock: Clock) -> Iterator[Line]:
    with line_to(server, clock) as open_line:
        yield open_line


def line_to(server: Server, clock: Clock, keys: Keys | None = None) -> Line:
    """A line to the server alone."""
    return line_of(server.url, clock, keys)


def line_of(address: str, clock: Clock, keys: Keys | None = None) -> Line:
    """A line to what stands at an address alone."""
    timing = Time(clock.now, clock.tick, clock.sleep, lambda: 1.0)
    return Line(keys or Keys({}), "downdraft/test", address, timing)


@pytest.fixture
def fetched(kb: KnowledgeBase, line: Line) -> Fetch:
    """Fetch one feed, the small one where none is given."""

    def call(feed: Feed | None = None, **given: object) -> Fetched:
        order = Order(lambda _: {}, **given)  # type: ignore[arg-type]
        [found] = fetch(kb, [feed or own_feed()], line, order)
        return found

    return call
