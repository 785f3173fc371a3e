"""Every ready feed on the whole way: asked over the line, answered with its sample or with a fault
of its server, taken in or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from kb.built_in import catalog
from kb.feeds.check import answer_of
from kb.feeds.feed import Feed
from kb.feeds.keys import Keys
from kb.feeds.line import Line
from kb.feeds.model import Answer
from kb.feeds.taking import Reading, take
from kb.feeds.unanswered import TRIES, Unanswered
from kb.raw import last_good
from kb.store import KnowledgeBase
from tests.every import every
from tests.feeds.conftest import line_to
from tests.feeds.own_feed import Clock
from tests.feeds.ready import FEEDS
from tests.feeds.server import Reply, Server, self_signed

ACCEPTING = Reading("the numbers of samples are invented")
STAMP = {"ETag": '"7"'}
AWAY = {"Location": "https://elsewhere.test/x"}
LIMIT, LATE = 0.05, 0.02  # MB of an answer, seconds that an answer may take


@pytest.fixture(scope="module")
def sources():
    with Server().open() as listening:
        yield listening


@pytest.fixture(scope="module")
def untrusted(tmp_path_factory):
    with Server(self_signed(tmp_path_factory.mktemp("certificate"))).open() as listening:
        yield listening


def held(kb: KnowledgeBase) -> list[tuple]:
    return kb.rows(
        "SELECT series, asset, target, as_of, canonical_value, known_at FROM observation"
    )


def told_by(feed: Feed) -> Answer:
    """The first sample that gives facts, as an answer."""
    return answer_of(feed, next(each for each in feed.samples if each.facts))


def of_head(feed: Feed, **said: float) -> Feed:
    """A feed whose page says something else of these."""
    return replace(feed, head=feed.head.model_copy(update=said))


def place_of(told: Answer) -> str:
    """Where the server that stands for all is asked for it."""
    parts = urlsplit(told.ask.url)
    return f"/{parts.netloc}{parts.path}"


def line_of(feed: Feed, server: Server, told: Answer) -> Line:
    keys = Keys({feed.key.variable: "s3cret-s3cret"} if feed.key else {})
    return line_to(server, Clock(told.at), keys)


@every("name", FEEDS)
def test_what_a_sample_says_comes_in_once_with_its_bytes(name, sources):
    """Over the line, packed; once more, and asked again soon after: nothing more."""
    feed, told = FEEDS[name], told_by(FEEDS[name])
    stamp = {"Last-Modified": told.headers["last-modified"]} if told.headers else {}
    sources.says(place_of(told), Reply(told.body, headers=stamp | STAMP, gzipped=True))
    with KnowledgeBase.in_memory(catalog()) as kb, line_of(feed, sources, told) as line:
        answer = line.answer(feed, told.ask)
        assert answer.body == told.body
        taken = take(kb, feed, answer, ACCEPTING)
        assert (taken.problem, taken.new + taken.revised > 0) == ("", True)
        first = held(kb)
        later = replace(answer, at=answer.at + timedelta(minutes=10))
        for again in (answer, later):
            assert take(kb, feed, again, ACCEPTING).receipt is None
        assert held(kb) == first
        same = line.answer(feed, told.ask, last_good(kb.connection, told.ask))
        assert (same.status, same.body) == (304, b"")


UNANSWERED = {
    "HTTP 429: too many requests": Reply(status=429),
    "HTTP 500: its server failed": Reply(status=500),
    "the connection was cut": Reply("day,value\n" * 9, cut=20),
    "bytes and was cut off there": Reply(rubbish=100),
    "elsewhere.test, which is none of its hosts|a posted request": Reply(status=302, headers=AWAY),
}


@pytest.fixture(scope="module")
def lines(sources, untrusted):
    """To the one server and to the other, with every key there is."""
    keys = Keys({feed.key.variable: "s3cret-s3cret" for feed in FEEDS.values() if feed.key})
    with line_to(sources, Clock(), keys) as open_line, line_to(untrusted, Clock(), keys) as other:
        yield open_line, other


@every("name", FEEDS)
def test_a_fault_of_its_server_is_said_and_nothing_comes_of_it(name, sources, lines):
    """Too many requests, an error, a cut, a hundred megabytes, another host, no time, no trust."""
    feed, told = FEEDS[name], told_by(FEEDS[name])
    limited, hasty = of_head(feed, limit=LIMIT), of_head(feed, timeout=LATE)
    line, untrusted = lines
    for said, reply in UNANSWERED.items():
        sources.says(place_of(told), reply)
        with pytest.raises(Unanswered, match=said):
            line.answer(limited, told.ask)
    sources.says(place_of(told), Reply(late=50 * LATE))
    with pytest.raises(Unanswered, match=f"within {LATE} seconds, {TRIES} times"):
        line.answer(hasty, told.ask)
    with pytest.raises(Unanswered, match="its certificate cannot be trusted"):
        untrusted.answer(feed, told.ask)
