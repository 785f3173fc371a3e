"""A history by workers of Dask against one process: the same rows of the ledger, at what cost.

Seconds are of the processor, of a process that does nothing else and all that it starts, so that a
busy machine says nearly the same; one process is measured before, between and after the others. In
the last row a worker is killed by its process id once the first stretch of days is done.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from threading import Thread
from time import perf_counter, sleep
from typing import Any, NamedTuple

from benchmarks.many_assets import build
from benchmarks.measure import Sizes, WrongAnswer, note
from benchmarks.table import Row, verdict
from engine.cluster.days import history_of_workers
from engine.cluster.local import started
from engine.cluster.shelf import Shelf
from engine.judge.history import Period, history
from engine.ledger.histories import record_of
from engine.pages.library import load_book
from kb.histories import HistoryEntry
from kb.store import KnowledgeBase

AIM = 1.15
"""How much more of the processor a job of a minute may cost than in one process."""
LONGER = 7
"""So many times the days of the other benchmark of a history take one process about a minute."""
ASSET = "btc"


class Job(NamedTuple):
    """A history of the last days of a base, and what carries it out; None for one process."""

    base: Path
    days: int
    shelf: Path
    on: str | None = None
    killed: bool = False


class Done(NamedTuple):
    """What is recorded, in how many seconds of the processor and by the clock."""

    entry: HistoryEntry
    spent: float
    clock: float


def measure(sizes: Sizes) -> Iterator[Row]:
    """Rows for one worker, two and four, and for two of which one is killed."""
    try:
        importlib.import_module("distributed")
    except ImportError:
        yield Row("history by workers of Dask", "skipped: not installed", "-", "-", "none", "-")
        return
    with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder:
        days = sizes.days * LONGER
        base = build(Path(folder, "base.db"), 1, days // 365 + 4)
        yield from _rows(Job(base, days, Path(folder)))


def _rows(job: Job) -> Iterator[Row]:
    what = f"history of {job.days:,} made-up days × the whole rule base"
    alone, by = [_alone(_done(job), job, what)], {}
    for workers in (1, 2, 4):
        by[workers] = _by(job, f"local[{workers}]", alone[0].entry)
        if workers > 1:
            alone.append(_done(job))
    spent = mean(each.spent for each in alone)
    clock = mean(each.clock for each in alone)
    for workers, done in by.items():
        ratio = done.spent / spent
        yield Row(
            f"{what}, by {workers} of Dask, same bytes",
            f"{done.spent:.1f} s of processor, {done.clock:.0f} s by the clock",
            f"{spent:.1f} s, {clock:.0f} s  one process", f"{ratio:.2f}", f"at most {AIM}",
            verdict(ratio <= AIM),
        )  # fmt: skip
    _by(job, "two, one killed", alone[0].entry)
    yield Row("the same by 2, one killed by its pid in mid-run", "same bytes", "-", "-", "same",
              verdict(True))  # fmt: skip


def _alone(done: Done, job: Job, what: str) -> Done:
    note(f"{what}: {done.spent:.1f} s in one process")
    return done


def _by(job: Job, on: str, wanted: HistoryEntry) -> Done:
    """The same job by workers, on a shelf of their own."""
    killed = not on.startswith("local")
    done = _done(job._replace(on=on, killed=killed, shelf=job.shelf / on))
    if done.entry != wanted:
        raise WrongAnswer(f"{on} finds another history than one process")
    note(f"the same by {on}: {done.spent:.1f} s")
    return done


def _done(job: Job) -> Done:
    """A job in a process of its own, which imports what it needs and starts what works for it."""
    with ProcessPoolExecutor(1, get_context("spawn")) as own:
        return own.submit(_do, job).result()


def _do(job: Job) -> Done:
    gc.set_threshold(100_000, 50, 50)  # as in a command, and in workers
    clock, before = perf_counter(), _spent()
    with KnowledgeBase.open(job.base) as kb:
        last = kb.last_day(ASSET) or 0
        asked = Period(ASSET, last - job.days + 1, last, kb.last_batch())
        if job.killed:
            found = _killed(kb, asked, job.shelf)
        elif job.on:
            found = history_of_workers(kb, load_book(), asked, Shelf(str(job.shelf)), job.on)
        else:
            found = history(kb, load_book(), asked)
        return Done(record_of(found, ""), _spent() - before, perf_counter() - clock)


def _killed(kb: KnowledgeBase, asked: Period, shelf: Path) -> Any:
    dask: Any = importlib.import_module("distributed")
    with started(2) as cluster:
        with dask.Client(cluster) as client:
            victim = next(iter(client.run(os.getpid).values()))
        killer = Thread(target=_kill_in_mid_run, args=(victim, shelf))
        killer.start()
        found = history_of_workers(
            kb, load_book(), asked, Shelf(str(shelf)), cluster.scheduler_address
        )
        killer.join()
    return found


def _kill_in_mid_run(victim: int, shelf: Path) -> None:
    while not list(shelf.glob("part-*")):
        sleep(0.05)
    os.kill(victim, signal.SIGKILL)


def _spent() -> float:
    """Seconds of the processor of this process and of all that came of it, over or not."""
    psutil: Any = importlib.import_module("psutil")  # comes with Dask
    own = psutil.Process()
    return sum(sum(each.cpu_times()[:4]) for each in (own, *own.children(recursive=True)))
