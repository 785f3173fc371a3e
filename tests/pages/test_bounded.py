"""Pages made to hang or to crash: each is one short sentence with its file and line, and soon."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from engine.pages.build import build_book
from engine.pages.errors import PageError
from engine.pages.folder import LINES
from kb.built_in import catalog
from kb.plain_file import LONGEST
from tests.pages.hostile_pages import DEEP, LOW, NAME, PAGES


@pytest.mark.parametrize("kind", PAGES)
def test_a_hostile_page_is_one_short_sentence_and_soon(kind, refused):
    text, said = PAGES[kind]
    begun = time.process_time()
    sentence = refused(build_book, {"chapter/low.md": text}, catalog())
    assert time.process_time() - begun < 2
    assert sentence.startswith(f"{NAME} line ")
    assert said in sentence
    assert len(sentence) < 600
    assert sentence.isprintable()


@pytest.mark.parametrize("line", ["a", "- a", "|-|", "# a", "> a", "===", "  - a", "|a|b|"])
def test_the_longest_page_of_anything_is_read_soon(line):
    rows = min(LINES, LONGEST // (len(line) + 1)) - 100
    begun = time.process_time()
    with suppress(PageError):
        build_book({"chapter/low.md": LOW + f"\n{line}" * rows}, catalog())
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("name", ["assumptions.yaml", "briefing.yaml"])
def test_the_shared_files_are_bounded_too(name, refused):
    for text in ("why: " + "{a: " * DEEP, "why: " + "[" * DEEP):
        sentence = refused(build_book, {name: text, "chapter/low.md": LOW}, catalog())
        assert sentence == f"rules/{name} line 1: this is nested more than 30 deep; write it flat"
