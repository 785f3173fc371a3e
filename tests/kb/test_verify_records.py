"""Verification of what was recorded: runs, histories, documents and pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import histories
from kb.chain import page_hash
from kb.histories import HistoryEntry
from kb.rulebooks import StoredPage
from kb.store import KnowledgeBase
from kb.verify.base import verify
from kb.verify.of_run import verify_chains, verify_run
from kb.verify.problem import same
from tests.kb.verified import (
    BOOK,
    PAST,
    PAST_BOOK,
    PAST_PAGES,
    RUN,
    disarmed,
    record_rulebook,
)


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

    @pytest.mark.parametrize("edit", ["parts = X'00'", "parts = substr(parts, 1, 40)"])
    def test_parts_that_cannot_be_read_are_those_of_their_run(self, told, edit):
        found = told(f"UPDATE run_record SET {edit} WHERE run_n = 2")
        assert found == ["run 2 (cd34): what is kept of it cannot be read"]

    def test_parts_of_a_run_that_is_not_there_are_named(self, told):
        found = told("INSERT INTO run_record VALUES (3, X'00')")
        assert found == ["run_record 3: refers to a run that is not there"]

    def test_a_run_is_bound_to_the_batches_that_it_saw(self, told):
        """Though a batch goes with all its facts and marks, and its triggers are put back."""
        own = (("fact", "batch_id"), ("mark", "batch_id"), ("batch", "id"))
        gone = [f"DELETE FROM {table} WHERE {key} = 2" for table, key in own]
        names = "DELETE FROM strand WHERE id = 2", "DELETE FROM source WHERE id = 2"
        assert "history 1 (ef56): it saw batch 2, which is not there" in told(*gone, *names)

    def test_a_run_knows_another_batch_in_the_place_of_its_own(self, told):
        found = told("UPDATE batch SET chain = 'another' WHERE id = 1")
        assert "run 1 (ab12): it saw another batch 1 than the one that is there" in found

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
        plain = type("Plain", (HistoryEntry,), {"content": HistoryEntry.proof})
        with KnowledgeBase.create(path) as kb:
            record_rulebook(
                kb,
                PAST_BOOK,
                (StoredPage(page_hash("c.md", PAST_PAGES["c.md"]), "c.md", PAST_PAGES["c.md"]),),
            )
            histories.record_history(kb, plain(**vars(replace(PAST, batch=0))))
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


class TestWhatADocumentRestsOn:
    def test_a_sound_base_has_its_head(self, full, path):
        found = verify_chains(path)
        assert (found.problems, found.head) == ((), verify(path).head)
        assert verify_run(path, "ab12") == ()

    @pytest.mark.parametrize(
        ("edit", "row"),
        [
            ("UPDATE fact SET value = 1 WHERE id = 2", "fact 2 of batch 1"),
            ("UPDATE batch SET label = 'x' WHERE id = 1", "batch 1"),
            ("UPDATE run SET written_at = 0 WHERE n = 1", "run 1 (ab12)"),
            ("UPDATE rendering SET sha256 = 'x' WHERE n = 2", "rendering 2"),
            ("INSERT INTO fact SELECT 9, 3, 1, 1, 1, 1, 1, 1, '', 1", "fact 9"),
        ],
    )
    def test_what_was_altered_is_named(self, told, path, edit, row):
        told(edit)
        assert str(verify_chains(path).problems[0]).startswith(row)

    def test_its_own_run_and_pages_are_looked_through_and_no_others(self, told, path):
        told("UPDATE finding SET status = 'x' WHERE run_id = 'ab12' AND claim = 'fell'")
        assert verify_chains(path).problems == verify_run(path, "cd34") == ()
        assert [str(each) for each in verify_run(path, "ab12")] == [
            "finding fell of run 1 (ab12): is not what was written"
        ]
        told("UPDATE page SET text = 'It rose.' WHERE name = 'a.md'")
        assert verify_run(path, "cd34")[0].table == "rulebook"
