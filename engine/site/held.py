"""One at a time: the folder of a site in, held by this process while it is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.site.folder import NotOurs


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a folder, made where it is not there; it goes again where nothing came to lie in it.

    raises  NotOurs where another process holds it, or it cannot be had
    """
    new = not path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
        folder = os.open(path, os.O_RDONLY)
    except FileExistsError:
        raise NotOurs(f"{path} is a file; name a folder") from None
    except OSError as error:
        why = f"no folder can be made or read at {path} ({error.strerror})"
        raise NotOurs(f"{why}; name another one") from None
    try:
        _lock(folder, path)
        yield
    finally:
        os.close(folder)  # and with it goes the lock
        with suppress(OSError):
            if new:
                path.rmdir()


def _lock(folder: int, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # as on Windows, where nothing of this runs
        return
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise NotOurs(f"another process writes the site in {path}; wait until it is done") from None
    except OSError:  # a file system without locks
        return
