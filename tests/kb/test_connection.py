"""Making and opening a base: what is refused, and what survives an accident."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kb import connection
from kb.errors import AlteredError, in_words
from kb.store import KnowledgeBase, StoreError
from tests.kb.asked import batches, head, value

ROOT = Path(__file__).resolve().parents[2]
THEN = {"as_of": "2025-11-17", "known_at": "2025-11-17"}


def test_a_base_is_made_once(path, kb):
    with pytest.raises(StoreError, match="is already there"):
        KnowledgeBase.create(path)


def test_a_base_needs_a_folder(tmp_path):
    with pytest.raises(StoreError, match="nowhere is not a folder; make it first"):
        KnowledgeBase.create(tmp_path / "nowhere" / "desk.db")


@pytest.mark.parametrize("name", ["a b.db", "100%.db", "what?.db", "#1.db", "ü.db"])
def test_any_file_name_will_do(tmp_path, flow, name):
    with KnowledgeBase.create(tmp_path / name) as kb:
        kb.add(flow(1))
    with KnowledgeBase.open(tmp_path / name) as kb:
        assert kb.last_batch() == 1
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_what_is_not_a_base_is_refused_in_a_sentence(tmp_path):
    def refusal(name):
        with pytest.raises(StoreError) as refused:
            KnowledgeBase.open(tmp_path / name)
        return str(refused.value)

    (tmp_path / "text.db").write_text("price.close,binance\n" * 100)
    (tmp_path / "empty.db").touch()
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (x)").connection.close()
    assert "does not exist; make it with `downdraft init`" in refusal("none.db")
    assert "is a folder" in refusal("")
    assert "is empty; remove it" in refusal("empty.db")
    assert "text.db: it is not a knowledge base" in refusal("text.db")
    assert "is a SQLite file but not a knowledge base" in refusal("other.db")


def test_a_base_of_a_newer_version_is_refused(path, kb):
    kb.connection.execute("PRAGMA user_version = 99")
    kb.close()
    with pytest.raises(StoreError, match=r"newer downdraft \(schema 99.*upgrade"):
        KnowledgeBase.open(path)


def test_an_older_base_is_brought_up_to_date_when_opened(path):
    sqlite3.connect(path).execute(
        f"PRAGMA application_id = {connection.schema.APPLICATION_ID}"
    ).connection.close()
    with KnowledgeBase.open(path) as kb:
        assert connection.schema.version(kb.connection) == connection.schema.NEWEST


def test_a_damaged_base_is_a_sentence(path, kb, flow):
    kb.add(flow(n, as_of=f"2025-11-{n:02}") for n in range(1, 15))
    kb.close()
    raw = bytearray(path.read_bytes())
    raw[4096 * 3 :] = b"\xff" * (len(raw) - 4096 * 3)
    path.write_bytes(raw)
    with pytest.raises(StoreError, match="the file is damaged"), KnowledgeBase.open(path) as broken:
        broken.observations("btc", **THEN)


@pytest.fixture
def read_only(monkeypatch):
    """As if nobody had given us leave to write, whoever runs the tests."""
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))


def test_a_read_only_base_is_read_and_refuses_to_be_written(path, kb, flow, read_only):
    kb.add(flow(-867))
    kb.close()
    with KnowledgeBase.open(path) as locked:
        assert value(locked, "etf.net_flow", **THEN) == -867e6
        with pytest.raises(StoreError, match="is read-only; make it writable"):
            locked.add(flow(1, as_of="2025-11-10"))


def test_a_read_only_base_of_an_older_version_is_refused(path, read_only):
    sqlite3.connect(path).execute(
        f"PRAGMA application_id = {connection.schema.APPLICATION_ID}"
    ).connection.close()
    with pytest.raises(StoreError, match="older schema and is read-only"):
        KnowledgeBase.open(path)


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(path, kb, flow, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with KnowledgeBase.open(path) as second, kb.transaction():
        with pytest.raises(StoreError, match="another process is writing to it; wait"):
            second.add(flow(1))
        assert len(second.snapshot("btc", **THEN)) == 0
    assert kb.add(flow(1)).batch == 1


def test_two_writers_take_turns(path, kb, flow):
    with KnowledgeBase.open(path) as second:
        kb.add(flow(1))
        assert second.add(flow(1)).skipped == 1
        assert second.add(flow(2, source="bureau")).batch == 2
    assert kb.last_batch() == 2


def test_a_full_disk_is_a_sentence_and_leaves_the_base_as_it_was(kb, flow):
    kb.add(flow(-867))
    before = kb.digest("btc", **THEN), head(kb)
    pages = kb.connection.execute("PRAGMA page_count").fetchone()[0]
    kb.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    many = (flow(n, source=f"source_{n}", note="x" * 400) for n in range(2_000))
    with pytest.raises(StoreError, match="the disk is full, nothing was changed; free some space"):
        kb.add(many)
    assert (kb.digest("btc", **THEN), head(kb)) == before
    kb.connection.execute("PRAGMA max_page_count = 100000")
    assert kb.add(flow(1, source="bureau")).batch == 2


KILLED = """
import os, signal, sys
from kb.built_in import catalog
from tests.facts import make_fact
from kb.store import KnowledgeBase

def flow(number, source):
    return make_fact(
        {"series": "etf.net_flow", "as_of": "2025-11-13", "value": number, "unit": "USD m",
         "source": source}, catalog=catalog())

def facts():
    for number in range(25_000):
        yield flow(number, f"source_{number}")
    os.kill(os.getpid(), signal.SIGKILL)

kb = KnowledgeBase.open(sys.argv[1])
kb.add(flow(-867, "desk"))
kb.add(facts())
"""


def test_a_killed_process_loses_its_unfinished_batch_and_nothing_else(path, kb):
    kb.close()
    command = [sys.executable, "-c", KILLED, str(path)]
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert ended.returncode == -signal.SIGKILL
    with KnowledgeBase.open(path) as after:
        assert [batch.rows for batch in batches(after)] == [1]
        assert value(after, "etf.net_flow", **THEN) == -867e6
        assert after.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_closed_base_is_one_file_that_can_be_copied(path, kb, flow, tmp_path):
    kb.add(flow(-867))
    kb.close()
    shutil.copy(path, tmp_path / "copy.db")
    with KnowledgeBase.open(tmp_path / "copy.db") as copy:
        assert value(copy, "etf.net_flow", **THEN) == -867e6


def test_opening_a_base_does_not_import_what_only_making_one_needs(path, kb):
    kb.close()
    look = (
        "import sys; from kb.store import KnowledgeBase as K; K.open(sys.argv[1]); K.in_memory();"
        "sys.exit('sqlite_utils' in sys.modules)"
    )
    command = [sys.executable, "-c", look, str(path)]
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert ended.returncode == 0


def test_a_base_that_was_removed_while_it_was_written_to_is_not_said_to_have_the_facts(
    path, kb, flow
):
    with pytest.raises(StoreError, match="was removed or replaced while it was written to"):
        _remove_inside(kb, path, flow)


def _remove_inside(kb, path, flow):
    def rows():
        yield flow(-867)
        path.unlink()

    kb.add(rows())


def test_a_dry_run_needs_no_lock_and_changes_nothing(path, kb, flow, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    kb.add(flow(-867))
    with KnowledgeBase.open(path) as other, kb.transaction(), other.copied() as tried:
        assert tried.add(flow(1, as_of="2025-11-10")).added == 1
    assert kb.last_batch() == 1


def test_a_log_with_changes_in_a_read_only_folder_is_never_passed_over(path, kb, flow, monkeypatch):
    kb.add(flow(-867))
    real = connection._connect

    def refused(uri):
        if "immutable" not in uri:
            raise sqlite3.OperationalError("unable to open database file")
        return real(uri)

    monkeypatch.setattr(connection, "_connect", refused)
    with pytest.raises(StoreError, match=r"the last changes of .* stand in .*-wal"):
        connection.open_to_verify(path)
    kb.close()
    connection.open_to_verify(path).close()


def test_stopped_at_the_commit_it_says_that_the_change_was_made(kb, flow):
    class Interrupted:
        """A connection whose commit is interrupted just after it was done."""

        def __init__(self, real):
            self.real = real

        def __getattr__(self, name):
            return getattr(self.real, name)

        def execute(self, statement, *values):
            done = self.real.execute(statement, *values)
            if statement == "COMMIT":
                raise KeyboardInterrupt
            return done

    kb.connection = Interrupted(kb.connection)
    with pytest.raises(StoreError, match="stopped, but the change was made"):
        kb.add(flow(-867))
    kb.connection = kb.connection.real
    assert kb.last_batch() == 1


def test_a_base_whose_own_words_cannot_be_decoded_is_damaged():
    """SQLite quotes in its sentences what a turned bit has left of a name."""
    with pytest.raises(AlteredError, match=r"^x\.db: the file is damaged"), in_words("x.db"):
        b"malformed: fact_\xce".decode()
