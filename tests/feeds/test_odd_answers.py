"""No odd answer is a value: cut, denied, empty, HTML, a column more or less, for every feed."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kb.built_in import catalog
from kb.errors import ReadError
from kb.feeds.check import answer_of, facts_of
from kb.feeds.feed import Feed
from kb.feeds.model import Answer
from tests.every import every
from tests.feeds.ready import FEEDS

CATALOG = catalog()
GONE = "_no_more"
SPOILT = 12
RUBBISH = (
    b"", b"null", b"[]", b"{}", b'"', b",", b"\n", b"-", b"9" * 400, b"1e999", b"NaN", b"\xff",
    b"<", b"\x00", b"0",
)  # fmt: skip
ADD_UP = {"farside"}
"""Where figures must add up, one alone that is another is refused."""
TOGETHER = 2
"""Series that one figure of an answer may give."""


def sample_of(feed: Feed):
    """The first sample that gives a fact."""
    return next(sample for sample in feed.samples if sample.facts)


def said(feed: Feed, answer: Answer) -> dict[tuple, float] | None:
    """The values of an answer by what they are of; None where it is refused."""
    try:
        facts = facts_of(feed, answer, CATALOG)
    except ReadError:
        return None
    return {(f.series, f.asset, f.source, f.as_of, f.known_at): f.value for f in facts}


def read(feed: Feed, text: str) -> dict[tuple, float] | None:
    """The same of the text of an answer."""
    return said(feed, answer_of(feed, sample_of(feed), text))


@every("name", FEEDS)
def test_an_answer_that_is_cut_gives_what_stands_in_it_or_nothing(name):
    feed = FEEDS[name]
    sample = sample_of(feed)
    whole = read(feed, sample.text)
    assert whole
    cuts = {sum(map(len, sample.text.splitlines(True)[:n])) for n in range(sample.text.count("\n"))}
    if feed.head.shape == "json":
        cuts |= set(range(0, len(sample.text), 37))
    for cut in sorted(cuts):
        found = read(feed, sample.text[:cut])
        assert found is None or found.items() <= whole.items(), cut


@every("name", FEEDS)
def test_a_denial_and_what_is_no_data_are_refused(name):
    feed = FEEDS[name]
    answer = answer_of(feed, sample_of(feed))
    page = b"<!DOCTYPE html><html><body>Just a moment...</body></html>"
    odd = [replace(answer, body=page), replace(answer, body=b""), replace(answer, body=b" \r\n")]
    odd += [replace(answer, body=b"PK\x03\x04rubbish"), replace(answer, body=b"\x00\xff\x00")]
    odd += [replace(answer, status=status) for status in (204, 304, 400, 403, 429, 451, 500)]
    for each in odd:
        assert said(feed, each) is None, (each.status, each.body[:20])


@every("name", FEEDS)
def test_in_another_charset_an_answer_is_refused_or_says_the_same(name):
    feed = FEEDS[name]
    sample = sample_of(feed)
    answer, whole = answer_of(feed, sample), read(feed, sample.text)
    for charset in ("utf-16", "cp932", "utf-8", "utf-8-sig"):
        body = sample.text.encode(charset, errors="replace")
        assert said(feed, replace(answer, body=body)) in (None, whole), charset


@every("name", FEEDS)
def test_a_column_that_is_renamed_is_refused_or_missed_and_one_more_is_fine(name):
    feed = FEEDS[name]
    text = sample_of(feed).text
    whole = read(feed, text)
    for more in widened(text, feed.head.shape):
        assert read(feed, more) == whole
    for column in feed.reads.columns:
        for place in (str(place) for places in column.places for place in places):
            if place in text:
                found = read(feed, text.replace(place, place + GONE))
                if not column.optional or found is not None:
                    assert found is None or (found.items() <= whole.items() and found != whole)


def widened(text: str, shape: str) -> Iterator[str]:
    """The same answer with something in it that nobody knows."""
    if shape == "json":
        yield json.dumps(_more(json.loads(text)))
    elif shape in ("csv", "zip") and '"' not in text and "(" not in text:
        first, *rows = text.splitlines()
        yield "\n".join([f"{first},surprise", *(f"{row},7" for row in rows)]) + "\n"


def _more(tree):
    if isinstance(tree, dict):
        return {**{key: _more(value) for key, value in tree.items()}, "surprise": "7"}
    return [_more(each) for each in tree] if isinstance(tree, list) else tree


@every("name", FEEDS)
def test_what_is_read_again_later_is_read_as_it_was_then(name):
    """A bar that was open when it came is not closed by reading it a year later."""
    feed = FEEDS[name]
    answer = answer_of(feed, sample_of(feed))
    known = {fact.known_at for fact in facts_of(feed, answer, CATALOG)}
    assert max(known) <= answer.at


@every("name", sorted(set(FEEDS) - ADD_UP))
def test_a_value_that_was_revised_is_another_value_of_the_same_day_and_nothing_else(name):
    """Some numeral of its sample with another digit, and every other figure as it was."""
    text = sample_of(FEEDS[name]).text
    whole = read(FEEDS[name], text)
    numerals = list(re.finditer(r"\d+", text))
    for at in (place for each in numerals for place in (each.end() - 1, each.start())):
        found = read(FEEDS[name], f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}")
        if found and found.keys() == whole.keys() and found != whole:
            assert 1 <= len(whole.items() - found.items()) <= TOGETHER
            break
    else:
        pytest.fail("no numeral of its sample is a value")


@every("name", FEEDS)
def test_a_spoilt_answer_is_refused_in_a_sentence_or_read(name):
    """Bytes are put in, written over and taken out, the same ones every time."""
    feed, chance = FEEDS[name], random.Random(name)
    for sample in feed.samples:
        answer = answer_of(feed, sample)
        for _ in range(SPOILT):
            body = bytearray(answer.body)
            at = chance.randrange(len(body) + 1)
            body[at : at + chance.randint(0, 8)] = chance.choice(RUBBISH)
            spoilt = replace(answer, body=bytes(body))
            found = said(feed, spoilt)  # whatever it is but a refusal would leave this test
            assert found is None or all(math.isfinite(value) for value in found.values())
