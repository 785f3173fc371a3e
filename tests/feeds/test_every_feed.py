"""Every ready feed on the whole way: asked over the line, answered with its sample, taken in."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from kb.built_in import catalog
from kb.feeds.check import answer_of
from kb.feeds.keys import Keys
from kb.feeds.library import feeds
from kb.feeds.taking import Reading, take
from kb.store import KnowledgeBase
from tests.feeds.conftest import line_to
from tests.feeds.own_feed import Clock
from tests.feeds.server import Reply, Server

FEEDS = feeds()
ACCEPTING = Reading("the numbers of samples are invented")


@pytest.fixture(scope="module")
def sources():
    with Server().open() as listening:
        yield listening


def held(kb: KnowledgeBase) -> list[tuple]:
    return kb.rows(
        "SELECT series, asset, target, as_of, canonical_value, known_at FROM observation"
    )


@pytest.mark.parametrize("name", FEEDS)
def test_what_a_sample_says_comes_in_once_with_its_bytes(name, sources):
    """Over the line, packed; once more, and asked again soon after: nothing more."""
    feed = FEEDS[name]
    sample = next(each for each in feed.samples if each.facts)
    told = answer_of(feed, sample)
    parts = urlsplit(told.ask.url)
    stamp = {"Last-Modified": told.headers["last-modified"]} if told.headers else {}
    sources.says(f"/{parts.netloc}{parts.path}", Reply(told.body, headers=stamp, gzipped=True))
    clock, keys = Clock(told.at), Keys({feed.key.variable: "s3cret-s3cret"} if feed.key else {})
    with KnowledgeBase.in_memory(catalog()) as kb, line_to(sources, clock, keys) as line:
        answer = line.answer(feed, told.ask, None)
        assert answer.body == told.body
        taken = take(kb, feed, answer, ACCEPTING)
        assert (taken.problem, taken.new + taken.revised > 0) == ("", True)
        first = held(kb)
        clock.at += timedelta(minutes=10)
        for again in (answer, line.answer(feed, told.ask, None)):
            assert take(kb, feed, again, ACCEPTING).receipt is None
        assert held(kb) == first
