"""Bad bases, places and options: one clear sentence, and a base that is as it was."""

from __future__ import annotations

import os

import pytest

from tests.cli.conftest import GOOD, HEADER


@pytest.mark.parametrize(
    ("base", "problem"),
    [
        (b"", "is empty; remove it"),
        (b"hello, I am no base" * 100, "is not a knowledge base"),
    ],
)
def test_a_file_that_is_no_base_is_refused(downdraft, tmp_path, base, problem):
    (tmp_path / "downdraft.db").write_bytes(base)
    said = downdraft("brief")
    assert (said.code, said.out) == (1, "")
    assert problem in said.err
    assert (tmp_path / "downdraft.db").read_bytes() == base


@pytest.mark.parametrize("place", ["nowhere/b.md", "downdraft.db/b.md", "/proc/b.md"])
def test_a_place_that_cannot_be_written_is_one_sentence(desk, place):
    said = desk("brief", "-o", place)
    assert (said.code, said.out) == (1, "")
    assert f"downdraft: {place} cannot be written (" in said.err
    assert said.err.strip().endswith("name another file")


def test_a_folder_is_no_file_to_write_to(desk):
    assert desk("brief", "-o", "rules").code == 2


def test_a_base_that_is_being_written_to_is_waited_for_and_then_given_up(
    desk, tmp_path, monkeypatch
):
    from kb import connection

    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    (tmp_path / "f.csv").write_text(HEADER + GOOD)
    with connection.open_existing(tmp_path / "downdraft.db")[0] as other:
        other.execute("BEGIN IMMEDIATE")
        said = desk("add", "f.csv")
        other.execute("ROLLBACK")
    assert said.code == 1
    assert "another process is writing to it; wait until it is done" in said.err


def test_a_base_without_write_permission_can_be_read_and_not_added_to(desk, tmp_path, monkeypatch):
    monkeypatch.setattr("kb.connection.os.access", lambda _, mode: mode != os.W_OK)
    (tmp_path / "f.csv").write_text(HEADER + GOOD)
    assert [desk("facts").code, desk("brief", "--no-ledger").code] == [0, 0]
    added, briefed = desk("add", "f.csv"), desk("brief")
    assert (added.code, added.out) == (1, "")
    assert "read-only" in added.err
    assert briefed.code == 0
    assert "read-only, so this run is not recorded" in briefed.err


def test_an_asset_that_is_no_name_is_refused(desk):
    said = desk("brief", "--asset", "<script>", "--as-of", "2025-11-17")
    assert (said.code, said.out) == (1, "")
    assert "is not a name" in said.err


def test_an_answer_is_given_though_another_writer_keeps_it_from_being_recorded(
    desk, tmp_path, monkeypatch
):
    from kb import connection

    monkeypatch.setattr("engine.cli.output.SHORT", 0.05)
    with connection.open_existing(tmp_path / "downdraft.db")[0] as other:
        other.execute("BEGIN IMMEDIATE")
        said = desk("brief")
        other.execute("ROLLBACK")
    assert said.code == 0
    assert said.out
    assert "this run is not recorded: " in said.err


@pytest.mark.parametrize(
    ("supposed", "code", "said"),
    [("nothing", 2, "'nothing' supposes nothing"), ("price.clse=1", 1, "nearest: price.close")],
)
def test_what_supposes_nothing_is_refused_before_a_base_is_read(downdraft, supposed, code, said):
    told = downdraft("what-if", "--db", "nowhere.db", supposed)
    assert (told.code, said in told.err) == (code, True)


@pytest.mark.parametrize("command", ["why", "why-not"])
def test_a_claim_that_no_page_has_is_refused_before_anything_is_judged(desk, monkeypatch, command):
    monkeypatch.setattr("engine.judge.run.answer", None)
    said = desk(command, "odds_fel")
    assert (said.code, "nearest: odds_fell" in said.err) == (1, True)


@pytest.mark.parametrize("option", ["--as-of", "--known-at"])
def test_a_day_that_is_none_is_refused_before_a_base_is_read(downdraft, option):
    said = downdraft("brief", "--db", "nowhere.db", option, "-1")
    assert (said.code, f"{option}: '-1' is not a" in said.err) == (2, True)
