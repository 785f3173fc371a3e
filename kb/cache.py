"""The user's cache folder: a key and how to make a thing in, the thing out, kept between calls.

A thing is kept under the hash of all that it was made from, so everything in the folder can be
deleted at any time. Every file begins with the sha256 of what follows; one that is not what its
hash says is made anew. Where the folder cannot be made or is not the user's own, nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

Thing = TypeVar("Thing")


@cache
def cache_folder() -> Path | None:
    """The folder, made when missing, readable by its owner only; None when it cannot be had."""
    home = os.environ.get("DOWNDRAFT_CACHE")
    root = Path(home or os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    try:
        folder = root if home else root.expanduser() / "downdraft"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        owned = not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
        private = os.name == "nt" or not folder.stat().st_mode & 0o022
        return folder if owned and private and os.access(folder, os.W_OK) else None
    except (OSError, RuntimeError):  # RuntimeError: nobody knows where the home folder is
        return None


def cached(
    kind: str, key: Iterable[str], make: Callable[[], Thing],
    fits: Callable[[Thing], bool] = lambda _: True,
) -> Thing:  # fmt: skip
    """What `make` makes, kept under the hash of `key` and of the Python that made it.

    fits  whether what was kept is still so, where the key cannot tell

    A pickle is only ever read from a folder that nobody but the user can write to.
    """
    digest = hashlib.sha256("\0".join((*key, sys.version)).encode()).hexdigest()
    name = f"{kind}-{digest[:40]}.pickle"
    with suppress(Exception):
        found: Thing = pickle.loads(kept(name) or b"")
        if fits(found):
            return found
    made = make()
    with suppress(Exception):
        keep(name, pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
        _forget_others(kind, name)
    return made


def kept(name: str) -> bytes | None:
    """What was kept under a name; None where there is nothing, or something else than was kept."""
    folder = cache_folder()
    if folder is None:
        return None
    with suppress(OSError):
        digest, _, content = (folder / name).read_bytes().partition(b"\n")
        if digest == _digest(content):
            return content
    return None


def keep(name: str, content: bytes) -> None:
    """Keep what is to be found under a name, if there is a folder for it."""
    folder = cache_folder()
    if folder is None:
        return
    with suppress(OSError):
        import tempfile  # most calls only read, and it is slow to import

        handle, written = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(_digest(content) + b"\n" + content)
        Path(written).replace(folder / name)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _forget_others(kind: str, name: str) -> None:
    """Keep the eight newest of a kind."""
    folder = cache_folder()
    found = [] if folder is None else list(folder.glob(f"{kind}-*.pickle"))
    for old in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[8:]:
        if old.name != name:
            old.unlink(missing_ok=True)
