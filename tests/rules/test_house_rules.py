"""The built-in pages leave nothing open, and nothing the cases would not notice."""

from __future__ import annotations

import pytest

from engine.cases.house import wants
from engine.pages.library import load_book
from kb.catalog import catalog

BOOK = load_book()


def test_no_page_leaves_anything_open():
    assert [f"{w.file} line {w.line}: {w.problem}" for w in wants(BOOK, catalog())] == []


@pytest.mark.parametrize("page", BOOK.pages, ids=[page.claim for page in BOOK.pages])
def test_a_page_cites_the_paragraphs_it_restates(page):
    assert page.source
    assert all(paragraph[0] in "EJ" for paragraph in page.source)
