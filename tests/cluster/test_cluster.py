"""Work of many is the work of one: the same bytes whoever does it, nothing damaged believed."""

from __future__ import annotations

import os

import numpy as np
import pytest

from engine.cluster.days import arrays_from, as_bytes, history_of_workers, judged_days
from engine.cluster.panels import read_shared, shared, shared_in_turn
from engine.cluster.shelf import Shelf
from engine.cluster.work import perform
from engine.judge.history import Period, history
from engine.ledger.histories import record_of
from kb.errors import StoreError
from kb.laid_out import panel_files
from kb.panel_file import PanelFile
from kb.withdrawals import withdraw
from tests.desk import book_of
from tests.screen.book_of_names import ASSETS, DAY, base


@pytest.fixture(scope="module")
def kb():
    with base() as found:
        withdraw(found, [2], "a wrong row", 1_763_424_000)
        yield found


@pytest.fixture
def shelf(tmp_path, monkeypatch) -> Shelf:
    monkeypatch.setattr("engine.cluster.days.DAYS", 32)  # so that few days make several tasks
    return Shelf(str(tmp_path / "shelf"))


@pytest.mark.parametrize("taken_back", [True, False])
@pytest.mark.parametrize("series", [None, ("price.close", "policy.cut_odds")])
def test_a_panel_file_answers_as_the_base_does(kb, taken_back, series):
    contents = [content for _, content in panel_files(kb, ASSETS, kb.last_batch())]
    file = PanelFile.read(contents, kb.catalog, kb.name)
    for asset in (*ASSETS, "nobody"):
        for day in (DAY, DAY - 40):
            asked = {"as_of": day, "known_at": 1_763_500_000, "series": series}
            ours = file.observations(asset, **asked, taken_back=taken_back)
            theirs = kb.observations(asset, **asked, taken_back=taken_back)
            for name, column in vars(theirs).items():
                same = np.array_equal if isinstance(column, np.ndarray) else tuple.__eq__
                if name != "accepted":
                    assert same(column, getattr(ours, name)), (asset, name)


def test_a_history_in_parts_is_the_history(kb, shelf, monkeypatch):
    monkeypatch.setattr("engine.cluster.carriers.os.cpu_count", lambda: 1)
    asked = Period("btc", DAY - 60, DAY, kb.last_batch())
    alone = history(kb, book_of(), asked)
    ours = history_of_workers(kb, book_of(), asked, shelf, None)
    assert record_of(ours, "") == record_of(alone, "")
    planes = alone.judgement.arrays
    assert as_bytes(arrays_from(as_bytes(planes))) == as_bytes(planes)


def test_workers_of_dask_give_the_same_bytes(kb, shelf):
    pytest.importorskip("distributed", reason="Dask is not installed: downdraft[cluster]")
    asked = Period("btc", DAY - 60, DAY, kb.last_batch())
    ours = history_of_workers(kb, book_of(), asked, shelf, "local[2]")
    assert record_of(ours, "") == record_of(history(kb, book_of(), asked), "")


def test_a_result_that_is_damaged_on_the_shelf_is_made_anew(kb, shelf, tmp_path):
    asked = Period("btc", DAY - 2, DAY, kb.last_batch())
    first = history_of_workers(kb, book_of(), asked, shelf, None)
    [part] = (tmp_path / "shelf").glob("part-*")
    whole = part.read_bytes()
    part.write_bytes(whole[:-3] + b"\0\1\2")
    again = history_of_workers(kb, book_of(), asked, shelf, None)
    assert record_of(again, "") == record_of(first, "")
    assert part.read_bytes() == whole


@pytest.mark.parametrize("of", ["panels", "pages"])
def test_a_file_that_is_not_what_its_name_says_is_refused_and_made_anew(kb, shelf, of):
    [given] = shared(shelf, kb, book_of(), ["btc"], kb.last_batch())
    name = given[of][0] if of == "panels" else given[of]
    whole = shelf.named(name)
    shelf.put(name, b"something else")
    if of == "panels":  # the pages are at hand, and written in any case
        with pytest.raises(StoreError, match="not whole, and is taken away; run it again"):
            read_shared(shelf, given)
    assert shared(shelf, kb, book_of(), ["btc"], kb.last_batch()) == [given]
    assert shelf.named(name) == whole


def test_a_file_lies_there_before_the_next_is_made(kb, shelf, tmp_path, monkeypatch):
    monkeypatch.setattr("kb.laid_out.TOGETHER", 1)
    asked = shelf, kb, book_of(), ASSETS, kb.last_batch()
    turn = shared_in_turn(*asked)
    begun: set[str] = set()
    for number in range(1, len(ASSETS) + 1):
        given = next(turn)
        begun.update(given["assets"])
        assert (len(begun), len(given["panels"])) == (number, 2)
        made = [*(tmp_path / "shelf").glob("panel-*")]
        assert len(made) == number + 1  # and the one of what is told of no asset
        if number == 2:
            turn.close()  # stopped half-way
            turn = shared_in_turn(*asked)
            assert [next(turn)["assets"], next(turn)] == [[ASSETS[0]], given]


def test_a_file_that_is_not_there_is_asked_for(kb, shelf):
    [given] = shared(shelf, kb, book_of(), ["btc"], kb.last_batch())
    with pytest.raises(StoreError, match="name a folder with --shared that all"):
        read_shared(Shelf(f"{shelf.place}-elsewhere"), given)


def test_a_worker_of_other_code_is_refused(kb, shelf):
    [given] = shared(shelf, kb, book_of(), ["btc"], kb.last_batch())
    with pytest.raises(StoreError, match="a worker has other code"):
        perform(shelf.place, judged_days, given, "part-of-other-code")
    with pytest.raises(StoreError, match="judges by other code"):
        read_shared(shelf, given | {"engine": "0.0+other"})


def test_a_result_under_the_name_of_another_is_not_believed(shelf, tmp_path):
    for name in ("part-1", "part-2"):
        shelf.put(name, name.encode())
    (tmp_path / "shelf" / "part-2").rename(tmp_path / "shelf" / "part-1")
    assert shelf.read("part-1") is None


def test_what_nobody_read_for_a_day_goes_from_the_cache(shelf, tmp_path):
    old, new = shelf.put_named("panel", b"old"), shelf.put_named("panel", b"new")
    os.utime(tmp_path / "shelf" / old, (0, 0))
    shelf.tidy()
    assert (shelf.has(old), shelf.named(new)) == (False, b"new")


def test_what_a_job_counts_on_stays_though_nobody_read_it_for_a_day(kb, shelf, tmp_path):
    def laid_out() -> dict:
        [given] = shared(shelf, kb, book_of(), ["btc"], kb.last_batch())
        return given

    names = laid_out()["panels"]
    for name in names:
        os.utime(tmp_path / "shelf" / name, (0, 0))
    assert laid_out()["panels"] == names
    shelf.tidy()  # as another command begins
    assert all(shelf.has(name) for name in names)


def test_files_lie_at_an_address_too(kb):
    pytest.importorskip("fsspec", reason="fsspec is not installed: downdraft[cluster]")
    far = Shelf("memory://desk")
    asked = Period("btc", DAY - 2, DAY, kb.last_batch())
    ours = history_of_workers(kb, book_of(), asked, far, None)
    assert record_of(ours, "") == record_of(history(kb, book_of(), asked), "")
    assert far.read("nothing") is None
