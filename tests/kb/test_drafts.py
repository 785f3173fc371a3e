"""A new file is made beside its place and put there whole; what killed processes left goes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kb.drafts import draft_of, drafted, tidy
from kb.store import KnowledgeBase


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_draft_takes_its_place_at_the_end_of_the_block(tmp_path):
    with drafted(tmp_path / "new.db") as draft:
        KnowledgeBase.create(draft).close()
        assert not (tmp_path / "new.db").exists()
    assert names(tmp_path) == ["new.db"]


def test_nothing_is_left_of_a_draft_that_failed(tmp_path):
    def fail():
        with drafted(tmp_path / "new.db") as draft:
            draft.write_text("half", encoding="utf-8")
            raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        fail()
    assert names(tmp_path) == []


def test_what_came_to_stand_there_meanwhile_is_kept(tmp_path):
    def both():
        with drafted(tmp_path / "new.db") as draft:
            draft.write_text("ours", encoding="utf-8")
            (tmp_path / "new.db").write_text("theirs", encoding="utf-8")

    with pytest.raises(FileExistsError):
        both()
    assert (tmp_path / "new.db").read_text(encoding="utf-8") == "theirs"
    assert names(tmp_path) == ["new.db"]


def test_what_a_dead_process_left_goes_and_what_a_living_one_makes_stays(tmp_path):
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], text=True,
                          capture_output=True, check=True)  # fmt: skip
    dead = tmp_path / f".x[1].db.{gone.stdout.strip()}.draft-wal"
    alive = tmp_path / f".x[1].db.{os.getppid()}.draft"
    other = tmp_path / f".y.db.{gone.stdout.strip()}.draft"
    for path in (dead, alive, other):
        path.touch()
    tidy(tmp_path / "x[1].db")
    assert not dead.exists()
    assert alive.exists()
    assert other.exists()


def test_a_draft_is_hidden_and_names_its_maker(tmp_path):
    assert draft_of(tmp_path / "b.md").name == f".b.md.{os.getpid()}.draft"
