"""A run of another base taken in, with its rule book and what was rendered of it."""

from __future__ import annotations

import sqlite3
from typing import Any

from kb import chain
from kb.entries import link_of
from kb.errors import AlteredError, StoreError
from kb.exchange.content import opened as unsqueezed
from kb.exchange.known import RENDERING, RUN, Came, Known, write_received
from kb.exchange.offers import Offer
from kb.exchange.taken import NOT_ITS_OWN, check_link
from kb.links import last_link
from kb.packed import unpack
from kb.plain_file import LONGEST
from kb.rulebooks import StoredPage, write_rulebook
from kb.run_entries import RUNS, RunEntry

MOST_FILES = MOST_LINES = 10_000
_RENDERING = """INSERT INTO rendering (run_id, format, sha256, previous, chain)
    VALUES (?, ?, ?, ?, ?)"""


def take_run(opened: sqlite3.Connection, known: Known, offer: Offer, content: bytes) -> None:
    """Keep a run; StoreError where it is not what its link says."""
    check_link(offer, known)
    entry = entry_of(content)
    if (entry.id, entry.rulebook) != (offer.said[0], offer.book) or not proved(entry, offer.said):
        raise StoreError(f"run {str(offer.said[0])[:12]}: {NOT_ITS_OWN}")
    if not opened.execute("SELECT 1 FROM rulebook WHERE hash = ?", (offer.book,)).fetchone():
        raise StoreError(f"run {entry.id[:12]} came without its rule book; have it sent again")
    if _goes_on(opened, offer) and link_of(opened, entry.batch) == entry.batch_chain:
        RUNS.write_in(opened, entry, int(offer.said[2]))
        if not _goes_on(opened, offer, offer.link):
            raise StoreError(f"run {entry.id[:12]}: {NOT_ITS_OWN}")
        known.others[RUN].add(offer.link)
    else:
        _write(opened, known, offer, seen_in(known, entry.batch_chain), content, offer.book)


def take_rendering(opened: sqlite3.Connection, known: Known, offer: Offer) -> None:
    """Keep what a document of a run hashes to."""
    check_link(offer, known)
    own = opened.execute("SELECT 1 FROM run WHERE id = ?", (offer.said[0],)).fetchone()
    if own and _goes_on(opened, offer):
        opened.execute(_RENDERING, (*offer.said, offer.before, offer.link))
        known.others[RENDERING].add(offer.link)
        return
    query = "SELECT origin FROM received WHERE kind = 'run' AND json_extract(said, '$[0]') = ?"
    found = opened.execute(query, (offer.said[0],)).fetchone()
    _write(opened, known, offer, found[0] if found else "", b"", None)


def _goes_on(opened: sqlite3.Connection, offer: Offer, link: str = "") -> bool:
    """Whether the chain of this base stands where an offer goes on: then it is its own, too."""
    return last_link(opened, offer.kind) == (link or offer.before)


def _write(
    opened: sqlite3.Connection, known: Known, offer: Offer, origin: str, kept: bytes,
    book: str | None,
) -> None:  # fmt: skip
    said = chain.canonical(list(offer.said))
    came = Came(offer.kind, offer.link, offer.before, origin, said, 0, kept, None, book)
    write_received(opened, came)
    known.others[offer.kind].add(offer.link)


def entry_of(content: bytes) -> RunEntry:
    """The run that was kept so; StoreError where it is none."""
    try:
        parts: dict[str, Any] = dict(unpack(content))
        asked = dict(parts.pop("asked"))
        rows: dict[str, Any] = {name: tuple(found) for name, found in parts.items()}
        return RunEntry(**asked, **rows)
    except (AlteredError, KeyError, TypeError, ValueError) as error:
        raise StoreError(f"a run: {NOT_ITS_OWN}") from error


def proved(entry: RunEntry, said: tuple[str | int, ...]) -> bool:
    """Whether a run is what its link was made of."""
    try:
        return entry.id == said[0] and str(said[1]).partition(" ")[0] == entry.proof()
    except (TypeError, ValueError):
        return False


def seen_in(known: Known, batch_chain: str) -> str:
    """The origin of the last batch that a run saw; "" where it is not here."""
    return known.batches[batch_chain].origin if batch_chain in known.batches else ""


def take_book(opened: sqlite3.Connection, book: str, content: bytes) -> None:
    """Keep the pages of a rule book; StoreError where they are not those of its hash."""
    try:
        texts = pages_of(content)
    except ValueError as error:
        raise StoreError(f"rule book {book[:12]}: {NOT_ITS_OWN}") from error
    long = any(len(text) > LONGEST or text.count("\n") > MOST_LINES for text in texts.values())
    if chain.book_hash(texts) != book or long or len(texts) > MOST_FILES:
        raise StoreError(f"rule book {book[:12]}: {NOT_ITS_OWN}")
    pages = (StoredPage(chain.page_hash(name, text), name, text) for name, text in texts.items())
    write_rulebook(opened, book, tuple(sorted(pages, key=lambda page: page.name)))


def pages_of(content: bytes) -> dict[str, str]:
    """The texts of a rule book by page; ValueError where the bytes hold none."""
    try:
        return {str(name): str(text) for name, text in unsqueezed(content)["pages"]}
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("it is no rule book") from error
