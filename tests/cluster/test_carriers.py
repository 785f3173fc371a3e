"""Who carries work out: begun while more is made, done here where nobody else can be had."""

from __future__ import annotations

import os
import signal
from multiprocessing import get_context
from time import monotonic

import pytest

from engine.cluster import carriers
from engine.cluster.carriers import carrier_of
from kb.errors import StoreError

CALLS = range(4)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(carriers.os, "cpu_count", lambda: 2)
    carriers.lacking.clear()


def square(number: int) -> bytes:
    return str(number * number).encode()


def who(_: int) -> bytes:
    return str(os.getpid()).encode()


def killed(_: int) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def carried(does, calls=CALLS) -> dict[int, bytes]:
    """What calls give, by number."""
    with carrier_of(None) as carrier:
        found = {}
        for number in calls:
            carrier.give(number, does, number)
            found |= dict(carrier.finished())
        return found | dict(carrier.rest())


SQUARES = {number: square(number) for number in CALLS}


def test_other_processes_do_what_is_more_than_one_call():
    assert str(os.getpid()).encode() not in carried(who).values()
    assert carried(who, [0]) == {0: str(os.getpid()).encode()}


def test_on_one_core_each_is_done_as_it_is_given(monkeypatch):
    monkeypatch.setattr(carriers.os, "cpu_count", lambda: 1)
    with carrier_of(None) as carrier:
        for number in CALLS:
            carrier.give(number, square, number)
            assert dict(carrier.finished()) == {number: square(number)}


def test_what_is_given_is_begun_before_all_is_given():
    with carrier_of(None) as carrier:
        carrier.give(0, square, 0)
        assert not dict(carrier.finished())  # one alone is not worth a process
        carrier.give(1, square, 1)
        found, until = {}, monotonic() + 60
        while len(found) < 2 and monotonic() < until:
            found |= dict(carrier.finished())
        assert found == {0: square(0), 1: square(1)}
        assert not dict(carrier.rest())


@pytest.mark.parametrize("refusal", [OSError("no such device"), ImportError("no semaphores")])
def test_where_no_pool_can_be_had_it_is_done_here(monkeypatch, refusal):
    def refused(*_, **__):
        raise refusal

    monkeypatch.setattr(carriers, "ProcessPoolExecutor", refused)
    assert carried(square) == SQUARES
    assert carriers.lacking == [str(refusal)]


def test_where_no_process_can_be_started_it_is_done_here(monkeypatch):
    def refused(*_):
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(get_context("spawn").Process, "start", refused)
    assert carried(square) == SQUARES
    assert "no more processes" in carriers.lacking


def test_a_killed_worker_is_told():
    with pytest.raises(StoreError, match="a worker was killed, perhaps for want of memory; run it"):
        carried(killed)
