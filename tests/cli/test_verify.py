"""`verify` on the command line: a base and its documents as they were written, or not."""

from __future__ import annotations

import json
import sqlite3

import pytest

from kb import schema
from tests.cli.conftest import LATE, tamper, write
from tests.desk import FUNDS_LEFT, edited

WIDE = edited(FUNDS_LEFT, "flow < 0 USD m", "flow < -1 USD bn")


class TestVerify:
    def test_a_sound_base_ends_with_0_and_prints_its_head(self, two_runs):
        said = two_runs("verify")
        assert (said.code, said.err) == (0, "")
        assert said.out.startswith("downdraft.db is as it was written: 1 batch, 9 facts, 13 pages")
        assert "\nhead 1-2-2-" in said.out
        assert "A chain without a key shows accidents and clumsy hands." in said.out

    def test_an_altered_base_ends_with_4_and_names_the_row(self, two_runs, tmp_path):
        tamper(tmp_path / "downdraft.db", "sentence",
               "UPDATE sentence SET text = 'It rose.' WHERE n = 1")  # fmt: skip
        said = two_runs("verify")
        assert said.code == 4
        assert said.out.startswith(
            "downdraft.db is not as it was written:\n  sentence 1 of run 1 ("
        )

    def test_a_base_without_its_triggers_is_verified_all_the_same(self, two_runs, tmp_path):
        connection = sqlite3.connect(tmp_path / "downdraft.db")
        connection.execute("DROP TRIGGER fact_refuses_update").connection.close()
        assert two_runs("brief").code == 1
        said = two_runs("verify")
        assert said.code == 4
        assert "  schema fact_refuses_update: this trigger is missing" in said.out

    def test_a_fact_that_was_altered_is_named_with_the_file_it_came_from(self, two_runs, tmp_path):
        """Which names the value that it had."""
        name = write(tmp_path / "late.csv", LATE)
        two_runs("add", name, "--source", "farside")
        tamper(tmp_path / "downdraft.db", "fact", "UPDATE fact SET value = 1 WHERE id = 10")
        said = two_runs("verify")
        assert "  fact 10: it, or a name it uses, is not as it was added; batch 2 (late" in said.out
        assert "`downdraft add FILE --dry-run` names each value" in said.out
        said = two_runs("add", name, "--source", "farside", "--dry-run")
        assert "1e-06 USD m in batch 2 and 80 USD m here" in said.err

    def test_many_problems_are_counted_and_json_lists_them(self, two_runs, tmp_path):
        tamper(tmp_path / "downdraft.db", "sentence", "UPDATE sentence SET text = 'x'")
        assert "more (--json lists all)" in two_runs("verify").out
        found = json.loads(two_runs("verify", "--json").out)
        assert found["sound"] is False
        assert len(found["problems"]) > 10
        assert found["problems"][0]["table"] == "sentence"

    @pytest.mark.parametrize("form", [[], ["--json"]])
    def test_texts_that_are_no_utf_8_are_told_and_break_no_output(self, two_runs, tmp_path, form):
        name = "UPDATE page SET name = CAST(x'ff1b' AS TEXT) WHERE name = 'assumptions.yaml'"
        tamper(tmp_path / "downdraft.db", "page", name)
        said = two_runs("verify", *form)
        assert (said.code, said.err) == (4, "")
        assert "page ‹U+DCFF›‹U+001B›: is not the text kept under" in said.out

    def test_a_briefing_that_was_compared_with_a_run_is_told_with_it(self, two_runs):
        two_runs("brief", "--as-of", "2025-11-13")
        two_runs("brief", "--since", "last", "-o", "since.md")
        said = two_runs("verify", "since.md")
        assert said.code == 0
        assert ", compared with run " in said.out

    def test_a_briefing_of_this_base_is_told(self, two_runs):
        said = two_runs("verify", "monday.md")
        assert said.code == 0
        assert "monday.md is, byte for byte, the md briefing of run " in said.out
        assert "(btc, as of 2025-11-17)." in said.out

    def test_what_was_printed_is_a_briefing_too(self, two_runs, tmp_path):
        (tmp_path / "printed").write_text(two_runs("brief").out, encoding="utf-8")
        assert two_runs("verify", "printed").code == 0

    def test_an_altered_briefing_ends_with_4_and_the_line_is_shown(self, two_runs, tmp_path):
        text = (tmp_path / "monday.md").read_text(encoding="utf-8")
        write(tmp_path / "altered.md", text.replace("$492m", "$42m", 1))
        said = two_runs("verify", "altered.md")
        assert said.code == 4
        assert "altered.md was altered: it is not the md briefing of run " in said.out
        assert "; line " in said.out

    def test_changed_line_ends_are_named_as_what_they_are(self, two_runs, tmp_path):
        raw = (tmp_path / "monday.md").read_bytes().replace(b"\n", b"\r\n")
        (tmp_path / "windows.md").write_bytes(raw)
        said = two_runs("verify", "windows.md")
        assert said.code == 4
        assert "its lines end in CRLF, as Windows writes them" in said.out

    def test_a_file_from_elsewhere_ends_with_4(self, two_runs, tmp_path):
        said = two_runs("verify", write(tmp_path / "note.txt", "It fell.\n"))
        assert said.code == 4
        assert "note.txt is no briefing recorded in this base" in said.out

    def test_an_altered_base_vouches_for_nothing(self, two_runs, tmp_path):
        tamper(tmp_path / "downdraft.db", "fact", "UPDATE fact SET value = 1 WHERE id = 2")
        said = two_runs("verify", "monday.md")
        assert said.code == 4
        assert "monday.md: nothing can be said of it by a base that is not" in said.out
        found = json.loads(two_runs("verify", "monday.md", "--json").out)
        assert found["briefing"]["verdict"] == "not checked"

    def test_json_says_which_run_a_file_is_of(self, two_runs):
        found = json.loads(two_runs("verify", "friday.md", "--json").out)
        assert (found["sound"], found["briefing"]["verdict"]) == (True, "genuine")
        assert found["briefing"]["format"] == "md"

    def test_a_head_kept_elsewhere_is_continued_by_a_base_that_grew(self, two_runs):
        kept = json.loads(two_runs("verify", "--json").out)["head"]
        two_runs("brief", "--as-of", "2025-11-16")
        said = two_runs("verify", "--head", kept)
        assert said.code == 0
        assert "It continues the head kept elsewhere." in said.out

    def test_a_head_that_is_not_continued_ends_with_4(self, two_runs, tmp_path):
        kept = json.loads(two_runs("verify", "--json").out)["head"]
        (tmp_path / "downdraft.db").unlink()
        two_runs("init")
        said = two_runs("verify", "--head", kept)
        assert said.code == 4
        assert "was there when the head was kept; the end was cut off" in said.out

    def test_what_is_no_head_is_wrong_usage(self, two_runs):
        said = two_runs("verify", "--head", "abc")
        assert (said.code, said.out) == (2, "")
        assert "--head: 'abc' is not a head; `verify` prints one" in said.err

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [(["nowhere.md"], 2), (["--db", "nowhere.db"], 1), (["--db", "friday.md"], 1)],
    )
    def test_what_is_not_there_is_a_sentence(self, two_runs, arguments, code):
        said = two_runs("verify", *arguments)
        assert (said.code, said.out) == (code, "")
        assert "Traceback" not in said.err


READING = (
    "brief", "facts", "facts price.close", "floor", "document essay", "why funds_left", "why S1",
    "why-not funds_left", "what-if price.close=50000", "uses price.close", "backtest", "runs",
    "history --from 2025-11-14 --to 2025-11-17", "diff last~1 last", "replay last", "rules list",
    "rules graph",
)  # fmt: skip


def test_a_batch_that_is_gone_is_told_by_every_command_that_reads(two_runs, tmp_path):
    """With its facts and marks, and every trigger back in its place."""
    name = write(tmp_path / "late.csv", LATE)
    two_runs("add", name, "--source", "farside")
    two_runs("add", write(tmp_path / "more.csv", LATE), "--source", "bureau")
    path = tmp_path / "downdraft.db"
    for table, column in (("fact", "batch_id"), ("mark", "batch_id"), ("batch", "id")):
        with sqlite3.connect(path) as base:
            base.execute(f"DROP TRIGGER {table}_refuses_delete")
            base.execute(f"DELETE FROM {table} WHERE {column} = 2")
            base.execute(schema.TRIGGERS[f"{table}_refuses_delete"])
    for command in READING:
        said = two_runs(*command.split())
        assert (command, said.code, said.out) == (command, 4, "")
        assert "batch 3: the one before it is gone, or one of them was altered" in said.err


@pytest.mark.parametrize("column", ["as_of", "written_at"])
def test_a_run_that_was_altered_is_not_listed(two_runs, tmp_path, column):
    tamper(tmp_path / "downdraft.db", "run", f"UPDATE run SET {column} = {column} + 1 WHERE n = 1")
    for arguments in ([], ["--all"], ["--json"]):
        said = two_runs("runs", *arguments)
        assert (said.code, said.out) == (4, "")
        assert "is not as it was written, so nothing is said of it" in said.err
