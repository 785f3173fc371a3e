"""An empty base on a real SQLite file, for the rooms that write one: made once, then copied."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kb.store import KnowledgeBase


@cache
def _empty() -> bytes:
    """What a new base holds; making it takes ten times as long as copying it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        KnowledgeBase.create(file).close()
        return file.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def kb(path: Path) -> Iterator[KnowledgeBase]:
    path.write_bytes(_empty())
    with KnowledgeBase.open(path) as base:
        yield base
