"""The briefing as a desk asks for it: printed, written to files, recorded."""

from __future__ import annotations

import json
import os
import stat
import threading
from datetime import date
from pathlib import Path

import pytest

from kb import ledger
from kb.store import KnowledgeBase
from tests.cli.conftest import LATE, write
from tests.contract.written_schema import hold_to_schema


def test_it_is_printed_and_recorded(desk, state):
    said = desk("brief")
    assert said.code == 0
    assert said.out.startswith("BTC slides while")
    assert state()[2] == 1


def test_the_same_question_gives_the_same_bytes_and_one_run(desk, state):
    first, after_one = desk("brief").out, state()
    assert desk("brief").out == first
    assert state() == after_one


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_every_form_is_printed(desk, form):
    said = desk("brief", "--format", form)
    assert (said.code, said.err) == (0, "")
    assert "slides while" in said.out or '"headline": "slide"' in said.out


def test_json_keeps_to_its_schema(desk):
    said = desk("brief", "--json")
    hold_to_schema(json.loads(said.out))


@pytest.mark.parametrize(
    ("name", "start"),
    [("b.md", "# BTC"), ("b.html", "<!doc"), ("b.json", "{\n"), ("b", "BTC ")],
)
def test_the_ending_of_a_file_decides_its_form(desk, name, start, tmp_path):
    said = desk("brief", "-o", name)
    assert (said.code, said.out, said.err) == (0, "", f"wrote {name}\n")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("name", ["b.pdf", "b.docx", "b.htm"])
def test_an_ending_that_tells_no_form_is_wrong_usage(desk, name, tmp_path):
    said = desk("brief", "-o", name)
    assert (said.code, said.out) == (2, "")
    assert "the endings are .txt, .md, .html, .json, .csv, .xlsx, or pass --format" in said.err
    assert not (tmp_path / name).exists()
    assert desk("brief", "-o", name, "--format", "md").code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_said_in_words(desk):
    said = desk("brief", "-o", "/dev/full")
    assert (said.code, said.out) == (1, "")
    assert "/dev/full cannot be written (the disk is full)" in said.err


def test_a_file_holds_what_would_have_been_printed(desk, tmp_path):
    printed = desk("brief", "--format", "md").out
    desk("brief", "-o", "b.md")
    assert (tmp_path / "b.md").read_text(encoding="utf-8") == printed


def test_facts_known_only_later_are_mentioned(desk, tmp_path):
    rows = LATE.replace("2025-11-17\n", "2025-11-20\n")
    desk("add", write(tmp_path / "f.csv", rows), "--source", "farside")
    said = desk("brief", "--as-of", "2025-11-17")
    assert "one fact about this day or earlier became known only afterwards" in said.err
    assert "--known-at 2025-11-20" in said.err
    assert "took in" not in said.out


def test_a_day_after_all_that_was_known_is_said_to_be_one(desk):
    early = desk("brief", "--as-of", "2025-11-17", "--known-at", "2025-11-14T12:00Z").err
    assert "known by 2025-11-14 12:00 UTC: nothing after that can be in what is said of" in early
    for known in ("2025-11-17T12:00Z", "2025-11-18"):
        said = desk("brief", "--as-of", "2025-11-17", "--known-at", known)
        assert "nothing after that" not in said.err


def test_it_says_what_changed_since_the_day_before(desk):
    desk("brief", "--as-of", "2025-11-13")
    assert "“Money left the funds”: unknown on 13 November 2025" in " ".join(
        desk("brief").out.split()
    )


def test_it_can_be_compared_with_any_run(desk, tmp_path):
    """And then again with the day before: two documents of one run."""
    desk("brief", "--as-of", "2025-11-13")
    desk("brief", "--as-of", "2025-11-14")
    [oldest, _] = json.loads(desk("runs", "--json").out)
    plain = desk("brief")
    since = desk("brief", "--since", oldest["run"][:12])
    desk("brief", "--since", oldest["run"])
    with KnowledgeBase.open(tmp_path / "downdraft.db") as base:
        last = ledger.runs(base)[-1].id
        assert set(ledger.renderings(base, last)) == {"front", f"front since {oldest['run']}"}
    assert (plain.code, since.code) == (0, 0)
    assert "on 13 November 2025" in since.out
    assert desk("brief").out == plain.out


def test_nothing_is_recorded_where_that_is_wanted(desk, state):
    before = state()
    assert desk("brief", "--no-ledger").code == 0
    assert state() == before


def test_a_symlink_is_written_through(desk, tmp_path):
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")
    assert desk("brief", "-o", "link.md").code == 0
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text(encoding="utf-8").startswith("# BTC")


def test_a_pipe_is_written_to_and_not_replaced(desk, tmp_path):
    """Nor would a device be: `-o /dev/stdout`."""
    os.mkfifo(pipe := tmp_path / "pipe")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    said = desk("brief", "-o", "pipe")
    reader.join(10)
    assert said.code == 0
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert got[0].startswith("BTC slides")


def test_a_file_that_cannot_be_written_leaves_no_half_of_it(desk, tmp_path):
    (tmp_path / "b.md").write_text("the old one")
    (tmp_path / "b.md").chmod(0o444)
    desk("brief", "-o", "b.md")
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("b.md")) == ["b.md"]


def test_the_floor_alone(desk):
    said = desk("floor")
    assert said.code == 0
    assert "WHERE IT STOPS" in said.out
    assert "WHY IT IS FALLING" not in said.out


def test_the_floor_as_json(desk):
    floor = json.loads(desk("floor", "--json").out)
    assert [each["status"] for each in floor["conditions"]] == ["fails", "fails"]


@pytest.mark.parametrize(("word", "clock"), [("today", 17), ("yesterday", 18)])
def test_today_and_yesterday_are_those_of_the_clock(desk, monkeypatch, word, clock):
    monkeypatch.setattr("engine.cli.dates.today", lambda: date(2025, 11, clock))
    assert json.loads(desk("brief", "--as-of", word, "--json").out)["as_of"] == "2025-11-17"
    dated = ("brief", "--no-ledger", "--as-of", "2025-11-17", "--known-at")
    assert desk(*dated, word).out == desk(*dated, "2025-11-17").out


def test_a_workbook_is_recorded_and_comes_out_again_byte_for_byte(desk, tmp_path):
    pytest.importorskip("openpyxl", reason="the extra [xlsx] is not installed")
    assert desk("brief", "-o", "b.xlsx").code == 0
    assert desk("verify", "b.xlsx").code == 0
    assert desk("replay", "last", "--format", "xlsx", "-o", "again.xlsx").code == 0
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_csv_goes_to_standard_output_and_is_replayed(desk):
    told = desk("brief", "--format", "csv").out
    assert told.startswith("table,quantity,low,mid,high,unit,as_of,source,facts,")
    assert desk("replay", "last", "--format", "csv").out == told


def test_a_workbook_is_not_printed_on_a_terminal(desk, monkeypatch):
    monkeypatch.setattr("engine.cli.output.sys.stdout.isatty", lambda: True)
    said = desk("brief", "--format", "xlsx")
    assert (said.code, said.out) == (2, "")
    assert "name its file with -o" in said.err
