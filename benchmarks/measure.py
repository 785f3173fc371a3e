"""Timing: works in, seconds out. What the seconds mean is said by each benchmark."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Sizes:
    """How much: `rows` added in bulk, `among` rows under a snapshot, `days` of a history, `assets`
    of a screen."""

    rows: int = 200_000
    among: int = 1_000_000
    series: int = 2_000
    rounds: int = 15
    days: int = 5_600
    assets: int = 100


class WrongAnswer(RuntimeError):
    """What was to be timed gives a wrong answer or none; its speed would mean nothing."""


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes, without the garbage collector, which would count our own lists."""
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        start = perf_counter()
        work()
        return perf_counter() - start
    finally:
        if was_on:
            gc.enable()


def interleaved(rounds: int, works: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """The median seconds of each work, all of them run in turn, round after round: A B A B.

    A machine that is busy for a while is then busy for all of them.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(work())
    return {name: median(times) for name, times in taken.items()}


def note(text: str) -> None:
    """A note for whoever waits."""
    print(text, file=sys.stderr, flush=True)
