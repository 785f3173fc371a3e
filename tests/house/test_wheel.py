"""A built wheel carries everything: it is built, unpacked elsewhere, and read from there."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine import VERSION

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"kb": "kb", "engine": "engine", "rules": "engine/rules", "templates": "engine/templates"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built from a copy so that nothing is left behind in it."""
    copy = tmp_path_factory.mktemp("source")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for page in (*ROOT.glob("*.md"), ROOT / "LICENSE"):
        shutil.copy(page, copy)
    for room in ROOMS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / room, copy / room, ignore=ignored)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(copy)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (copy / "dist").glob("*.whl")
    return built


def files_of(room: str) -> set[str]:
    """The files of a room as the wheel should name them."""
    found = (file for file in (ROOT / room).rglob("*") if file.is_file())
    names = {
        f"{ROOMS[room]}/{file.relative_to(ROOT / room).as_posix()}"
        for file in found
        if "__pycache__" not in file.parts
    }
    assert names
    return names


def test_a_wheel_holds_every_file_of_the_rooms(wheel: Path) -> None:
    wanted = set().union(*map(files_of, ROOMS))
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_a_wheel_has_the_version_of_the_code_and_the_licence(wheel: Path) -> None:
    held = zipfile.ZipFile(wheel)
    [about] = [name for name in held.namelist() if name.endswith(".dist-info/METADATA")]
    said = held.read(about).decode().splitlines()
    assert f"Version: {VERSION}" in said
    assert {"License-Expression: MIT", "License-File: LICENSE"} <= set(said)
    licence = held.read(about.replace("METADATA", "licenses/LICENSE")).decode()
    assert "Copyright (c) 2025 the downdraft authors" in licence


def test_a_wheel_holds_nothing_but_the_rooms(wheel: Path) -> None:
    rooms = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {room for room in rooms if not room.endswith(".dist-info")} == {"kb", "engine"}


def test_the_unpacked_wheel_reads_its_pages_and_facts_from_itself(
    wheel: Path, tmp_path: Path
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    look = (
        "from importlib.resources import files\n"
        "for package in ('engine.rules', 'engine.templates', 'kb', 'kb.packs'):\n"
        "    print(files(package))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    packages = ("engine/rules", "engine/templates", "kb", "kb/packs")
    assert done.stdout.split() == [str(tmp_path / package) for package in packages]
