"""One index at a time: a folder of batches in, held by this process while its index is written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kb.errors import StoreError

LOCK = ".lock"
PATIENCE, PAUSE = 60.0, 0.05
"""How long a push waits for another, and how long between two looks, in seconds."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder while the block lasts, after whoever holds it now.

    The lock goes with its process, however that ends; its file stays and means nothing. Where there
    are no locks, as on Windows and some file systems, nothing is held: an entry that is lost by it
    is written again with the next push of the same base.

    raises  StoreError where another process holds it for longer than PATIENCE
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    with _opened(folder / LOCK) as file:
        until = time.monotonic() + PATIENCE
        while not _locked(file):
            if time.monotonic() >= until:
                what = f"another push has been writing into {folder} for {PATIENCE:.0f} seconds"
                raise StoreError(f"{what}; push again when it is done")
            time.sleep(PAUSE)
        try:
            yield
        finally:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_UN)  # a child that was forked meanwhile has it too


def _opened(lock: Path) -> IO[str]:
    """The file of the lock: where another user made it, to read, which is enough to hold it."""
    try:
        return lock.open("a")
    except PermissionError:
        return lock.open()


def _locked(file: IO[str]) -> bool:
    """Whether the lock is had now; where a file system has none, so is this."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True
