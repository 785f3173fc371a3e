"""The command as a process of its own: what cannot be seen from inside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.store import KnowledgeBase
from tests.desk import facts, write_rules

COMMAND = (sys.executable, "-m", "engine.cli.main")


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """A desk, its base and rules named by the environment."""
    with KnowledgeBase.create(tmp_path / "desk.db") as base:
        base.add(facts())
    rules = write_rules(tmp_path / "rules")
    root = str(Path(__file__).resolve().parents[2])
    named = {"DOWNDRAFT_DB": str(tmp_path / "desk.db"), "DOWNDRAFT_RULES": str(rules)}
    return os.environ | named | {"PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"}


def test_data_goes_to_stdout_and_notes_to_stderr(environment, tmp_path):
    done = subprocess.run(
        [*COMMAND, "brief"], env=environment, cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("BTC slides while")
    assert b"\x1b" not in done.stdout


def test_a_reader_that_has_seen_enough_is_no_error(environment, tmp_path):
    """`downdraft add --template | head -1`: the pipe is closed long before the end."""
    command = subprocess.Popen(
        [*COMMAND, "add", "--template"], env=environment, cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.close()
    assert command.stderr.read() == b""
    assert command.wait(60) == 0


def test_facts_are_read_from_standard_input(environment, tmp_path):
    rows = b"series,as_of,value,unit,known_at\nprice.close,2025-11-13,99000,USD/coin,2025-11-14\n"
    done = subprocess.run(
        [*COMMAND, "add", "-", "--source", "desk"], env=environment, cwd=tmp_path, input=rows,
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"stdin: 1 added as batch 2, 0 already there\n"


def test_an_error_leaves_with_its_code_and_without_a_traceback(environment, tmp_path):
    done = subprocess.run(
        [*COMMAND, "brief", "--db", "nowhere.db"], env=environment, cwd=tmp_path,
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.count(b"\n") == 1


def test_another_machine_gives_the_same_bytes(environment, tmp_path):
    """Another order of hashing, another time zone, another language, another day's cache."""
    other = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8"}
    other["DOWNDRAFT_CACHE"] = str(tmp_path / "cache")
    outputs = [
        subprocess.run(
            [*COMMAND, "brief", "--format", "md", "--no-ledger"], env=environment | more,
            cwd=tmp_path, capture_output=True, check=True,
        ).stdout
        for more in ({"PYTHONHASHSEED": "1", "TZ": "America/New_York"}, other)
    ]  # fmt: skip
    assert outputs[0] == outputs[1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_device_is_said_in_words(environment, tmp_path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "brief", "--no-ledger"], env=environment, cwd=tmp_path, stdout=full,
            stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"downdraft: the disk is full\n")
