"""The cache folder: where it is, and that nothing depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.cache import cache_folder, cached


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """The folder is looked for anew, before and after."""
    cache_folder.cache_clear()
    yield
    cache_folder.cache_clear()


def test_a_thing_is_made_once(tmp_path, monkeypatch):
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path / "cache"))
    assert cached("number", ["key"], lambda: 1) == 1
    assert cached("number", ["key"], lambda: 2) == 1
    assert cached("number", ["other"], lambda: 3) == 3


def test_where_nobody_has_a_home_nothing_is_kept(monkeypatch):
    def homeless(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("DOWNDRAFT_CACHE", raising=False)
    monkeypatch.setattr(Path, "expanduser", homeless)
    assert cache_folder() is None
    assert [cached("number", ["key"], lambda n=n: n) for n in (1, 2)] == [1, 2]
