"""Tracing a file to its run: genuine, altered and how, or not from here."""

from __future__ import annotations

import random

import pytest

from engine.ledger.trace import Traced, as_written, trace
from engine.pages.errors import PageError
from kb.store import KnowledgeBase
from tests.desk import facts
from tests.ledger.recording import recorded, text_of

TRIALS = 2_000


@pytest.fixture
def document(kb, book) -> bytes:
    """The Markdown of the desk's day, recorded."""
    recorded(kb, book, "2025-11-17", "", "md", "text")
    return text_of(kb, book, "md").encode()


def test_a_document_as_it_was_written_is_genuine(kb, document):
    found = trace(kb, document)
    assert (found.verdict, found.form, found.how) == ("genuine", "md", "")


def test_the_format_is_that_of_the_bytes(kb, book, document):
    assert trace(kb, text_of(kb, book, "text").encode()).form == "text"


def test_any_byte_that_is_altered_is_found(kb, document, monkeypatch):
    """The search for what was altered is not part of this: it takes longer than finding that."""
    monkeypatch.setattr("engine.ledger.trace._altered", lambda *_: Traced("altered"))
    chance = random.Random(17)
    for _ in range(TRIALS):
        altered = edited(document, chance)
        assert trace(kb, altered).verdict != "genuine", altered


@pytest.mark.parametrize(
    ("damage", "cause"),
    [
        (lambda d: d.replace(b"\n", b"\r\n"), "its lines end in CRLF, as Windows writes them"),
        (lambda d: d[:-1], "the line feed is gone from its end"),
        (lambda d: d + b"\n\n", "blank lines were added at its end"),
        (lambda d: b"\xef\xbb\xbf" + d, "an editor put a byte-order mark in front"),
        (lambda d: d.decode().encode("utf-16"), "it is UTF-16, as PowerShell redirects output"),
        (lambda d: b"\x1b[1m" + d + b"\x1b[0m", "it was saved from a terminal with the marks"),
    ],
)
def test_a_usual_accident_is_named(kb, document, damage, cause):
    found = trace(kb, damage(document))
    assert (found.verdict, found.form) == ("altered", "md")
    assert found.how.startswith(cause)


def test_several_accidents_are_named_together(kb, document):
    damaged = document.decode().replace("\n", "\r\n").encode("utf-16")
    how = trace(kb, damaged).how
    assert how.startswith("it is UTF-16")
    assert " and its lines end in CRLF" in how


def test_the_first_line_that_was_altered_is_shown_both_ways(kb, document):
    found = trace(kb, document.replace(b"$492m", b"$42m", 1))
    assert (found.verdict, found.form) == ("altered", "md")
    assert "$492m" in found.how
    assert "$42m" in found.how
    assert found.how.startswith("line ")


def test_a_document_that_was_cut_short_is_shown_where_it_ends(kb, document):
    short = b"".join(document.splitlines(keepends=True)[:-1])
    assert trace(kb, short).how.endswith("and reads an empty line")


def test_an_altered_document_of_pages_that_cannot_be_read_today_is_still_told_so(
    kb, document, monkeypatch
):
    def broken(*_: object) -> None:
        raise PageError("rules/etf/funds_left.md", 6, "no formula is named 'etf.gone'")

    monkeypatch.setattr("engine.changes.recorded.book_of", broken)
    found = trace(kb, document.replace(b"$492m", b"$42m", 1))
    assert (found.verdict, found.run is None) == ("altered", False)
    assert found.how == "today's code cannot make its documents again to compare"


def test_a_document_that_was_never_recorded_is_told_so(kb, book, document):
    """The run is here; its HTML is not."""
    html = text_of(kb, book, "html").encode()
    found = trace(kb, html)
    assert (found.verdict, found.run is None) == ("altered", False)


def test_a_run_that_was_only_recorded_has_no_documents(kb, book):
    recorded(kb, book)
    found = trace(kb, text_of(kb, book, "md").encode())
    assert (found.verdict, found.how) == ("unknown", "no document of this run was recorded")


def test_a_document_of_another_base_is_unknown(book, document):
    with KnowledgeBase.in_memory() as other:
        other.add(facts())
        assert trace(other, document).verdict == "unknown"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xfe\x00", b"\xff\xfea", b"\x00" * 99, b"\x80"]
)
def test_what_is_no_briefing_at_all_is_unknown(kb, document, content):
    assert trace(kb, content).verdict == "unknown"


def test_what_was_not_altered_is_left_as_it_is():
    assert as_written(b"a\nb\n") == ("a\nb\n", [])


def edited(document: bytes, chance: random.Random) -> bytes:
    """One byte put in, taken out or changed."""
    place = chance.randrange(len(document))
    byte = bytes([chance.randrange(256)])
    kind = chance.randrange(3)
    if kind == 0:
        return document[:place] + byte + document[place:]
    if kind == 1:
        return document[:place] + document[place + 1 :]
    other = bytes([(document[place] + chance.randrange(1, 256)) % 256])
    return document[:place] + other + document[place + 1 :]
