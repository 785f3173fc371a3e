"""A base read by several processes: the rows that one process reads, checked as those are."""

from __future__ import annotations

from datetime import date, timedelta
from multiprocessing import get_context

import numpy as np
import pytest

from kb import many_readers, packed_rows
from kb.cache import without_cache
from kb.errors import AlteredError
from kb.laid_out import panel_files
from kb.packed_rows import stretches
from kb.store import KnowledgeBase
from tests.desk import fact

DAYS, STRETCH = 20_000, 3_000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A base in a file with more facts than are worth a process."""
    path = tmp_path_factory.mktemp("many") / "base.db"
    with KnowledgeBase.create(path) as kb:
        first = date(1970, 1, 2)
        days = (first + timedelta(days=n) for n in range(DAYS))
        kb.add(fact("price.close", 1.0 + n, "USD/coin", str(day)) for n, day in enumerate(days))
    return path


@pytest.fixture
def base(made, monkeypatch):
    """The base, where a few facts are many."""
    monkeypatch.setattr(many_readers, "WORTH", 10)
    monkeypatch.setattr(many_readers, "AT_ONCE", STRETCH)
    monkeypatch.setattr(many_readers.os, "cpu_count", lambda: 2)
    with KnowledgeBase.open(made) as kb, without_cache():
        yield kb


def rows(kb, read):
    return np.concatenate(list(read(kb.connection, 5, DAYS))).tobytes()


def test_processes_read_what_one_reads(base):
    assert rows(base, many_readers.by_processes) == rows(base, packed_rows.stretches)


def test_what_a_lost_process_had_is_read_here(base, monkeypatch):
    monkeypatch.setattr(many_readers, "_open", int.__new__)  # ends each process as it begins
    assert rows(base, many_readers.by_processes) == rows(base, stretches)


def test_where_no_process_can_be_had_the_rows_are_read_here(base, monkeypatch):
    def refused(*_):
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(get_context("spawn").Process, "start", refused)
    assert rows(base, many_readers.by_processes) == rows(base, stretches)


def test_where_no_pool_can_be_had_the_rows_are_read_here(base, monkeypatch):
    def refused(*_):
        raise FileNotFoundError("no semaphores")

    monkeypatch.setattr(many_readers, "ProcessPoolExecutor", refused)
    assert rows(base, many_readers.by_processes) == rows(base, stretches)


def test_files_laid_out_from_them_are_the_same(base, monkeypatch):
    by_many = list(panel_files(base, ["btc"], base.last_batch()))
    monkeypatch.setattr(many_readers, "by_processes", stretches)
    assert list(panel_files(base, ["btc"], base.last_batch())) == by_many


def test_a_fact_that_was_altered_is_named(base, monkeypatch):
    monkeypatch.setattr(many_readers, "unpacked", altered)
    with pytest.raises(AlteredError, match=f"fact {STRETCH + 1} "):
        list(panel_files(base, ["btc"], base.last_batch()))


def altered(content):
    """What a process gave, the first fact of the second stretch with another value."""
    found = packed_rows.unpacked(content)
    found["value"][0] += float(found["id"][0] == STRETCH + 1)
    return found
