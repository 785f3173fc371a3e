"""Verification of a base: facts, batches and the file, in the words it is told in."""

from __future__ import annotations

import re
import sqlite3

import pytest

from kb.connection import open_to_verify
from kb.store import StoreError
from kb.verify.base import verify
from kb.verify.head import head
from kb.verify.problem import Problem, same
from tests.kb.verified import rewritten


def test_a_base_that_nobody_touched_is_sound(full, path):
    found = verify(path)
    assert found.problems == ()
    assert found.counts == {
        "batches": 2, "facts": 5, "pages": 3, "runs": 2, "documents": 4, "histories": 2,
        "withdrawals": 0, "requests": 0,
    }  # fmt: skip
    assert found.head == head(full.connection)
    assert found.as_tree()["sound"] is True


def test_an_empty_base_is_sound(path, kb):
    assert verify(path).problems == ()


def test_a_base_that_is_being_written_is_verified_in_one_state(full, path, flow):
    with full.transaction():
        full.connection.execute("INSERT INTO unit VALUES (9, 'half a batch')")
        assert verify(path).problems == ()


def test_every_chunk_is_checked(full, path, monkeypatch):
    rows: list[int] = []
    monkeypatch.setattr("kb.stored_batches.CHUNK", 3)
    assert verify(path, progress=rows.append).problems == ()
    assert rows == [3, 4, 5]


class TestFacts:
    @pytest.mark.parametrize(
        "edit", ["value = 1e6", "note = 'x'", "span = 3", "as_of = as_of - 1", "unit_id = 2"]
    )
    def test_a_fact_that_was_altered_is_named_with_its_batch(self, told, edit):
        [first, *_] = told("INSERT INTO unit VALUES (2, 'USD bn')",
                           f"UPDATE fact SET {edit} WHERE id = 5")  # fmt: skip
        assert first == "fact 5: it, or a name it uses, is not as it was added; batch 2"

    def test_one_fact_of_many_is_named_by_its_row(self, told):
        assert told("UPDATE fact SET value = value * (1 + 1e-15) WHERE id = 2") == [
            "fact 2: it, or a name it uses, is not as it was added; batch 1 (desk)"
        ]

    def test_several_facts_are_counted_behind_the_first(self, told):
        assert told("UPDATE fact SET note = 'x' WHERE id IN (2, 4)") == [
            "fact 2: it, or a name it uses, is not as it was added, and 1 more of batch 1 (desk) "
            "like it"
        ]

    def test_a_mark_that_was_altered_is_named_as_what_it_is(self, told):
        found = told("UPDATE mark SET facts = x'00000000' WHERE batch_id = 2")
        assert found == ["mark 2: is not that of the facts of this batch"]
        assert told("DELETE FROM mark WHERE batch_id = 1")[0].startswith("mark 1: is not that of")

    def test_without_its_mark_a_fact_is_named_by_the_rows_of_its_batch(self, told):
        found = told("DELETE FROM mark", "UPDATE fact SET note = 'x' WHERE id = 2")
        assert found[0] == "fact 1 to 4: something of batch 1 (desk) is not as it was added"

    def test_a_fact_that_was_taken_out_is_named(self, told):
        assert told("DELETE FROM fact WHERE id = 2") == ["fact 2: is missing from batch 1"]

    def test_the_last_fact_of_a_batch_that_is_missing_is_named(self, told):
        assert told("DELETE FROM fact WHERE id = 5") == [
            "fact 5: is missing from batch 2",
            "strand 2: no fact uses it",
        ]

    def test_a_fact_that_was_put_in_is_of_no_batch(self, told):
        copy = "SELECT 6, batch_id, strand_id, as_of + 9, known_at, span, value, unit_id, note, 1"
        [first] = told(f"INSERT INTO fact {copy} FROM fact WHERE id = 5")
        assert first == "fact 6: is of no batch that was written"

    def test_a_fact_that_changed_its_batch_is_named(self, told):
        [first] = told("UPDATE fact SET batch_id = 2 WHERE id = 3")
        assert first == "fact 3: says batch 2 and lies in batch 1"

    def test_a_fact_without_a_source_series_is_named(self, told):
        found = told("UPDATE fact SET strand_id = 99 WHERE id = 5")
        assert "fact 5: refers to a strand that is not there" in found

    @pytest.mark.parametrize(
        "edit", ["as_of = 1 << 40", "value = 9e999", "note = CAST(x'ff' AS TEXT)"]
    )
    def test_what_no_fact_can_hold_is_altered_too(self, told, edit):
        assert told(f"UPDATE fact SET {edit} WHERE id = 5")[0].startswith("fact 5: it, or a name")

    def test_a_name_that_was_altered_stands_under_its_facts(self, told):
        [first, second] = told("UPDATE series SET name = 'etf.flow'")
        assert first.endswith("is not as it was added, and 3 more of batch 1 (desk) like it")
        assert second.startswith("fact 5: it, or a name it uses")

    def test_a_name_that_nobody_uses_was_put_in(self, told):
        found = told("INSERT INTO unit VALUES (2, 'x')", "INSERT INTO source VALUES (3, 'y')")
        assert found == ["unit 2: no fact uses it", "source 3: no strand uses it"]


class TestBatches:
    def test_a_row_that_says_something_else_breaks_its_link(self, told):
        [first] = told("UPDATE batch SET label = 'x' WHERE id = 1")
        assert first == "batch 1: its link is not that of what it says"

    def test_a_link_that_was_made_anew_breaks_the_next_one(self, told):
        found = told("UPDATE batch SET chain = 'x' WHERE id = 1")
        assert found[:2] == [
            "batch 1: its link is not that of what it says",
            "batch 2: does not follow the one before it in the chain",
        ]

    def test_the_end_of_a_batch_is_where_its_facts_end(self, told):
        [first] = told("UPDATE batch SET last_fact = 3 WHERE id = 1")
        assert first == "batch 1: its facts end at 4, not where it says"

    def test_a_batch_that_was_taken_out_leaves_a_gap(self, told):
        assert told("DELETE FROM batch WHERE id = 1")[0].startswith("batch 2: this row is missing")


class TestTheSchema:
    def test_a_missing_trigger_is_named_and_the_rest_still_checked(self, full, path):
        full.connection.execute("DROP TRIGGER fact_refuses_update")
        full.connection.execute("UPDATE fact SET value = 0 WHERE id = 5")
        first, second = map(str, verify(path).problems)
        assert first == "schema fact_refuses_update: this trigger is missing"
        assert second.startswith("fact 5: it, or a name it uses")

    @pytest.mark.parametrize(
        ("statement", "problem"),
        [
            ("DROP INDEX fact_newest", "schema fact_newest: this index is missing"),
            ("DROP VIEW observation", "schema observation: this view is missing"),
            ("CREATE TABLE x (y)", "schema x: this table is none of a knowledge base's"),
            ("CREATE INDEX x ON fact (value)", "schema x: this index is none of a knowledge"),
            ("ALTER TABLE fact ADD COLUMN x TEXT", "schema fact: this table is not as downdraft"),
            ("CREATE TRIGGER x AFTER INSERT ON fact BEGIN SELECT 1; END",
             "schema x: this trigger is none of a knowledge base's"),
        ],
    )  # fmt: skip
    def test_what_is_missing_altered_or_not_ours_is_named(self, told, statement, problem):
        assert told(statement)[0].startswith(problem)

    def test_what_sqlite_keeps_for_itself_is_no_problem(self, told):
        assert told("ANALYZE") == []

    def test_a_table_that_is_gone_is_told(self, full, path):
        full.connection.execute("ALTER TABLE rendering RENAME TO elsewhere")
        found = [str(problem) for problem in verify(path).problems]
        assert "schema rendering: this table is missing" in found
        assert any("cannot be read on: no such table: rendering" in each for each in found)


class TestTheFile:
    @pytest.mark.parametrize(
        ("loosened", "edit"),
        [
            (" STRICT", "UPDATE fact SET span = 'soon' WHERE id = 5"),
            (" NOT NULL", "UPDATE fact SET note = NULL WHERE id = 5"),
            (" CHECK (span >= 1)", "UPDATE fact SET span = -1 WHERE id = 5"),
        ],
    )
    def test_an_edit_that_the_table_forbids_is_found_once_it_forbids_it_again(
        self, full, path, loosened, edit
    ):
        """Somebody takes a constraint out of the schema, edits, and puts it back."""
        full.close()
        rewritten(path, f"replace(sql, '{loosened}', '')", edit)
        assert any(each.table == "fact" for each in verify(path).problems)

    def test_a_damaged_page_is_a_problem_and_no_traceback(self, full, path):
        full.close()
        raw = bytearray(path.read_bytes())
        raw[4096 * 5 : 4096 * 6] = b"\xff" * 4096
        path.write_bytes(raw)
        assert verify(path).problems[0].table == "file"

    def test_what_sqlite_says_of_a_page_in_several_lines_is_told_in_one_sentence(self, full, path):
        full.close()
        raw = bytearray(path.read_bytes())
        raw[4096 * 2 + 8 : 4096 * 2 + 12] = b"\xff\xff\xff\x01"
        path.write_bytes(raw)
        said = str(verify(path).problems[0])
        assert re.fullmatch(
            r"file: SQLite's integrity check says: On tree page 3 cell 1: [^;‹*]+; "
            r"On tree page 3 cell 0: [^;‹*]+", said,
        )  # fmt: skip

    def test_every_byte_of_a_stored_text_counts(self, full, path):
        full.close()
        raw = path.read_bytes()
        assert raw.count(b"day 12") == 1
        path.write_bytes(raw.replace(b"day 12", b"day 21"))
        assert [each.table for each in verify(path).problems] == ["fact"]

    def test_what_is_no_base_is_refused_in_a_sentence(self, tmp_path):
        with pytest.raises(StoreError, match="does not exist; make it"):
            verify(tmp_path / "none.db")
        sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (x)").connection.close()
        with pytest.raises(StoreError, match="not a knowledge base"):
            verify(tmp_path / "other.db")

    def test_verifying_changes_nothing(self, full, path):
        full.close()
        before = path.read_bytes()
        verify(path)
        assert path.read_bytes() == before
        opened = open_to_verify(path)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened.execute("INSERT INTO unit VALUES (9, 'x')")
        opened.close()


def test_a_problem_prints_no_control_characters():
    assert str(Problem("page", "a\x1b[1m", "x\ny")) == "page a‹U+001B›[1m: x‹U+000A›y"


def test_what_cannot_be_hashed_is_not_the_same():
    assert not same("x", lambda: {}["nothing"])
    assert not same("x", "é\ud800".encode)
