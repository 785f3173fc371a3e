"""The user's cache folder: a key and how to make a thing in, the thing out, kept between calls.

A thing is kept under the hash of all that it was made from, so everything in the folder can be
deleted at any time. Where the folder cannot be made or is not the user's own, nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
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


def cached(kind: str, key: Iterable[str], make: Callable[[], Thing]) -> Thing:
    """What `make` makes, kept under the hash of `key` and of the Python that made it.

    A pickle is only ever read from a folder that nobody but the user can write to.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    digest = hashlib.sha256("\0".join((*key, sys.version)).encode()).hexdigest()
    path = folder / f"{kind}-{digest[:40]}.pickle"
    with suppress(Exception):
        found: Thing = pickle.loads(path.read_bytes())
        return found
    made = make()
    with suppress(Exception):
        _write(path, pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
        _forget_others(folder, kind, path)
    return made


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)


def _forget_others(folder: Path, kind: str, path: Path) -> None:
    """Keep the eight newest of a kind."""
    found = sorted(folder.glob(f"{kind}-*.pickle"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in found[8:]:
        if old != path:
            old.unlink(missing_ok=True)
