"""What a cache can do to an answer: make it faster, and nothing else."""

from __future__ import annotations

import json
import random

import pytest

from engine import fingerprint
from engine.pages.library import _read_once
from kb import cache
from kb.built_in import catalog
from kb.own_catalog import catalog_with


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A cache of one's own."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(cache, "cache_folder", lambda: folder)
    folder.mkdir()
    _read_once.cache_clear()
    return folder


@pytest.fixture
def untouched(monkeypatch):
    """Call this, and from then on nobody may look for the cache."""

    def unwanted():
        raise AssertionError("somebody looked into the cache")

    def begin():
        monkeypatch.setattr(cache, "cache_folder", unwanted)
        for kept in (fingerprint.code_under, fingerprint.code_digest, fingerprint.engine_version):
            kept.cache_clear()
        for kept in (catalog, catalog_with):
            kept.cache_clear()

    return begin


def flipped(content: bytes, bit: int) -> bytes:
    """The content with one bit otherwise."""
    spoilt = bytearray(content)
    spoilt[bit // 8] ^= 1 << bit % 8
    return bytes(spoilt)


@pytest.mark.parametrize("seed", range(4))
def test_a_flipped_bit_in_every_file_changes_no_word(desk, folder, seed):
    rng = random.Random(seed)
    first = desk("brief", "--no-ledger")
    files = [file for file in folder.iterdir() if file.is_file()]
    assert {file.name.partition("-")[0] for file in files} >= {"book", "template"}
    for file in files:
        content = file.read_bytes()
        file.write_bytes(flipped(content, rng.randrange(len(content) * 8)))
    _read_once.cache_clear()  # as another process would find them
    assert desk("brief", "--no-ledger") == first


def test_neither_verify_nor_replay_reads_the_cache(desk, folder, untouched):
    desk("brief", "-o", "told.txt")
    [run] = json.loads(desk("runs", "--json").out)
    untouched()
    assert desk("verify", "told.txt").code == 0
    assert desk("replay", run["run"]).code == 0


def test_an_answer_without_the_cache_is_the_same(desk, folder, untouched):
    first = desk("brief", "--no-ledger")
    untouched()
    assert desk("brief", "--no-ledger", "--no-cache") == first


@pytest.mark.parametrize("command", ["brief", "facts", "rules list"])
def test_a_cache_that_cannot_be_written_is_done_without(desk, folder, command):
    folder.chmod(0o500)
    said = desk(*command.split())
    assert (said.code, said.err.count("cache")) == (0, 0)
