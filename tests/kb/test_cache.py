"""The cache folder: where it is, and that nothing depends on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.cache import cache_folder, cached, keep, kept, without_cache
from kb.kept_blocks import keep_blocks, kept_blocks


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """The folder is looked for anew, before and after."""
    cache_folder.cache_clear()
    yield
    cache_folder.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of one's own."""
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def counted(times: int = 3) -> list[int]:
    """What is found under one key when each call would make another number."""
    return [cached("number", ["key"], lambda n=n: n) for n in range(times)]


def test_a_thing_is_made_once(folder):
    assert cached("number", ["key"], lambda: 1) == 1
    assert cached("number", ["key"], lambda: 2) == 1
    assert cached("number", ["other"], lambda: 3) == 3


def test_of_a_kind_so_many_are_kept_as_are_asked_for(folder):
    for n in range(12):
        cached("large", [str(n)], lambda: 1)
        cached("small", [str(n)], lambda: 1, but=11)
    assert [len(list(folder.glob(f"{kind}-*"))) for kind in ("large", "small")] == [8, 11]


def test_what_a_killed_command_left_goes_after_a_day(folder):
    keep("words", b"it fell")
    for name in ("draft-old", "draft-new"):
        (folder / name).write_bytes(b"half of it")
    os.utime(folder / "draft-old", (0, 0))
    cached("number", ["key"], lambda: 1)
    assert [path.name for path in folder.glob("draft-*")] == ["draft-new"]


def test_where_nobody_has_a_home_nothing_is_kept(monkeypatch):
    def homeless(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("DOWNDRAFT_CACHE", raising=False)
    monkeypatch.setattr(Path, "expanduser", homeless)
    assert cache_folder() is None
    assert [cached("number", ["key"], lambda n=n: n) for n in (1, 2)] == [1, 2]


def test_every_flipped_bit_of_a_file_is_seen(folder):
    keep("words", b"it fell")
    sound = (folder / "words").read_bytes()
    assert kept("words") == b"it fell"
    for bit in range(len(sound) * 8):
        spoilt = bytearray(sound)
        spoilt[bit // 8] ^= 1 << bit % 8
        (folder / "words").write_bytes(spoilt)
        assert kept("words") is None


def test_a_shortened_file_is_made_anew(folder):
    counted()
    [file] = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert cached("number", ["key"], lambda: 7) == 7


def test_a_file_under_the_name_of_another_is_not_believed(folder):
    for name in ("one", "two"):
        keep(name, name.encode())
        keep_blocks(f"{name} blocks", name, [(0, name.encode())])
    for name in ("one", "one blocks"):
        (folder / name).write_bytes((folder / name.replace("one", "two")).read_bytes())
    with kept_blocks("one blocks") as one, kept_blocks("two blocks") as two:
        assert (kept("one"), kept("two"), one, two and [*two.of(0)]) == (
            None,
            b"two",
            None,
            [b"two"],
        )


def test_a_file_that_is_what_its_hash_says_but_no_such_thing_is_made_anew(folder):
    counted()
    [file] = folder.iterdir()
    for content in (b"", b"[]", b"{", b'[["os.system",0]]', b'[1,["tuple",5]]', b"[" * 100_000):
        keep(file.name, content)
        assert cached("number", ["key"], lambda: 7) == 7


def test_without_the_cache_nothing_is_read_or_kept(folder, monkeypatch):
    with without_cache():
        assert counted() == [0, 1, 2]
    monkeypatch.setenv("DOWNDRAFT_NO_CACHE", "1")
    assert counted() == [0, 1, 2]
    assert not folder.exists() or list(folder.iterdir()) == []
    monkeypatch.delenv("DOWNDRAFT_NO_CACHE")
    assert counted() == [0, 0, 0]


def test_a_full_disk_is_done_without(folder, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert counted() == [0, 1, 2]
    assert list(folder.iterdir()) == []


def test_what_is_no_plain_value_is_not_kept(folder):
    assert type(cached("thing", ["key"], object)) is object
    assert list(folder.iterdir()) == []
