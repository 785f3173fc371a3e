"""Tasks on whatever carries them out: tasks and a shelf in, the bytes of each result out.

A task is a function and what it is asked, both plain; its result is kept on the shelf under the
hash of the question and of the code, so that what is finished is not done again.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from engine.cluster.carriers import carrier_of
from engine.cluster.shelf import Shelf
from engine.fingerprint import code_digest
from kb.errors import StoreError

Asked = Mapping[str, Any]
Does = Callable[[Shelf, Asked], bytes]
Report = Callable[[int], None] | None


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
    tasks: Iterable[Task], shelf: Shelf, on: str | None = None, report: Report = None
) -> list[bytes]:
    """The result of each task; those that are there are begun while others are made.

    on      `local[N]` for so many workers of Dask here, or the address of a scheduler; None for
            processes of this machine, and for a single task for none but this one
    report  called with how much is done so far
    raises  StoreError where the cluster cannot be had or lost too many workers, and what a task
            raises
    """
    found: dict[int, bytes] = {}
    sizes: list[int] = []
    done = 0

    def take(finished: Iterable[tuple[int, bytes]]) -> None:
        nonlocal done
        for number, content in finished:
            found[number] = content
            done += sizes[number]
            if report:
                report(done)

    with carrier_of(on) as carrier:
        for number, task in enumerate(tasks):
            sizes.append(task.size)
            there = shelf.read(task.name)
            if there is None:
                carrier.give(number, perform, shelf.place, task.does, dict(task.asked), task.name)
            else:
                found[number] = there
                done += task.size
            take(carrier.finished())
        take(carrier.rest())
    return [found[number] for number in range(len(sizes))]


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
