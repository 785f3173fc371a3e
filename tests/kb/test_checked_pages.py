"""What comes out of pages is believed where checksums say the same, whatever became of the file."""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from kb import all_facts, packed_rows
from kb.cache import cache_folder, without_cache
from kb.checked_pages import CheckedPages
from kb.connection import open_existing
from kb.errors import AlteredError, StoreError
from kb.packed_rows import by_sqlite, stretches
from kb.store import KnowledgeBase
from tests.desk import fact
from tests.kb.verified import disarmed

DAYS, NOTED = 3_000, 700
THEN = {"as_of": "2025-11-17", "known_at": "2025-11-18"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A file with so many facts that its pages are read, one of them with a note."""
    path = tmp_path_factory.mktemp("pages") / "base.db"
    with KnowledgeBase.create(path) as kb:
        days = [str(date(1980, 1, 1) + timedelta(days=n)) for n in range(DAYS)]
        notes = {"note": "as printed"}
        kb.add(
            fact("price.close", 1.5 + n, "USD/coin", day, **(notes if n == NOTED else {}))
            for n, day in enumerate(days)
        )
    return path


@pytest.fixture
def base(made, tmp_path, monkeypatch):
    monkeypatch.setattr(packed_rows, "AT_ONCE", 1_000)
    return shutil.copyfile(made, tmp_path / "base.db")


def test_it_is_read_without_a_row_of_sqlite(base, monkeypatch):
    with KnowledgeBase.open(base) as kb:
        theirs = np.concatenate(list(by_sqlite(kb.connection, 0, DAYS)))
        monkeypatch.setattr(packed_rows, "by_sqlite", lambda *_: pytest.fail("asked"))
        ours = np.concatenate(list(stretches(kb.connection, 0, DAYS)))
    assert ours.tobytes() == theirs.tobytes()


def test_notes_are_looked_for_only_where_there_are_any(base):
    told = []
    with KnowledgeBase.open(base) as kb:
        list(stretches(kb.connection, 0, DAYS, None, lambda *some: told.append(some)))
    assert told == [(0, 1_000)]


def test_a_turned_bit_never_makes_another_fact(base):
    whole, chance = base.read_bytes(), random.Random(7)
    sound = sound_rows(base)
    for _ in range(60):
        at = chance.randrange(4_096, len(whole))
        hurt = bytearray(whole)
        hurt[at] ^= 1 << chance.randrange(8)
        base.write_bytes(hurt)
        for first, found in read_by_pages(base):
            assert found is None or found.rows.tobytes() == sound[first]


def read_by_pages(base):
    """What is believed of each stretch; nothing where the base does not even open."""
    try:
        connection, _ = open_existing(base, to_read=True)
    except StoreError:
        return
    with CheckedPages.opened(connection, DAYS) as pages:
        for first in range(0, DAYS, 1_000):
            yield first, pages.stretch(first, first + 1_000)
    connection.close()


def sound_rows(base):
    with KnowledgeBase.open(base) as kb:
        return {
            first: np.concatenate(list(by_sqlite(kb.connection, first, first + 1_000))).tobytes()
            for first in range(0, DAYS, 1_000)
        }


EDITS = (
    "value = 7 WHERE id = 1234",
    "note = 'as read' WHERE id = 701",
    "note = '?' WHERE id = 9",
)


@pytest.mark.parametrize("edit", EDITS)
def test_an_altered_fact_is_named_as_ever(base, edit):
    with KnowledgeBase.open(base) as kb, disarmed(kb.connection):
        kb.connection.execute(f"UPDATE fact SET {edit}")
    named = f"^fact {edit.rpartition(' ')[2]} of batch 1"
    with KnowledgeBase.open(base) as kb, without_cache(), pytest.raises(AlteredError, match=named):
        kb.observations("btc", **THEN)


@pytest.mark.parametrize("content", [b"", b"not a base", None])
def test_where_another_file_has_come_to_lie_what_is_open_is_read(base, tmp_path, content):
    with without_cache():
        sound = digest(base)
        with KnowledgeBase.open(base) as kb:
            Path(base).rename(tmp_path / "elsewhere")
            if content is None:
                sqlite3.connect(base).execute("CREATE TABLE other (it)")
            else:
                Path(base).write_bytes(content)
            assert kb.digest("btc", **THEN) == sound


def test_notes_are_kept_with_the_rows_and_believed_with_them(base, tmp_path, monkeypatch):
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(all_facts, "MANY", 1_000)
    monkeypatch.setattr(all_facts, "NEW", 1_000)
    cache_folder.cache_clear()
    sound = digest(base)
    monkeypatch.setattr(all_facts.Base, "behind", lambda *_: pytest.fail("read again"))
    assert digest(base) == sound
    monkeypatch.undo()
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(all_facts, "MANY", 1_000)
    monkeypatch.setattr(all_facts, "NEW", 1_000)
    [kept] = (tmp_path / "cache").glob("rows-*")
    assert b"printed" in kept.read_bytes()
    kept.write_bytes(kept.read_bytes().replace(b"printed", b"painted"))
    assert digest(base) == sound
    cache_folder.cache_clear()


def digest(base):
    with KnowledgeBase.open(base) as kb:
        return kb.digest("btc", **THEN)
