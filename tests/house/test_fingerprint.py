"""Which code gave an answer: the fingerprint sees all that decides what is said, and no more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from engine import VERSION, fingerprint

ROOT = Path(__file__).resolve().parents[2]
PLACES = {"engine": "engine", "engine.templates": "templates", "kb": "kb"}


def taken() -> str:
    """The fingerprint, not the one that was kept."""
    return fingerprint.fingerprint.__wrapped__()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the code, and the fingerprint taken of it."""
    for place in PLACES.values():
        shutil.copytree(ROOT / place, tmp_path / place, ignore=lambda *_: ["__pycache__"])
    monkeypatch.setattr(fingerprint, "files", lambda package: tmp_path / PLACES[package])
    return tmp_path


def lengthened(house: Path, name: str) -> None:
    """One more line in a file, which may be new."""
    (house / name).parent.mkdir(exist_ok=True)
    with (house / name).open("a", encoding="utf-8") as file:
        file.write("\n")


def renamed(house: Path) -> None:
    (house / "kb" / "clock.py").rename(house / "kb" / "clocks.py")


def moved_over(house: Path) -> None:
    """The same bytes in the same order, but the cut between two files elsewhere."""
    first, second = house / "kb" / "cells.py", house / "kb" / "chain.py"
    whole = first.read_bytes() + second.read_bytes()
    first.write_bytes(whole[:100])
    second.write_bytes(whole[100:])


def test_a_copy_of_the_code_has_the_fingerprint_of_the_code(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "files", files)
    code = taken()
    monkeypatch.setattr(fingerprint, "files", lambda package: house / PLACES[package])
    assert taken() == taken() == code


@pytest.mark.parametrize(
    "name",
    [
        "engine/fingerprint.py", "engine/measures/choose.py", "engine/pages/grammar.lark",
        "engine/new.py", "kb/catalog.yaml", "kb/store.py", "kb/readers/new.py",
        "templates/briefing.md.j2", "templates/new.j2",
    ],
)  # fmt: skip
def test_what_decides_what_is_said_changes_it(house: Path, name: str) -> None:
    before = taken()
    lengthened(house, name)
    assert taken() != before


@pytest.mark.parametrize("change", [renamed, moved_over])
def test_names_and_bounds_of_files_are_part_of_it(
    house: Path, change: Callable[[Path], None]
) -> None:
    before = taken()
    change(house)
    assert taken() != before


@pytest.mark.parametrize(
    "name",
    [
        "engine/rules/new.yaml", "rules/new.md", "kb/packs/new.yaml", "kb/packs/new.csv",
        "kb/__pycache__/store.py", "engine/notes.txt",
    ],
)  # fmt: skip
def test_pages_and_facts_which_have_hashes_of_their_own_do_not(house: Path, name: str) -> None:
    before = taken()
    lengthened(house, name)
    assert taken() == before


def test_every_kind_of_file_that_is_read_is_seen() -> None:
    """But for the mark py.typed, the schema that only editors read, and the facts of the packs."""
    endings = {
        file.suffix
        for place in PLACES.values()
        for file in (ROOT / place).rglob("*")
        if file.is_file() and not {"__pycache__", "packs"} & set(file.parts)
    }
    assert endings - set(fingerprint.ENDINGS) <= {".typed", ".json"}


def test_the_version_of_the_engine_holds_its_start() -> None:
    version, _, digest = fingerprint.engine_version().partition("+")
    assert (version, digest) == (VERSION, fingerprint.fingerprint()[:12])
