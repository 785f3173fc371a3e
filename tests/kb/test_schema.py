"""Append-only: what the triggers refuse, and that their absence is noticed."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest

from kb import histories, ledger, raw, schema
from kb.exchange.known import Came, write_received
from kb.feeds.model import Answer, Ask
from kb.store import KnowledgeBase, StoreError
from kb.withdrawals import withdraw
from tests.every import every
from tests.kb.older import OLDER, make_older
from tests.kb.verified import record_rulebook

RUN = ledger.RunEntry(
    "r1", "btc", 20_000, 10, 1, "f", "book", "e",
    findings=(ledger.StoredFinding("c", "holds", "", "{}"),),
    premises=(ledger.StoredPremise("c", "holds:c", "[]"),),
    sentences=(ledger.StoredSentence(1, "c", "It fell.", "[]"),),
)  # fmt: skip

HISTORY = histories.HistoryEntry(
    "h1", "btc", 20_000, 20_001, 1, "f", "book", "e",
    findings=(histories.StoredStretch("c", 20_000, 20_001, "holds", "", "[]"),),
    days=(histories.StoredVectorDays("etf", 20_000, 20_001, 0),),
    vectors=(histories.StoredVector("etf", 0, "[]"),),
    premises=(histories.StoredFiring("etf", 0, 0, "c", "holds:c", "[]"),),
)  # fmt: skip

ANSWER = Answer(Ask("f", "https://x.test/"), 200, datetime(2025, 11, 14, tzinfo=UTC), b"1")


@pytest.fixture
def full(kb, flow):
    """A base with a row in every table."""
    kb.add(flow(-867, known_at="2025-11-14"))
    record_rulebook(kb, "book", (ledger.StoredPage("p", "c.md", "text"),))
    ledger.record_run(kb, RUN)
    ledger.record_rendering(kb, RUN.id, "md", "00")
    histories.record_history(kb, HISTORY)
    withdraw(kb, [1], "read from the wrong column")
    with kb.transaction() as opened:
        raw.keep(opened, ANSWER, raw.Came())
        write_received(opened, Came("batch", "11", "00", "11", "[]"))
    return kb


def test_no_table_is_without_its_row(full):
    for table in schema.TABLES:
        assert full.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0, table


@every("table", schema.TABLES)
@every("how", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_nothing_is_changed_or_deleted(full, table, how):
    column = full.connection.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
        full.connection.execute(how.format(table, column))


@every("table", schema.TABLES)
def test_nothing_is_replaced(full, table):
    row = full.connection.execute(f"SELECT * FROM {table}").fetchone()
    marks = ", ".join("?" * len(row))
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only: no delete"):
        full.connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)


def test_a_new_row_cannot_take_the_place_of_an_old_one(full):
    """Neither by its row id nor by its key, even where the other one is free."""
    old = list(full.connection.execute("SELECT * FROM fact").fetchone())[:-1]
    same_id, same_key = [*old], [*old]
    same_id[3] += 1
    same_key[0] += 1
    for row in (same_id, same_key):
        with pytest.raises(sqlite3.IntegrityError, match="fact is append-only: no delete"):
            full.connection.execute("REPLACE INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)", row)
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            full.connection.execute("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)", row)


def test_an_upsert_is_an_update(full):
    with pytest.raises(sqlite3.IntegrityError, match="series is append-only: no update"):
        full.connection.execute(
            "INSERT INTO series VALUES (1, 'x') ON CONFLICT DO UPDATE SET name = 'x'"
        )


@pytest.mark.parametrize("wrong", ["'soon'", "NULL", "x'00'"])
def test_a_column_takes_its_own_type_only(full, wrong):
    with pytest.raises(sqlite3.IntegrityError):
        full.connection.execute(f"INSERT INTO fact VALUES (NULL, 1, 1, 1, 1, 1, {wrong}, 1, '', 1)")


@pytest.mark.parametrize("trigger", ["fact_refuses_update", "rendering_refuses_delete"])
def test_a_missing_trigger_is_named_when_the_base_is_opened(full, path, trigger):
    full.connection.execute(f"DROP TRIGGER {trigger}")
    full.close()
    with pytest.raises(StoreError, match=f"has lost its append-only trigger {trigger}"):
        KnowledgeBase.open(path)


def test_a_trigger_that_no_longer_refuses_is_missing_too(full, path):
    full.connection.execute("DROP TRIGGER fact_refuses_delete")
    full.connection.execute(
        "CREATE TRIGGER fact_refuses_delete BEFORE DELETE ON fact BEGIN SELECT 1; END"
    )
    full.close()
    with pytest.raises(StoreError, match="fact_refuses_delete"):
        KnowledgeBase.open(path)


def test_a_base_in_memory_has_the_tables_of_a_file(kb):
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%sqlite%' ORDER BY name"
    with KnowledgeBase.in_memory() as other:
        expected = kb.connection.execute(query).fetchall()
        assert other.connection.execute(query).fetchall() == expected
        assert schema.missing_triggers(other.connection) == []


def test_the_migrations_are_those_of_the_schema(kb):
    from kb.migrations import migrations

    names = kb.connection.execute("SELECT name FROM _sqlite_migrations").fetchall()
    assert names == [
        ("m001_initial",), ("m002_histories",), ("m003_marks",), ("m004_known_when",),
        ("m005_packed",), ("m006_raw",), ("m007_received",),
    ]  # fmt: skip
    assert len(names) == schema.NEWEST == schema.version(kb.connection)
    assert repr(migrations).count("m0") == schema.NEWEST


@pytest.mark.parametrize("version", OLDER)
def test_an_older_base_takes_histories_and_keeps_what_it_has(path, kb, flow, version):
    kb.add(flow(-867))
    ledger.record_run(kb, RUN)
    kb.close()
    make_older(path, version)
    with KnowledgeBase.open(path) as newer:
        assert histories.record_history(newer, HISTORY)
        assert schema.version(newer.connection) == schema.NEWEST
        assert ledger.sentences(newer, "r1", checked=False) == list(RUN.sentences)
        assert newer.connection.execute("SELECT count(*) FROM fact").fetchone() == (1,)


@pytest.mark.parametrize("version", OLDER)
def test_an_older_base_has_the_tables_of_a_new_one_when_it_was_opened(path, kb, version):
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    expected = kb.connection.execute(query).fetchall()
    kb.close()
    make_older(path, version)
    with KnowledgeBase.open(path) as newer:
        assert newer.connection.execute(query).fetchall() == expected


def test_every_reference_leads_somewhere(full):
    assert full.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_view_shows_an_observation_to_a_person(full):
    shown = full.connection.execute(
        "SELECT series, asset, target, as_of, known_at, canonical_value, given_in, source "
        "FROM observation"
    ).fetchone()
    assert shown == (
        "etf.net_flow", "btc", None, "2025-11-13", "2025-11-14 23:59:59", -867e6, "USD m", "desk",
    )  # fmt: skip
