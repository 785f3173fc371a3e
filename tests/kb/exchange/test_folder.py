"""A folder of batches: pushed into by two at once, made whole again, and never half an index."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from kb.errors import AlteredError, StoreError
from kb.exchange import held_folder
from kb.exchange.folder import local_folder, write_folder
from kb.exchange.held_folder import held
from kb.exchange.offers import BaseSource
from tests.kb.exchange.conftest import days, record
from tests.kb.verified import disarmed

APART = multiprocessing.get_context("fork")


def pushed(folder: Path, kb, source: type[BaseSource] = BaseSource):
    return write_folder(folder, source(kb.connection, "a base"))


def links(folder: Path) -> set[str]:
    return {offer.link for offer in local_folder(folder).offers()}


def test_what_another_process_pushes_meanwhile_stays_in_the_index(office, tmp_path):
    begun, done = APART.Event(), APART.Event()

    class Slow(BaseSource):
        def contents(self, wanted):
            begun.set()
            assert done.wait(30)
            return super().contents(wanted)

    def other() -> None:
        pushed(tmp_path, office(days(5, 9), days(9, 12)), Slow)

    process = APART.Process(target=other)
    process.start()
    assert begun.wait(30)
    assert pushed(tmp_path, office(days(1, 4))).new == 1
    done.set()
    process.join(30)
    assert process.exitcode == 0
    assert len(links(tmp_path)) == 3


def test_the_index_is_written_by_one_process_at_a_time(office, tmp_path, monkeypatch):
    into, other = office(), office(days(1, 4))
    process = APART.Process(target=pushed, args=(tmp_path, other))
    with held(tmp_path):
        process.start()
        process.join(0.3)
        assert process.exitcode is None
        assert not (tmp_path / "index.json").exists()
        monkeypatch.setattr(held_folder, "PATIENCE", 0.1)
        with pytest.raises(StoreError, match=r"another push has been writing .* push again when"):
            pushed(tmp_path, into)
    process.join(30)
    assert (process.exitcode, len(links(tmp_path))) == (0, 1)


def test_whatever_is_damaged_there_is_written_again_and_named(office, tmp_path):
    base, other = office(days(1, 4), days(4, 6)), office(days(6, 8))
    record(base, "ab12", 1)
    pushed(tmp_path, base)
    files = sorted((tmp_path / "contents").iterdir())
    whole = {file: file.read_bytes() for file in files}
    assert len(files) == 4  # two batches, a run, its rule book
    assert pushed(tmp_path, base) == (0, ())
    for file in files:
        for odd in (b"", whole[file][:-1], whole[files[files.index(file) - 1]], None):
            file.unlink() if odd is None else file.write_bytes(odd)
            assert pushed(tmp_path, other).mended == ()  # only who has it can
            assert pushed(tmp_path, base) == (0, (file.name,))
            assert file.read_bytes() == whole[file]


def test_what_is_altered_in_the_base_mends_nothing_there(office, tmp_path):
    base = office(days(1, 4))
    pushed(tmp_path, base)
    [file] = (tmp_path / "contents").iterdir()
    file.unlink()
    with disarmed(base.connection):
        base.connection.execute("UPDATE fact SET value = value + 1 WHERE id = 2")
    with pytest.raises(AlteredError, match=r"^batch \w+ of a base is not as it was written"):
        pushed(tmp_path, base)
    assert not file.exists()


def test_a_lock_that_another_user_made_is_held_by_reading_it(tmp_path):
    (tmp_path / held_folder.LOCK).touch(mode=0o444)
    with held(tmp_path):
        assert (tmp_path / held_folder.LOCK).exists()


def test_what_a_push_that_broke_off_left_whole_is_not_written_again(office, tmp_path):
    base = office(days(1, 4), days(4, 6))
    pushed(tmp_path, base)
    (tmp_path / "index.json").unlink()
    kept = {file: file.stat().st_ino for file in (tmp_path / "contents").iterdir()}
    assert pushed(tmp_path, base) == (2, ())
    assert {file: file.stat().st_ino for file in kept} == kept
