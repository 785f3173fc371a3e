"""No command writes over a base, a page, a pack or an input: each with an output is tried."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import click
import pytest

from engine.cli.main import cli
from engine.cli.output import knows_escapes
from tests.desk import SLIDE
from tests.every import every

CALLS = {
    ("brief", "output"): ("brief", "--format", "md", "-o"),
    ("document", "output"): ("document", "essay", "-o"),
    ("replay", "output"): ("replay", "last", "--format", "md", "-o"),
    ("backtest", "forecasts"): ("backtest", "--csv"),
    ("rules graph", "output"): ("rules", "graph", "-o"),
    ("site", "out"): ("site",),
    ("bundle", "output"): ("bundle", "rules", "-o"),
    ("screen", "output"): ("screen", "--format", "csv", "-o"),
    ("history", "output"): ("history", "--format", "json", "-o"),
}
FOLDERS = {("backtest", "plots"), ("unbundle", "output")}
"""Options that name a folder: pictures go through the same door, tried on their own below, and a
bundle is unpacked where nothing stands.
"""

OUTPUTS = ("output", "plots", "csv", "forecasts", "out")
BASES = ("downdraft.db", "downdraft.db-wal", "downdraft.db-shm", "copy.md", "link.md", "hard.md")


def _outputs(command: click.Command, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            assert found is not None
            yield from _outputs(found, f"{name} {each}".strip())
        return
    for option in command.params:
        flags = set(option.opts)
        if flags & {"-o", "--csv", "--plots"} or option.name in OUTPUTS:
            yield name, option.name or ""


def test_every_option_that_names_a_file_to_write_is_tried_here():
    assert set(_outputs(cli)) == set(CALLS) | FOLDERS


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """Where the desk's base with a run is kept, so that it is made once."""
    return tmp_path_factory.mktemp("lived") / "downdraft.db"


@pytest.fixture
def lived_in(desk, kept, tmp_path):
    """A desk with a run, a copy of its base under another name, and links to it."""
    if not kept.exists():
        assert desk("brief").code in (0, 3)
        shutil.copy(tmp_path / "downdraft.db", kept)
    shutil.copy(kept, tmp_path / "downdraft.db")
    shutil.copy(tmp_path / "downdraft.db", tmp_path / "copy.md")
    (tmp_path / "link.md").symlink_to("downdraft.db")
    (tmp_path / "hard.md").hardlink_to(tmp_path / "downdraft.db")
    (tmp_path / "my-facts.csv").write_text("series,as_of,value,unit\n", encoding="utf-8")
    (tmp_path / "loose.md").write_text(SLIDE, encoding="utf-8")
    return desk


@pytest.mark.parametrize("call", CALLS.values(), ids=" ".join)
@every("name", [*BASES, "my-facts.csv", "loose.md", "rules/headline/slide.md",
                                  "rules/briefing.yaml", "rules/assumptions.yaml"])  # fmt: skip
def test_what_would_be_lost_is_left_as_it_was(lived_in, tmp_path, call, name):
    before = (tmp_path / name).read_bytes() if (tmp_path / name).exists() else None
    said = lived_in(*call, name)
    after = (tmp_path / name).read_bytes() if (tmp_path / name).exists() else None
    assert after == before
    assert said.code == 2
    assert "is left as it is; name another file" in said.err
    assert "wrote" not in said.err


@pytest.mark.parametrize("package", ["kb.packs", "engine.rules", "engine.templates"])
def test_nothing_that_we_ship_is_written_over(lived_in, package):
    for file in resources.files(package).iterdir():
        if file.is_file() and not file.name.endswith(".py"):
            before = file.read_bytes()
            assert lived_in("brief", "--format", "md", "-o", file).code == 2
            assert file.read_bytes() == before


def test_a_picture_does_not_take_the_name_of_a_base(lived_in, tmp_path):
    (tmp_path / "plots").mkdir()
    for name in ("fan.svg", "pit.svg", "reliability.svg"):
        shutil.copy(tmp_path / "copy.md", tmp_path / "plots" / name)
    lived_in("backtest", "--plots", "plots")
    for picture in (tmp_path / "plots").iterdir():
        assert picture.read_bytes().startswith(b"SQLite format 3")


def test_rejected_rows_do_not_take_the_name_of_a_base(lived_in, tmp_path):
    (tmp_path / "bad.csv").write_text("series,as_of,value,unit\nprice.close,x,1,USD\n")
    shutil.copy(tmp_path / "copy.md", tmp_path / "bad.rejected.csv")
    said = lived_in("add", "bad.csv", "--source", "desk", "--keep-good")
    assert said.code == 1
    assert "a knowledge base has that name" in said.err
    assert (tmp_path / "bad.rejected.csv").read_bytes().startswith(b"SQLite format 3")


def test_the_log_of_a_base_behind_a_link_is_left(lived_in, tmp_path):
    for name in ("link.md-wal", "downdraft.db-wal"):
        said = lived_in("brief", "--db", "link.md", "--format", "md", "-o", name)
        assert (said.code, (tmp_path / name).exists()) == (2, False)


@pytest.mark.parametrize("text", ["SERIES,As_Of,VALUE\n", "\n\nseries,as_of,value\n"])
def test_a_table_of_facts_is_known_however_it_begins(lived_in, tmp_path, text):
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    assert lived_in("brief", "--format", "md", "-o", "mine.csv").code == 2


def test_rejected_rows_of_two_files_have_a_file_each(lived_in, tmp_path):
    (tmp_path / "two.csv").write_text("series,as_of,value,unit\nprice.close,x,1,USD\n")
    (tmp_path / "two.jsonl").write_text('{"series": "price.close", "as_of": "y", "value": 1}\n')
    lived_in("add", "two.csv", "two.jsonl", "--source", "desk", "--keep-good")
    assert "x" in (tmp_path / "two.rejected.csv").read_text()
    assert "y" in (tmp_path / "two.jsonl.rejected.csv").read_text()


def test_a_briefing_is_written_over(lived_in):
    for _ in range(2):
        assert "wrote today.md" in lived_in("brief", "--format", "md", "-o", "today.md").err


def test_a_file_that_is_written_over_keeps_who_may_read_it(lived_in, tmp_path):
    (tmp_path / "secret.md").touch(0o600)
    assert lived_in("brief", "--format", "md", "-o", "secret.md").code == 0
    assert (tmp_path / "secret.md").stat().st_mode & 0o777 == 0o600


def test_a_pipe_that_nobody_reads_is_not_waited_for(lived_in, tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    said = lived_in("brief", "--format", "md", "-o", "pipe.md")
    assert (said.code, "pipe.md cannot be written (nobody reads from it)" in said.err) == (1, True)


def test_a_terminal_that_knows_no_escapes_gets_none(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    known = {}
    for terminal in ("xterm", "dumb"):
        monkeypatch.setenv("TERM", terminal)
        known[terminal] = knows_escapes()
    assert known == {"xterm": True, "dumb": False}


@pytest.mark.parametrize("names", ["", " ", ",,"])
def test_a_base_with_packs_that_are_not_named_is_not_made(downdraft, tmp_path, names):
    said = downdraft("init", "--with", names)
    assert (said.code, "--with names no pack; there are essay" in said.err) == (2, True)
    assert not (tmp_path / "downdraft.db").exists()


def test_an_error_of_init_names_the_base_and_no_draft(downdraft, monkeypatch):
    def refuse(connection: object) -> None:
        raise sqlite3.OperationalError("no room")

    monkeypatch.setattr("kb.connection._migrate", refuse)
    said = downdraft("init", "--db", "desk.db")
    assert (said.code, ".draft" in said.err, "desk.db" in said.err) == (1, False, True)


@every("call", [*CALLS.values(), ("backtest", "-o")], ids=" ".join)
@pytest.mark.parametrize(("name", "why"), [("", "'' names no file"), ("-", "'-' names no file"),
                                           ("loop.md", "loop.md is a link to itself")])  # fmt: skip
def test_what_names_no_file_is_refused_before_the_work(downdraft, tmp_path, call, name, why):
    if not (tmp_path / "loop.md").is_symlink():
        (tmp_path / "loop.md").symlink_to("loop.md")
    said = downdraft(*call, name)
    assert (said.code, said.out) == (2, "")
    assert why in said.err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["loop.md"]
