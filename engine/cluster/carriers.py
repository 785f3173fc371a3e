"""Who carries work out: a call in, what it gives out, by processes of this machine or by Dask.

With a cluster Dask does it, which does again what a lost worker had.
"""

from __future__ import annotations

import os
import re
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from importlib import import_module
from multiprocessing import get_context
from typing import Any, NamedTuple

from engine.cluster.local import started
from kb.errors import StoreError

LOCAL = re.compile(r"local\[([1-9]\d?)\]")
AGAIN = "run it again: what is finished is kept"

lacking: list[str] = []
"""Why no other process could be started, where this one had to do what was for others."""


class _Call(NamedTuple):
    """What is to be called, and with what."""

    does: Callable[..., bytes]
    given: tuple[Any, ...]

    def here(self) -> bytes:
        return self.does(*self.given)


class Carrier:
    """Carries calls out by an executor; without one, here.

    start  has the executor, called when there is enough for it; None where it cannot be had
    worth  the calls from which it is worth having
    """

    def __init__(self, start: Callable[[], Executor | None], worth: int) -> None:
        self._start, self._worth = start, worth
        self._started = False
        self._executor: Executor | None = None
        self._held: list[tuple[int, _Call]] = []
        self._waiting: dict[Future[bytes], tuple[int, _Call]] = {}
        self._done: deque[Future[bytes]] = deque()

    def give(self, number: int, does: Callable[..., bytes], *given: Any) -> None:
        """The next call; the first ones are held until they are so many as are worth others."""
        self._held.append((number, _Call(does, given)))
        if not self._started and len(self._held) >= self._worth:
            self._started, self._executor = True, self._start()
        if self._executor is not None:
            for each in self._held:
                self._ask(self._executor, *each)
            self._held.clear()

    def _ask(self, executor: Executor, number: int, call: _Call) -> None:
        try:
            asked = executor.submit(call.does, *call.given)
        except BrokenProcessPool:
            raise _killed() from None
        except OSError as error:  # no more processes are to be had
            lacking.append(str(error))
            asked = Future()
            asked.set_result(call.here())
        self._waiting[asked] = number, call
        asked.add_done_callback(self._done.append)

    def finished(self) -> Iterator[tuple[int, bytes]]:
        """The numbers of the calls that are finished, and what they gave; this process's now."""
        while self._done:
            yield self._taken(self._done.popleft())
        if self._started and self._executor is None:
            yield from self._here()

    def rest(self) -> Iterator[tuple[int, bytes]]:
        """The same of all others, as they are finished."""
        yield from self._here()
        for each in as_completed([*self._waiting]):
            yield self._taken(each)

    def _here(self) -> Iterator[tuple[int, bytes]]:
        while self._held:
            number, call = self._held.pop(0)
            yield number, call.here()

    def _taken(self, done: Future[bytes]) -> tuple[int, bytes]:
        number, call = self._waiting.pop(done)
        return number, _result(done, call)

    def forget(self) -> None:
        """Begin none of those that have not begun."""
        for each in self._waiting:
            each.cancel()


def _result(future: Future[bytes], call: _Call) -> bytes:
    """What a worker made. An error is raised as it is here, for not every one can travel."""
    try:
        return future.result()
    except StoreError:
        raise
    except Exception as error:
        if isinstance(error, BrokenProcessPool) or type(error).__name__ == "KilledWorker":
            raise _killed() from None
        return call.here()


def _killed() -> StoreError:
    return StoreError(f"a worker was killed, perhaps for want of memory; {AGAIN}")


@contextmanager
def carrier_of(on: str | None) -> Iterator[Carrier]:
    """What carries calls out: see `engine.cluster.work.results`."""
    with ExitStack() as held:
        if on is not None:
            carrier = Carrier(lambda: held.enter_context(_dask(on)), 1)
        elif (os.cpu_count() or 1) > 1:
            carrier = Carrier(lambda: _processes(held), 2)
        else:
            carrier = Carrier(lambda: None, 1)
        try:
            yield carrier
        finally:
            carrier.forget()


def _processes(held: ExitStack) -> Executor | None:
    """Processes of this machine; None where there is nothing by which to speak to them."""
    try:
        pool = ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn"), _left_alone)
    except (ImportError, NotImplementedError, OSError) as error:
        lacking.append(str(error))
        return None
    held.callback(pool.shutdown, cancel_futures=True)
    return pool


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
