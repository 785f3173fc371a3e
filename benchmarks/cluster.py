"""A history by workers of Dask against one process: the same rows of the ledger, at what cost.

Seconds are of the processor, of this process and all its workers, so that a busy machine says the
same. In the last row a worker is killed by its process id once the first stretch of days is done.
"""

from __future__ import annotations

import importlib
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import process_time, sleep
from typing import Any

from benchmarks.many_assets import build
from benchmarks.measure import Sizes, WrongAnswer, note
from benchmarks.table import Row, verdict
from engine.cluster.days import history_of_workers
from engine.cluster.shelf import Shelf
from engine.judge.history import Period, history
from engine.ledger.histories import record_of
from engine.pages.library import load_book
from kb.histories import HistoryEntry
from kb.store import KnowledgeBase

AIM = 0.15 * 60.0
"""Seconds more than one process takes: what a job of a minute may cost more."""
ASSET = "btc"


def measure(sizes: Sizes) -> Iterator[Row]:
    """Rows for one worker, two and four, and for two of which one is killed."""
    try:
        dask = importlib.import_module("distributed")
    except ImportError:
        yield Row("history by workers of Dask", "skipped: not installed", "-", "-", "none", "-")
        return
    with tempfile.TemporaryDirectory(prefix="downdraft-bench-") as folder:
        base = build(Path(folder, "base.db"), 1, sizes.days // 365 + 4)
        with KnowledgeBase.open(base) as kb:
            last = kb.last_day(ASSET) or 0
            asked = Period(ASSET, last - sizes.days + 1, last, kb.last_batch())
            yield from _rows(kb, asked, dask, Path(folder))


def _rows(kb: KnowledgeBase, asked: Period, dask: Any, folder: Path) -> Iterator[Row]:
    what = f"history of {len(asked.days):,} made-up days × the whole rule base"
    note(f"{what}: in one process")
    start, book = process_time(), load_book()
    wanted = record_of(history(kb, book, asked), "")
    alone = process_time() - start
    for workers in (1, 2, 4):
        note(f"the same by {workers} of Dask")
        took = _by(kb, asked, folder / f"of-{workers}", f"local[{workers}]", wanted)
        yield Row(
            f"{what}, by {workers} of Dask, same bytes", f"{took:.1f} s of processor",
            f"{alone:.1f} s  one process", f"{took / alone:.2f}", f"at most {AIM:.0f} s more",
            verdict(took - alone < AIM),
        )  # fmt: skip
    note("the same by two, one killed")
    yield _killed(kb, asked, dask, folder / "killed", wanted)


def _by(
    kb: KnowledgeBase, asked: Period, shelf: Path, on: str, wanted: HistoryEntry
) -> float:  # fmt: skip
    """Seconds of the processor of all, once the workers are over."""
    before = _spent()
    found = history_of_workers(kb, load_book(), asked, Shelf(str(shelf)), on)
    if record_of(found, "") != wanted:
        raise WrongAnswer(f"{on} finds another history than one process")
    return _spent() - before


def _killed(
    kb: KnowledgeBase, asked: Period, dask: Any, shelf: Path, wanted: HistoryEntry
) -> Row:  # fmt: skip
    with dask.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        with dask.Client(cluster) as client:
            victim = next(iter(client.run(os.getpid).values()))
        killer = Thread(target=_kill_in_mid_run, args=(victim, shelf))
        killer.start()
        _by(kb, asked, shelf, cluster.scheduler_address, wanted)
        killer.join()
    return Row("the same by 2, one killed by its pid in mid-run", "same bytes", "-", "-", "same",
               verdict(True))  # fmt: skip


def _kill_in_mid_run(victim: int, shelf: Path) -> None:
    while not list(shelf.glob("part-*")):
        sleep(0.05)
    os.kill(victim, signal.SIGKILL)


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
