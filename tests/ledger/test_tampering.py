"""Hundreds of trials: whatever is edited behind the base's back is found, and where it stands."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.briefing.compose import compose
from engine.briefing.render import render
from engine.ledger.histories import write_history
from engine.ledger.write import write_rendering, write_run
from engine.pages.book import RuleBook
from kb import raw, schema
from kb.batches import OpenBatch
from kb.clock import moment
from kb.exchange.offers import BaseSource
from kb.exchange.receive import receive
from kb.exchange.received import Received
from kb.fact_columns import FactReader
from kb.feeds.model import Answer, Ask
from kb.history_entries import HistoryEntry
from kb.store import KnowledgeBase
from kb.verify.base import problems
from kb.verify.head import head
from kb.verify.problem import Problem
from kb.withdrawals import withdraw
from tests.desk import FUNDS_LEFT, ask, book_of, edited, fact, facts
from tests.judge.days import LAST, of
from tests.ledger.tampering import Edit, copies, disarm, edit, key_of, rearm, swap

TRIALS, MANY = 120, 2_000
"""Edits that are tried, and where documents are written."""
ROWS = 8
"""Of a table with more, so many are taken out or put in, from all over it."""
NAMES = ("series", "source", "unit", "strand")


@pytest.fixture(scope="module")
def base() -> Iterator[KnowledgeBase]:
    """Three batches, three rule books, three runs with their documents, and three histories."""
    with KnowledgeBase.in_memory() as kb:
        kb.add(facts(), label="desk")
        kb.add(fact("etf.net_flow", -500, "USD m", "2025-11-14", known_at="2025-11-15", note="x"))
        kb.add([fact("etf.net_flow", 75, "USD m"), fact("dollar.index", 99, "index")])
        withdraw(kb, [2], "typed for another asset")
        with kb.transaction() as opened:
            for n in range(1, 4):
                asked = Ask("desk", f"https://x.test/{n}")
                came = raw.Came(n if n < 3 else None)
                raw.keep(opened, Answer(asked, 200, moment(n), f"bytes {n}".encode()), came)
        other = book_of(funds_left=edited(FUNDS_LEFT, "no more", "and no more"))
        for rules, day in (
            (book_of(), "2025-11-14"),
            (book_of(), "2025-11-17"),
            (other, "2025-11-17"),
        ):
            briefing = compose(ask(kb, rules, day), kb)
            write_run(kb, briefing)
            for form in ("md", "text"):
                write_rendering(kb, briefing.run.id, form, render(briefing, form))
        own = book_of(funds_left=edited(FUNDS_LEFT, "no more", "nothing more"))
        for rules, first in ((book_of(), -3), (own, -1), (own, 0)):
            write_history(kb, of(kb, rules, LAST + first))
        _received(kb, book_of())
        kb.connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        yield kb


def _received(kb: KnowledgeBase, book: RuleBook) -> None:
    """Two batches of another base, a fact of it taken back, and a run with a document."""
    with KnowledgeBase.in_memory() as other:
        other.add(
            [fact("etf.net_flow", n, "USD m", f"2025-11-{n}") for n in (12, 13)], label="there"
        )
        other.add(fact("dollar.index", 98, "index", "2025-11-12"))
        withdraw(other, [1], "typed twice")
        briefing = compose(ask(other, book, "2025-11-14"), other)
        write_run(other, briefing)
        write_rendering(other, briefing.run.id, "md", render(briefing, "md"))
        receive(kb, BaseSource(other.connection, "the other"), Received())


def found(kb: KnowledgeBase, kept: str = "") -> list[Problem]:
    """What verification finds."""
    return list(problems(kb.connection, kept))


@contextmanager
def tampered(kb: KnowledgeBase, *tables: str) -> Iterator[sqlite3.Connection]:
    """A moment without triggers on these tables; after it, all is as it was."""
    kb.connection.execute("SAVEPOINT trial")
    for table in tables:
        disarm(kb.connection, table)
    try:
        yield kb.connection
    finally:
        kb.connection.execute("ROLLBACK TO trial")
        kb.connection.execute("RELEASE trial")


def names(made: Edit, told: Problem) -> bool:
    """Whether a problem names the row that was edited, by its key before or after.

    A name stands under the digest of the batches that use it, so there a fact that does is named.
    """
    if told.table == "fact" and made.table in (*NAMES, "fact"):
        return made.table != "fact" or told.row in (str(made.key[0]), str(made.new))
    if (made.table, made.column) == ("withdrawal", "batch_id"):
        return (told.table, told.row) == ("batch", str(made.old))  # which then takes nothing back
    if made.table == "run_record":
        return told.table in ("run", "run_record", "finding", "premise", "sentence")
    if made.table in ("page", "rulebook"):
        return told.table in ("page", "rulebook", "received")  # a run that came refers to it
    padded = f" {told.row} "
    return told.table == made.table and any(f" {k} " in padded for k in (made.key[-1], made.new))


def test_nothing_is_found_in_a_base_that_nobody_touched(base):
    assert found(base, head(base.connection)) == []


def test_an_edit_of_any_stored_value_is_found_in_every_trial(base, write_docs):
    chance, tried = random.Random(20251117), 0
    while tried < (MANY if write_docs else TRIALS):
        table = chance.choice(schema.TABLES)
        with tampered(base, table) as connection:
            made = edit(connection, table, chance)
            if made is not None:
                tried += 1
                rearm(connection, table)
                told = next(problems(connection), None)
                assert told, made
                assert names(made, told), (made, told)


@pytest.mark.parametrize("table", schema.TABLES)
def test_a_row_that_is_taken_out_is_found(base, table):
    """But for the last document and what came last, which only a head kept elsewhere misses."""
    kept, keys = head(base.connection), ", ".join(key_of(table))
    rows = base.connection.execute(f"SELECT {keys} FROM {table} ORDER BY {keys}").fetchall()
    rows = [*rows[:: 1 + len(rows) // ROWS], rows[-1]]
    marks = ", ".join("?" * len(key_of(table)))
    for row in rows:
        with tampered(base, table) as connection:
            connection.execute(f"DELETE FROM {table} WHERE ({keys}) = ({marks})", row)
            rearm(connection, table)
            assert found(base, kept), row
            last = table in ("rendering", "received") and row == rows[-1]
            assert found(base) or last, row


@pytest.mark.parametrize("table", schema.TABLES)
def test_a_row_that_is_put_in_is_found(base, table):
    """A copy of a row, with as much changed as it takes to be another one."""
    rows = list(copies(base.connection, table))
    for row in rows[:: 1 + len(rows) // ROWS]:
        with tampered(base) as connection:
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)
            assert found(base), row


def test_values_that_change_places_are_found(base):
    chance, tried = random.Random(5), 0
    while tried < 60:
        table = chance.choice(schema.TABLES)
        with tampered(base, table) as connection:
            if swap(connection, table, chance):
                tried += 1
                rearm(connection, table)
                assert found(base), table


def test_who_cuts_the_end_off_is_found_by_a_head_kept_elsewhere_only(base):
    kept = head(base.connection)
    with tampered(base, *schema.TABLES) as connection:
        last = connection.execute("SELECT id, rulebook FROM run ORDER BY n DESC").fetchone()
        connection.execute("DELETE FROM rendering WHERE run_id = ?", last[:1])
        connection.execute("DELETE FROM run_record WHERE run_n = (SELECT max(n) FROM run)")
        for part in HistoryEntry.PARTS.values():
            connection.execute(f"DELETE FROM {part.table} WHERE history_n = 3")
        connection.execute("DELETE FROM history WHERE n = 3")
        connection.execute("DELETE FROM run WHERE id = ?", last[:1])
        connection.execute("DELETE FROM rulebook WHERE hash = ?", last[1:])
        connection.execute(
            "DELETE FROM page WHERE hash NOT IN (SELECT value FROM rulebook, json_each(pages))"
        )
        for table in schema.TABLES:
            rearm(connection, table)
        assert found(base) == []
        assert [each.table for each in found(base, kept)] == ["run", "rendering", "history"]


def test_a_base_that_has_grown_still_has_its_old_head(base):
    kept = head(base.connection)
    with tampered(base):
        batch = OpenBatch(base.connection, base.catalog)
        batch.write(FactReader().read([fact("dollar.index", 98, "index", "2025-11-18")]))
        batch.seal(batch.receipt().digest, "later")
        assert head(base.connection) != kept
        assert found(base, kept) == []


def test_another_base_has_another_head(base):
    with KnowledgeBase.in_memory() as other:
        other.add(facts()[:3])
        [told] = list(
            problems(other.connection, head(other.connection).replace("1-0-0-0", "0-0-0-0"))
        )
        assert str(told) == "file: is not the base of the head kept elsewhere: it was rewritten"
