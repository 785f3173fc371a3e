"""Rows by group: the same whether they wait in memory, on the disk, or on one that is full."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest

from kb import by_group
from kb.by_group import ByGroup
from kb.errors import StoreError
from kb.visible import STORED

GROUP_OF = np.array([-1, 0, 2, 1, -1, 2], dtype=np.int32)
PARTS, ROWS = 7, 50


def parts() -> list[np.ndarray]:
    """Rows of some source series, numbered in the order in which they come."""
    rng = np.random.default_rng(7)
    made = []
    for part in range(PARTS):
        rows = np.zeros(ROWS, dtype=STORED)
        rows["id"] = np.arange(part * ROWS, (part + 1) * ROWS)
        rows["source_series"] = rng.integers(1, len(GROUP_OF), ROWS)
        made.append(rows)
    return made


def by(groups: int = 3) -> list[list[int]]:
    """The row ids of each group, as they come out."""
    with ByGroup.opened(GROUP_OF, groups) as apart:
        for rows in parts():
            apart.take(rows)
        return [
            [row for rows in apart.of(number) for row in rows["id"].tolist()]
            for number in range(groups)
        ]


def wanted() -> list[list[int]]:
    rows = np.concatenate(parts())
    group = GROUP_OF[rows["source_series"]]
    return [rows["id"][group == number].tolist() for number in range(3)]


@pytest.mark.parametrize("at_once", [10**6, 120, 1])
def test_rows_come_out_by_group_in_their_order(monkeypatch, tmp_path, at_once):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(by_group, "AT_ONCE", at_once)
    assert by() == wanted()
    assert not list(tmp_path.iterdir())


def test_where_no_folder_can_be_had_they_stay_in_memory(monkeypatch):
    def none(*_, **__):
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", none)
    monkeypatch.setattr(by_group, "AT_ONCE", 120)
    assert by() == wanted()


@pytest.mark.parametrize("files", [0, 1, 2])
def test_where_the_disk_fills_at_the_last_byte_none_is_lost(monkeypatch, files):
    """A file that was written is closed, and only then there proves to be no room."""
    truly, opened = Path.open, []

    class Full:
        def __init__(self, file):
            self._file = file

        def __enter__(self):
            return self._file.__enter__()

        def __exit__(self, *raised):
            self._file.__exit__(*raised)
            raise OSError(28, "No space left on device")

    def open_(self, mode="r", *more, **named):
        file = truly(self, mode, *more, **named)
        if mode != "wb":
            return file
        opened.append(self)
        return Full(file) if len(opened) > files else file

    monkeypatch.setattr(Path, "open", open_)
    monkeypatch.setattr(by_group, "AT_ONCE", 60)
    assert by() == wanted()
    assert len(opened) == files + 1


def test_a_file_that_was_cut_short_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(by_group, "AT_ONCE", 60)
    with ByGroup.opened(GROUP_OF, 3) as apart:
        for rows in parts():
            apart.take(rows)
        [folder] = tmp_path.iterdir()
        (folder / "0").write_bytes(b"")
        with pytest.raises(StoreError, match="cut short while facts waited"):
            [*apart.of(0), *apart.of(1), *apart.of(2)]
