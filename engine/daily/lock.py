"""One at a time: a base in, a lock beside it held while the block lasts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import StoreError

ENDING = ".lock"


@contextmanager
def alone(base: str) -> Iterator[None]:
    """Hold the lock of a base; StoreError where another process holds it.

    The lock goes with its process, however that ends; the file stays and means nothing.
    """
    import fcntl  # where there is none, as on Windows, nothing of this runs

    path = Path(f"{base}{ENDING}")
    try:
        file = path.open("a+")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            who = file.read(20).strip() or "unknown"
            raise StoreError(
                f"another process (number {who}) is at work on {base}; wait until it is done"
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
