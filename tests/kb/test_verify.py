"""Verification of a base: what each check finds, in the words it is told in."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb import histories, ledger, schema
from kb.catalog import catalog
from kb.chain import book_hash, hash_of, page_hash
from kb.connection import open_to_verify
from kb.facts import Fact, make_fact
from kb.histories import FiredRecord, HistoryRecord, SpellRecord, VectorDays, VectorRecord
from kb.records import FindingRecord, PageRecord, PremiseRecord, RunRecord, SentenceRecord
from kb.store import KnowledgeBase, StoreError
from kb.verify.base import verify
from kb.verify.head import head, head_problems, is_head, names_histories
from kb.verify.problem import Problem, same

PAGES = {"a.md": "The price fell.", "b.md": "The funds sold."}
BOOK = book_hash(PAGES)
RUN = RunRecord(
    id="ab12", asset="btc", as_of=20_409, known_at=1_763_423_999, batch=1, facts_digest="f",
    rulebook=BOOK, engine="0.1.0",
    findings=(FindingRecord("fell", "holds", "", "{}"), FindingRecord("sold", "fails", "", "{}")),
    premises=(PremiseRecord("fell", "holds:fell", "[]"), PremiseRecord("sold", "fails:sold", "[]")),
    sentences=(SentenceRecord(1, "fell", "It fell.", "[]"), SentenceRecord(2, "sold", "No.", "[]")),
    renderings={"md": "aa", "text": "bb"},
)  # fmt: skip

PAST_PAGES = {"c.md": "The price fell for days."}
PAST_BOOK = book_hash(PAST_PAGES)
PAST = HistoryRecord(
    id="ef56", asset="btc", first=20_400, last=20_409, batch=2, facts_digest="f",
    rulebook=PAST_BOOK, engine="0.1.0",
    findings=(SpellRecord("fell", 20_400, 20_404, "fails", "", "[]"),
              SpellRecord("fell", 20_405, 20_409, "holds", "", "[]")),
    days=(VectorDays("etf", 20_400, 20_404, 1), VectorDays("etf", 20_405, 20_409, 0)),
    vectors=(VectorRecord("etf", 0, '["true:1"]'), VectorRecord("etf", 1, '["false:1"]')),
    premises=(FiredRecord("etf", 0, 0, "fell", "holds:fell", '["true:1"]'),),
)  # fmt: skip


@pytest.fixture(scope="module")
def made_once(tmp_path_factory) -> Path:
    """A file with two batches, two runs on one rule book and two histories on another."""
    made = tmp_path_factory.mktemp("made") / "desk.db"
    with KnowledgeBase.create(made) as kb:
        days = [flow_of(n, f"2025-11-{n:02}", note=f"day {n}") for n in range(10, 14)]
        kb.add(days, label="desk")
        kb.add(flow_of(7, "2025-11-14", source="bureau"))
        pages = tuple(PageRecord(page_hash(n, text), n, text) for n, text in PAGES.items())
        ledger.record_run(kb, RUN, pages)
        ledger.record_run(kb, RunRecord(**{**vars(RUN), "id": "cd34"}), pages)
        past = tuple(PageRecord(page_hash(n, text), n, text) for n, text in PAST_PAGES.items())
        ledger.record_rulebook(kb, PAST_BOOK, past)
        for name in ("ef56", "ab78"):
            histories.record_history(kb, replace(PAST, id=name))
    return made


@pytest.fixture
def full(made_once, path) -> Iterator[KnowledgeBase]:
    """A copy of it, open."""
    shutil.copy(made_once, path)
    with KnowledgeBase.open(path) as kb:
        kb.connection.execute("PRAGMA synchronous = OFF")
        yield kb


def flow_of(millions: float, as_of: str, **other: object) -> Fact:
    raw = {"series": "etf.net_flow", "value": millions, "unit": "USD m", "source": "desk"}
    return make_fact({**raw, "as_of": as_of, **other}, catalog=catalog(), today=date(2025, 11, 21))


@pytest.fixture
def told(full, path) -> Callable[..., list[str]]:
    """What verification tells after statements that no trigger stopped."""

    def after(*statements: str, kept: str = "") -> list[str]:
        with disarmed(full.connection):
            for statement in statements:
                full.connection.execute(statement)
        return [str(problem) for problem in verify(path, kept).problems]

    return after


@contextmanager
def disarmed(connection: sqlite3.Connection) -> Iterator[None]:
    """A while without triggers."""
    connection.execute("BEGIN")
    for name in schema.TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    schema.install_triggers(connection)
    connection.execute("COMMIT")


def test_a_base_that_nobody_touched_is_sound(full, path):
    found = verify(path)
    assert found.problems == ()
    assert found.counts == {
        "batches": 2, "facts": 5, "pages": 3, "runs": 2, "documents": 4, "histories": 2,
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
    monkeypatch.setattr("kb.retake.CHUNK", 3)
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
        copy = "SELECT 6, batch_id, strand_id, as_of + 9, known_at, span, value, unit_id, note"
        [first] = told(f"INSERT INTO fact {copy} FROM fact WHERE id = 5")
        assert first == "fact 6: is of no batch that was written"

    def test_a_fact_that_changed_its_batch_is_named(self, told):
        [first] = told("UPDATE fact SET batch_id = 2 WHERE id = 3")
        assert first == "fact 3: says batch 2 and lies in batch 1"

    def test_a_fact_without_a_strand_is_named(self, told):
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


class TestRuns:
    def test_a_run_that_says_something_else_breaks_its_link(self, told):
        [first, *_] = told("UPDATE run SET written_at = 0 WHERE n = 2")
        assert first == "run 2 (cd34): its link is not that of what it says"

    def test_a_question_that_was_altered_is_the_run_s_own_row(self, told):
        assert told("UPDATE run SET asset = 'eth' WHERE n = 1") == [
            "run 1 (ab12): is not what was written"
        ]

    @pytest.mark.parametrize(
        ("edit", "row"),
        [
            ("finding SET status = 'fails' WHERE claim = 'fell'", "finding fell of run 1 (ab12)"),
            ("premise SET premises = '[1]' WHERE n = 1", "premise 1 of run 1 (ab12)"),
            ("sentence SET text = 'It rose.' WHERE n = 1", "sentence 1 of run 1 (ab12)"),
        ],
    )
    def test_a_part_that_was_altered_is_named_by_its_row(self, told, edit, row):
        assert told(f"UPDATE {edit} AND run_id = 'ab12'") == [f"{row}: is not what was written"]

    def test_parts_that_change_places_are_told(self, told):
        moved = [f"UPDATE sentence SET n = {new} WHERE n = {old} AND run_id = 'ab12'"
                 for old, new in ((1, 9), (2, 1), (9, 2))]  # fmt: skip
        assert len(told(*moved)) == 2

    @pytest.mark.parametrize("table", ["finding", "sentence"])
    def test_a_part_that_was_taken_out_is_missed(self, told, table):
        [first] = told(f"DELETE FROM {table} WHERE run_id = 'cd34' AND claim = 'sold'")
        assert first == f"{table} of run 2 (cd34): the {table}s are not all there"

    def test_a_premise_has_its_number(self, told):
        [first, *_] = told("UPDATE premise SET n = 7 WHERE n = 1 AND run_id = 'ab12'")
        assert first == "premise 7 of run 1 (ab12): is missing or has another number"

    def test_parts_of_a_run_that_is_not_there_are_named(self, told):
        found = told("INSERT INTO finding VALUES ('zz', 'fell', 'holds', '', '{}')")
        assert found == ["finding zz fell: refers to a run that is not there"]

    def test_a_run_recorded_without_digits_is_sound_and_still_proved(self, full, told):
        """As the first bases hold them: the hash alone."""
        proof = RUN.content().split(" ")[0]
        assert same(proof, RUN.proof)
        first = "UPDATE finding SET status = 'x' WHERE run_id = 'ab12' AND claim = 'fell'"
        found = told(f"UPDATE run SET content = '{proof}' WHERE n = 1", first)
        assert found[0] == "run 1 (ab12): its link is not that of what it says"


class TestHistories:
    def test_a_history_that_says_something_else_breaks_its_link(self, told):
        [first] = told("UPDATE history SET written_at = 0 WHERE n = 2")
        assert first == "history 2 (ab78): its link is not that of what it says"

    @pytest.mark.parametrize("edit", ["asset = 'eth'", "last = last + 1", "facts_digest = 'g'"])
    def test_a_question_that_was_altered_is_the_history_s_own_row(self, told, edit):
        found = told(f"UPDATE history SET {edit} WHERE n = 1")
        assert found == ["history 1 (ef56): is not what was written"]

    @pytest.mark.parametrize(
        ("edit", "row"),
        [
            ("finding SET status = 'holds' WHERE first = 20400", "finding fell 20400"),
            ("day SET last = last - 1 WHERE first = 20405", "day etf 20405"),
            ("day SET vector = 0 WHERE first = 20400", "day etf 20400"),
            ("vector SET truths = '[]' WHERE vector = 1", "vector etf 1"),
            ("premise SET rule = 'holds:x' WHERE n = 0", "premise etf 0 0"),
        ],
    )
    def test_a_part_that_was_altered_is_named_by_its_row(self, told, edit, row):
        found = told(f"UPDATE history_{edit} AND history_n = 1")
        assert found == [f"history_{row} of history 1 (ef56): is not what was written"]

    @pytest.mark.parametrize("table", ["finding", "day", "vector", "premise"])
    def test_a_part_that_was_taken_out_is_missed(self, told, table):
        [first] = told(f"DELETE FROM history_{table} WHERE history_n = 2")
        assert first.startswith(f"history_{table} of history 2 (ab78): the {table}s are not all")

    def test_a_part_that_was_moved_is_named_where_it_is_now(self, told):
        taken = "DELETE FROM history_finding WHERE history_n = 2 AND first = 20405"
        moved = "UPDATE history_finding SET history_n = 2 WHERE history_n = 1 AND first = 20405"
        put = "UPDATE history_finding SET status = 'fails' WHERE history_n = 2 AND first = 20405"
        first, second = told(taken, moved, put)
        assert first.startswith("history_finding fell 20405 of history 2 (ab78): is not what")
        assert second.endswith("of history 1 (ef56): the findings are not all there")

    def test_a_part_of_a_history_that_is_not_there_is_named(self, told):
        [first] = told("INSERT INTO history_day VALUES (9, 'etf', 20400, 20409, 0)")
        assert first == "history_day 9 etf 20400: refers to a history that is not there"

    def test_a_history_that_was_taken_out_leaves_a_gap(self, told):
        parts = ("history_finding", "history_day", "history_vector", "history_premise")
        first, *_ = told(*(f"DELETE FROM {table} WHERE history_n = 1" for table in parts),
                         "DELETE FROM history WHERE n = 1")  # fmt: skip
        assert first == "history 2: this row is missing or has another number"

    def test_a_rule_book_that_only_a_history_has_is_used_and_missed(self, told):
        found = told(f"DELETE FROM rulebook WHERE hash = '{PAST_BOOK}'")
        assert "history 1 (ef56): its rule book is not kept here" in found

    def test_a_rule_book_that_nobody_was_judged_by_was_put_in(self, told):
        [*_, last] = told(f"UPDATE history SET rulebook = '{BOOK}'")
        assert last == f"rulebook {PAST_BOOK[:12]}: no run or history uses it"

    def test_a_history_recorded_without_digits_is_sound_and_still_proved(self, path):
        """As the first bases hold them: the hash alone."""
        plain = type("Plain", (HistoryRecord,), {"content": HistoryRecord.proof})
        with KnowledgeBase.create(path) as kb:
            ledger.record_rulebook(
                kb,
                PAST_BOOK,
                (PageRecord(page_hash("c.md", PAST_PAGES["c.md"]), "c.md", PAST_PAGES["c.md"]),),
            )
            histories.record_history(kb, plain(**vars(PAST)))
            assert verify(path).problems == ()
            with disarmed(kb.connection):
                kb.connection.execute("UPDATE history_day SET vector = 7")
        assert str(verify(path).problems[0]) == "history 1 (ef56): is not what was written"


class TestDocumentsAndPages:
    def test_a_document_that_says_something_else_breaks_its_link(self, told):
        found = told("UPDATE rendering SET sha256 = 'x' WHERE n = 2")
        assert found == ["rendering 2: its link is not that of what it says"]

    def test_a_page_that_was_altered_is_named(self, told):
        [first, second] = told("UPDATE page SET text = 'It rose.' WHERE name = 'a.md'")
        assert first.startswith("rulebook ")
        assert second.startswith("page a.md: is not the text kept under ")

    def test_a_list_of_pages_is_kept_word_by_word(self, told):
        [first] = told("UPDATE rulebook SET pages = replace(pages, ',', ', ')")
        assert first.endswith("its list of pages is not as it was written")

    @pytest.mark.parametrize("text", ["", "{", "[1]", "{}", "null", '["x"]'])
    def test_a_list_that_is_none_is_told(self, told, text):
        assert told(f"UPDATE rulebook SET pages = '{text}'")[0].startswith("rulebook ")

    def test_a_rule_book_that_is_gone_is_missed_by_its_runs(self, told):
        found = told("DELETE FROM rulebook")
        assert "run 1 (ab12): its rule book is not kept here" in found
        assert "page a.md: no rule book lists it" in found


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


def rewritten(path: Path, schema_text: str, edit: str) -> None:
    """Edit a row under another schema of `fact`, then put schema and triggers back."""
    loose = sqlite3.connect(path)
    kept = loose.execute("SELECT sql FROM sqlite_master WHERE name = 'fact'").fetchone()
    for sql in (f"SELECT {schema_text} FROM sqlite_master WHERE name = 'fact'", None):
        text = loose.execute(sql).fetchone() if sql else kept
        loose.execute("PRAGMA writable_schema = ON")
        loose.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'fact'", text)
        loose.commit()
        loose.close()
        loose = sqlite3.connect(path)
        if sql:
            loose.execute("DROP TRIGGER fact_refuses_update")
            loose.execute(edit)
            loose.execute(schema.TRIGGERS["fact_refuses_update"])
            loose.commit()
    loose.close()


def older_head(kb: KnowledgeBase) -> str:
    """The head as it was written when there were three chains."""
    last = kb.head()
    hashed = hash_of(["head", last.batches, last.runs, last.renderings])
    return head(kb.connection).rsplit("-", 2)[0] + f"-{hashed}"


class TestTheHead:
    def test_a_head_names_how_much_there_is_and_its_hash(self, full):
        told = head(full.connection)
        assert told.startswith("2-2-4-2-")
        assert is_head(told)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2-2-4",
            "x",
            "2-2-4-2-" + "g" * 64,
            "2-2-4-2-" + "0" * 65,
            "1-1-1-1-1-" + "0" * 64,
            "1-1-" + "0" * 64,
        ],
    )
    def test_what_is_no_head_is_refused(self, full, text):
        assert not is_head(text)
        with pytest.raises(ValueError, match="is not a head; `downdraft verify` prints one"):
            list(head_problems(full.connection, text))

    def test_a_base_that_grew_continues_its_head(self, full, path, flow):
        kept = head(full.connection)
        full.add(flow(1, as_of="2025-11-01"))
        assert verify(path, kept).problems == ()

    def test_a_base_that_was_cut_off_does_not(self, told, full):
        kept = head(full.connection)
        cut = ["DELETE FROM rendering WHERE n = 4"]
        assert told(*cut, kept=kept) == [
            "rendering 4: was there when the head was kept; the end was cut off"
        ]

    def test_histories_cut_off_are_missed_by_a_head_only(self, told, full):
        kept = head(full.connection)
        parts = ("history_finding", "history_day", "history_vector", "history_premise")
        cut = [f"DELETE FROM {table} WHERE history_n = 2" for table in parts]
        assert told(*cut, "DELETE FROM history WHERE n = 2") == []
        assert told(kept=kept) == [
            "history 2: was there when the head was kept; the end was cut off"
        ]

    def test_a_head_kept_before_there_were_histories_is_still_held_to(self, told, full):
        older = older_head(full)
        assert (is_head(older), names_histories(older)) == (True, False)
        assert told(kept=older) == []
        [first] = told("DELETE FROM rendering WHERE n = 4", kept=older)
        assert first.startswith("rendering 4: was there when the head was kept")

    def test_a_base_that_was_made_anew_does_not(self, full, flow, tmp_path, path):
        kept = head(full.connection)
        shutil.copy(path, tmp_path / "kept.db")
        full.add(flow(2, as_of="2025-11-02"))
        other = head(full.connection)
        assert other != kept
        swapped = other.replace("3-2-4-2", "2-2-4-2")
        assert "it was rewritten" in str(verify(path, swapped).problems[0])


def test_a_problem_prints_no_control_characters():
    assert str(Problem("page", "a\x1b[1m", "x\ny")) == "page a?[1m: x?y"


def test_what_cannot_be_hashed_is_not_the_same():
    assert not same("x", lambda: {}["nothing"])
    assert not same("x", "é\ud800".encode)
