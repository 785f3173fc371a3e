"""The rule books of the ledger: the pages that something was judged by go in, and come out."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from kb import chain
from kb.errors import StoreError
from kb.store import KnowledgeBase

_KNOWN = "SELECT 1 FROM rulebook WHERE hash = ?"
_PAGES = """SELECT page.hash, page.name, page.text FROM rulebook, json_each(rulebook.pages) AS n
    JOIN page ON page.hash = n.value WHERE rulebook.hash = ? ORDER BY n.key"""


class StoredPage(NamedTuple):
    """A claim page as it was: its hash, its name and its text."""

    hash: str
    name: str
    text: str


def pages_of(kb: KnowledgeBase, book: str) -> list[StoredPage]:
    """The pages of a rule book, in its order; StoreError when it is not kept here."""
    if not kb.rows(_KNOWN, book):
        raise StoreError(f"rule book {book[:12]} is not kept in {kb.name}")
    return [StoredPage(*row) for row in kb.rows(_PAGES, book)]


def write_rulebook(opened: sqlite3.Connection, book: str, pages: tuple[StoredPage, ...]) -> bool:
    """Keep the pages of a rule book with a run or a history; False when they are there.

    opened  the transaction in which that is written
    """
    if opened.execute(_KNOWN, (book,)).fetchone():
        return False
    opened.executemany("INSERT INTO page VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING", pages)
    listed = chain.canonical([page.hash for page in pages])
    opened.execute("INSERT INTO rulebook VALUES (?, ?)", (book, listed))
    return True
