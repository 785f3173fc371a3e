"""The command line from inside: a desk in a folder of its own, and what a command says there."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.cli.main import main
from kb import schema
from kb.catalog import Catalog
from kb.store import KnowledgeBase
from kb.verify.head import head
from tests import published
from tests.desk import facts, write_rules
from tests.kb.parts import OF_PARTS, alter_parts


@dataclass(frozen=True)
class Said:
    """How a command ended: its exit code, its data on stdout, its notes on stderr."""

    code: int
    out: str
    err: str


Downdraft = Callable[..., Said]

LATE = "series,as_of,value,unit,known_at\netf.net_flow,2025-11-17,80,USD m,2025-11-17\n"
HEADER = "series,as_of,value,unit,known_at,target,source\n"
GOOD = "price.close,2025-11-13,99000,USD/coin,,,binance\n"


def figures_alone(catalog: Catalog) -> KnowledgeBase:
    """The base behind `--example` without its past."""
    base = KnowledgeBase.in_memory(catalog)
    base.add(published.figures(), label="built-in facts")
    return base


@pytest.fixture
def downdraft(tmp_path, monkeypatch, capfd) -> Downdraft:
    """Call `downdraft` with arguments, in an empty folder, the example without its past.

    That costs every call a third more, and has tests of its own.
    """
    monkeypatch.setattr("kb.packs.example.example_base", figures_alone)
    for name in [name for name in os.environ if name.startswith("DOWNDRAFT_")]:
        if name != "DOWNDRAFT_CACHE":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Said(int(left.value.code or 0), out, err)

    return call


@pytest.fixture(scope="session")
def desk_folder(tmp_path_factory) -> Path:
    """What a desk finds in its folder: a base, facts and all, and rules."""
    folder = tmp_path_factory.mktemp("desk")
    with KnowledgeBase.create(folder / "downdraft.db") as base:
        base.add(facts(), label="desk")
    write_rules(folder / "rules")
    return folder


@pytest.fixture
def desk(downdraft, desk_folder, tmp_path, monkeypatch) -> Downdraft:
    """The same in a folder that holds a copy of the desk's base and rules."""
    shutil.copytree(desk_folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("DOWNDRAFT_RULES", str(tmp_path / "rules"))
    return downdraft


@pytest.fixture
def state(tmp_path) -> Callable[[], tuple]:
    """What a base holds: its batches, its runs, the heads of its chains."""

    def look() -> tuple:
        with KnowledgeBase.open(tmp_path / "downdraft.db") as base:
            counted = [
                base.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("fact", "batch", "run", "run_record", "rendering")
            ]
            return (*counted, head(base.connection))

    return look


def write(path: Path, text: str) -> str:
    """A file with that text, and its name."""
    path.write_text(text, encoding="utf-8")
    return path.name


def tamper(path: Path, table: str, statement: str) -> None:
    """Change a base behind its back, and put its trigger back."""
    connection = sqlite3.connect(path)
    packed = bool(OF_PARTS.match(statement))
    trigger = f"{'run_record' if packed else table}_refuses_update"
    connection.execute(f"DROP TRIGGER {trigger}")
    if packed:
        alter_parts(connection, statement)
    else:
        connection.execute(statement)
    connection.execute(schema.TRIGGERS[trigger])
    connection.commit()
    connection.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """Where the desk after two briefings is kept, so that it is made once."""
    return tmp_path_factory.mktemp("two") / "runs"


@pytest.fixture
def two_runs(downdraft, kept, tmp_path, monkeypatch, request):
    """The desk after the briefings of two days."""
    if not kept.exists():
        desk = request.getfixturevalue("desk")
        desk("brief", "--as-of", "2025-11-14", "-o", "friday.md")
        desk("brief", "--as-of", "2025-11-17", "-o", "monday.md")
        shutil.copytree(tmp_path, kept)
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("DOWNDRAFT_RULES", str(tmp_path / "rules"))
    return downdraft
