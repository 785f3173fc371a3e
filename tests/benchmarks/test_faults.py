"""Faults planted on purpose: a few of each kind, and that what goes wrong is seen."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from benchmarks.faults import __main__ as faults
from benchmarks.faults.calling import Said, call
from benchmarks.faults.desk import make_base
from benchmarks.faults.exchange import exchange
from benchmarks.faults.files import mutated_files, wrong
from benchmarks.faults.kills import kills
from benchmarks.faults.lines import odd_lines
from benchmarks.faults.older import make_older_base
from benchmarks.faults.pages import hostile_pages
from benchmarks.faults.tally import Tally
from kb import ledger
from kb.store import KnowledgeBase
from kb.verify.base import verify

SEED = 20251117


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith("DOWNDRAFT_")]:
        if name != "DOWNDRAFT_CACHE":
            monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory) -> Path:
    """A base with two runs."""
    return make_base(tmp_path_factory.mktemp("made"))


@pytest.fixture
def desk(made_once, tmp_path) -> Path:
    """A copy of it in a folder of its own."""
    return Path(shutil.copy(made_once, tmp_path))


@pytest.mark.parametrize(
    ("plant", "tries"), [(mutated_files, 6), (odd_lines, 8), (hostile_pages, 3), (kills, 1)]
)  # fmt: skip
def test_a_few_of_each_kind_come_out_as_they_should(desk, plant, tries):
    tally = plant(SEED, tries, desk.parent)
    assert (tally.tries, tally.examples) == (tries, [])


def test_two_bases_that_are_killed_while_they_exchange_end_with_the_same_facts(tmp_path):
    tally = exchange(SEED, 5, tmp_path, facts=300, batch=60)
    assert (tally.tries, tally.examples) == (5, [])
    assert set(tally.codes) <= {0, 9}


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
    said = call(["runs", "--db", str(older)])
    assert (said.code, "finding of run zz: there is no such run" in said.err) == (4, True)


def test_what_goes_wrong_is_counted_and_shown(monkeypatch, capsys):
    tally = Tally("kills", 1)
    tally.count("", "fine")
    tally.count("half", "add killed", Said(1, "", "something unforeseen", 3.0))
    assert (tally.tries, tally.wrong, wrong(Said(1, "", "x", 3.0))) == (2, 1, "over two seconds")
    monkeypatch.setattr(faults, "KINDS", {"kills": (lambda *_: tally, 2)})
    assert faults.main(["--seed", "1"]) == 1
    assert "half: add killed" in capsys.readouterr().out
