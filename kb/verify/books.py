"""Rule books against their hashes: their pages, their lists, and who was judged by them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping

from kb import chain
from kb.verify.problem import Problem, named, same

_BOOKLESS = """SELECT n, id FROM {table} WHERE rulebook NOT IN (SELECT hash FROM rulebook)
    ORDER BY n"""


def page_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Pages that are not what their hash says, and rule books that are not made of theirs."""
    listed: set[str] = set()
    for row, text in connection.execute("SELECT hash, pages FROM rulebook ORDER BY hash"):
        listed.update(_listed(connection, text))
        yield from book_problems(connection, row, text)
    for key, name, text in connection.execute("SELECT hash, name, text FROM page ORDER BY name"):
        if not same(key, chain.page_hash, name, text):
            yield Problem("page", name, f"is not the text kept under {str(key)[:12]}")
        elif key not in listed:
            yield Problem("page", name, "no rule book lists it")
    for table in ("run", "history"):
        for n, name in connection.execute(_BOOKLESS.format(table=table)):
            yield Problem(table, named(n, name), "its rule book is not kept here")


def book_problems(connection: sqlite3.Connection, book: str, text: str) -> Iterator[Problem]:
    """A rule book that is not made of its pages; `text` is its list of them."""
    pages = _listed(connection, text)
    if not same(text, _as_listed, pages):
        yield Problem("rulebook", str(book)[:12], "its list of pages is not as it was written")
    elif not same(book, chain.book_hash, dict(pages.values())):
        yield Problem("rulebook", str(book)[:12], "its pages are not those it was made of")


def _as_listed(pages: Mapping[str, tuple[str, str]]) -> str:
    """The list of a rule book's pages, by name."""
    return chain.canonical(sorted(pages, key=lambda key: pages[key]))


def _listed(connection: sqlite3.Connection, text: str) -> dict[str, tuple[str, str]]:
    """The pages that a rule book lists and that are there, by hash."""
    try:
        wanted = json.loads(text)
        rows = [_page(connection, key) for key in wanted]
    except (TypeError, ValueError, sqlite3.Error):
        return {}
    return {key: row for key, row in zip(wanted, rows, strict=True) if row}


def _page(connection: sqlite3.Connection, key: object) -> tuple[str, str] | None:
    query = "SELECT name, text FROM page WHERE hash = ?"
    found: tuple[str, str] | None = connection.execute(query, (key,)).fetchone()
    return found
