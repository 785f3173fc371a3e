"""Timing: works run in turn, medians of each, and the garbage collector left as it was."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from benchmarks.measure import interleaved, seconds


def test_works_run_in_turn() -> None:
    calls: list[str] = []

    def work(name: str) -> Callable[[], float]:
        def run() -> float:
            calls.append(name)
            return 0.0

        return run

    interleaved(3, {"a": work("a"), "b": work("b")})
    assert "".join(calls) == "ababab"


def test_the_middle_of_the_rounds_counts() -> None:
    taken = iter([1.0, 50.0, 2.0])
    assert interleaved(3, {"ours": lambda: next(taken)}) == {"ours": 2.0}


def test_the_garbage_collector_rests_only_while_a_work_is_timed() -> None:
    resting: list[bool] = []
    assert seconds(lambda: resting.append(not gc.isenabled())) >= 0
    assert resting == [True]
    assert gc.isenabled()


def test_the_garbage_collector_comes_back_after_an_error() -> None:
    def fails() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        seconds(fails)
    assert gc.isenabled()


def test_a_garbage_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        seconds(lambda: None)
        assert not gc.isenabled()
    finally:
        gc.enable()
