"""Tasks on whatever carries them out: tasks and a shelf in, the bytes of each result out.

A task is a function and what it is asked, both plain; its result is kept on the shelf under the
hash of the question and of the code, so that what is finished is not done again. It is carried out
by processes of this machine, and with a cluster by Dask, which does again what a lost worker had.
"""

from __future__ import annotations

import gc
import json
import os
import re
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from multiprocessing import get_context
from typing import Any

from engine.cluster.local import started
from engine.cluster.shelf import Shelf
from engine.fingerprint import code_digest
from kb.errors import StoreError

Asked = Mapping[str, Any]
Does = Callable[[Shelf, Asked], bytes]
Report = Callable[[int], None] | None
LOCAL = re.compile(r"local\[([1-9]\d?)\]")
AGAIN = "run it again: what is finished is kept"


@dataclass(frozen=True)
class Task:
    """What is to be done: a function of a module of ours, and what it is asked as plain values.

    size  how much it is, in what progress is told of
    """

    does: Does
    asked: Asked
    size: int = 1

    @property
    def name(self) -> str:
        """The name of its result: the same question to the same code is the same."""
        code = code_digest((self.does.__module__,))
        said = json.dumps([self.does.__qualname__, code, dict(self.asked)], sort_keys=True)
        return f"part-{sha256(said.encode()).hexdigest()}"


def results(
    tasks: Sequence[Task], shelf: Shelf, on: str | None = None, report: Report = None
) -> list[bytes]:
    """The result of each task.

    on      `local[N]` for so many workers of Dask here, or the address of a scheduler; None for
            processes of this machine, and for a few tasks for none but this one
    report  called with how much is done so far
    raises  StoreError where the cluster cannot be had or lost too many workers, and what a task
            raises
    """
    found = [shelf.read(task.name) for task in tasks]
    left = [number for number, content in enumerate(found) if content is None]
    done = sum(task.size for task, content in zip(tasks, found, strict=True) if content is not None)
    with _carried_out(on, len(left)) as executor:
        for number, content in _one_by_one(executor, shelf, {n: tasks[n] for n in left}):
            found[number] = content
            done += tasks[number].size
            if report:
                report(done)
    return [content for content in found if content is not None]


def perform(place: str, does: Does, asked: Asked, name: str) -> bytes:
    """Do a task and keep its result: what a worker is called with.

    raises  StoreError where the code is another one here than where it was asked
    """
    if Task(does, asked).name != name:
        raise StoreError(
            "a worker has other code than this command; install the same downdraft on all machines"
        )
    gc.set_threshold(100_000, 50, 50)  # as in a command: collecting costs a tenth
    shelf = Shelf(place)
    made = does(shelf, asked)
    shelf.put(name, made)
    return made


def _one_by_one(
    executor: Executor | None, shelf: Shelf, tasks: Mapping[int, Task]
) -> Iterator[tuple[int, bytes]]:
    """The number and the result of each task, as they are finished."""

    def call(task: Task) -> tuple[str, Does, Asked, str]:
        return shelf.place, task.does, dict(task.asked), task.name

    if executor is None:
        yield from ((number, perform(*call(task))) for number, task in tasks.items())
        return
    waiting = {executor.submit(perform, *call(task)): number for number, task in tasks.items()}
    try:
        for future in as_completed(waiting):
            number = waiting[future]
            yield number, _result(future, call(tasks[number]))
    finally:
        for future in waiting:
            future.cancel()


def _result(future: Future[bytes], call: tuple[str, Does, Asked, str]) -> bytes:
    """What a worker made. An error is raised as it is here, for not every one can travel."""
    try:
        return future.result()
    except StoreError:
        raise
    except Exception as error:
        if isinstance(error, BrokenProcessPool) or type(error).__name__ == "KilledWorker":
            raise StoreError(f"a worker was killed, perhaps for want of memory; {AGAIN}") from None
        return perform(*call)


@contextmanager
def _carried_out(on: str | None, tasks: int) -> Iterator[Executor | None]:
    """What carries tasks out; None where this process does."""
    if on is not None and tasks:
        with _dask(on) as executor:
            yield executor
    elif tasks > 1 and (os.cpu_count() or 1) > 1:
        workers = min(tasks, os.cpu_count() or 1)
        with ProcessPoolExecutor(workers, get_context("spawn"), _left_alone) as pool:
            try:
                yield pool
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    else:
        yield None


def _left_alone() -> None:
    """Whoever stops the command stops the workers through it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _dask(on: str) -> Iterator[Executor]:
    """Dask's own executor: the workers that it starts here, or those of a scheduler."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise StoreError("--cluster needs Dask; install downdraft[cluster]") from None
    here = LOCAL.fullmatch(on)
    try:
        cluster = started(int(here[1])) if here else None
        client = distributed.Client(cluster or on, timeout="10s")
    except (OSError, ValueError) as error:
        raise StoreError(f"no scheduler of Dask answers at {on} ({error})") from None
    try:
        yield client.get_executor()
    finally:
        client.close()
        if cluster:
            cluster.close()
