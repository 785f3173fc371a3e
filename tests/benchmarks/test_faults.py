"""Faults planted on purpose: a few of each kind, and that what goes wrong is seen."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from pathlib import Path
from random import Random

import pytest

from benchmarks.faults import __main__ as faults
from benchmarks.faults import flips
from benchmarks.faults.calling import Said, call, start
from benchmarks.faults.desk import make_base
from benchmarks.faults.exchange import exchange
from benchmarks.faults.files import wrong
from benchmarks.faults.older import make_older_base
from kb import ledger
from kb.built_in import catalog
from kb.store import KnowledgeBase
from kb.verify.base import verify

FACTS_ALONE = [command for command in flips.COMMANDS if command[0] == "facts"]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith("DOWNDRAFT_")]:
        if name != "DOWNDRAFT_CACHE":
            monkeypatch.delenv(name)


@pytest.fixture(scope="module", autouse=True)
def _all_modules():
    """All modules are imported once, and not by every child."""
    start()


@pytest.fixture(scope="module")
def made_once(tmp_path_factory) -> Path:
    """A base with two runs."""
    return make_base(tmp_path_factory.mktemp("made"))


@pytest.fixture
def desk(made_once, tmp_path) -> Path:
    """A copy of it in a folder of its own."""
    return Path(shutil.copy(made_once, tmp_path))


@pytest.mark.parametrize(
    ("kind", "tries"), [("files", 6), ("lines", 8), ("pages", 3), ("kills", 1), ("flips", 4)]
)
def test_a_few_of_each_kind_come_out_as_they_should(desk, kind, tries, monkeypatch):
    monkeypatch.setattr(flips, "COMMANDS", FACTS_ALONE)
    plant = faults.KINDS[kind][0](desk.parent)
    found = [plant(n, Random(n), whole=False) for n in range(tries)]
    assert [outcome for outcome in found if outcome[0]] == []


def test_a_whole_interpreter_is_killed_like_a_fork(desk):
    said = call(["--version"], desk.parent, whole=True)
    assert (said.code, said.out.split()[0], said.whole) == (0, "downdraft,", True)
    killed = call(["runs", "--db", str(desk)], desk.parent, kill_after=0.01, whole=True)
    assert (killed.code, killed.signal, killed.broken) == (-1, 9, "crash by signal 9")


def test_a_child_knows_nothing_of_what_its_parent_has_read(desk, tmp_path):
    catalog()
    cache = tmp_path / "cache"
    cache.mkdir()
    call(["facts", "--db", str(desk)], tmp_path, settings={"DOWNDRAFT_CACHE": str(cache)})
    assert list(cache.glob("catalog-*"))


def test_two_bases_that_are_killed_while_they_exchange_end_with_the_same_facts(tmp_path):
    plant = exchange(tmp_path, facts=300, batch=60)
    found = [plant(n, Random(n), whole=False) for n in range(5)]
    assert [outcome for outcome in found if outcome[0]] == []
    assert {said.signal or said.code for _, _, said in found} <= {0, signal.SIGKILL}


def test_an_older_base_is_as_it_was_before_and_after_its_runs_are_packed(desk):
    with KnowledgeBase.open(desk) as kb:
        expected = [(run.id, ledger.sentences(kb, run.id)) for run in ledger.runs(kb)]
    older = make_older_base(desk.with_name("older.db"), desk)
    with KnowledgeBase.open(older) as kb:
        assert [(run.id, ledger.sentences(kb, run.id)) for run in ledger.runs(kb)] == expected
    assert verify(older).problems == ()


def test_a_row_of_no_run_is_not_lost_in_silence(desk):
    older = make_older_base(desk.with_name("older.db"), desk)
    connection = sqlite3.connect(older)
    connection.execute("INSERT INTO finding VALUES ('zz', 'c', 'holds', '', '{}')")
    connection.commit()
    connection.close()
    said = call(["runs", "--db", str(older)], older.parent)
    assert (said.code, "finding of run zz: there is no such run" in said.err) == (4, True)


def test_what_goes_wrong_is_counted_and_shown_and_not_tried_twice(monkeypatch, capsys, tmp_path):
    asked = []

    def plant(n: int, random: Random, whole: bool) -> tuple[str, str, Said]:
        asked.append(n)
        return "half" if n else "", f"add {random.random()}", Said(1, "", "not there")

    monkeypatch.setattr(faults, "KINDS", {"kills": (lambda _: plant, 2)})
    monkeypatch.setattr(faults, "start", float)
    for _ in range(2):
        assert faults.main(["--seed", "1", "--journal", str(tmp_path / "journal")]) == 1
    printed = capsys.readouterr().out
    assert (asked, printed.count("1: half: add 0."), printed.count("not there")) == ([0, 1], 2, 2)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (Said(1, "", "x", seconds=3.0), "over two seconds"),
        (Said(1, "", "x", memory=1 << 30), "over 300 MB"),
        (Said(0, "", "", seconds=3.0, memory=1 << 30), ""),
        (Said(1, "", "something unforeseen"), "unforeseen"),
        (Said(-1, "", "", signal=signal.SIGXCPU), "hang"),
        (Said(-1, "", "", signal=signal.SIGSEGV), "crash by signal 11"),
    ],
)
def test_what_a_command_may_not_do_is_named(said, named):
    assert wrong(said) == named
