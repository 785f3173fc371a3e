"""The user's cache folder: a key and how to make a thing in, the thing out, kept between calls.

A thing is kept under the hash of all that it was made from, so everything in the folder can be
deleted at any time. Every file begins with the sha256 of what follows; one that is not what its
hash says is made anew. Where the folder cannot be made, is full or is not the user's own, nothing
is kept. DOWNDRAFT_NO_CACHE, set to anything, does without it, and so does `without_cache`.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TypeVar

from kb.plain_values import from_bytes, to_bytes

Thing = TypeVar("Thing")

_OFF = ContextVar("without a cache", default=False)


@contextmanager
def without_cache() -> Iterator[None]:
    """Neither read nor keep anything: for those who check what others may have changed."""
    token = _OFF.set(True)
    try:
        yield
    finally:
        _OFF.reset(token)


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
        return folder if owned and private else None
    except (OSError, RuntimeError, ValueError):  # RuntimeError: nobody knows the home folder
        return None


def in_use() -> bool:
    """Whether there is a folder, and nobody does without it."""
    return _folder() is not None


def cached(
    kind: str, key: Iterable[str], make: Callable[[], Thing], types: Sequence[type] = (),
    fits: Callable[[Thing], bool] = lambda _: True,
) -> Thing:  # fmt: skip
    """What `make` makes, kept under the hash of `key` and of the Python that made it.

    types  of what the thing is made besides plain values
    fits   whether what was kept is still so, where the key cannot tell
    """
    if not in_use():
        return make()
    name = _named(kind, key)
    with suppress(Exception):
        found: Thing = from_bytes(kept(name) or b"", types)
        if fits(found):
            return found
    made = make()
    with suppress(TypeError, ValueError, RecursionError):
        keep(name, to_bytes(made, types))
        _forget_others(kind, name)
    return made


def cached_bytes(kind: str, key: Iterable[str], make: Callable[[], bytes]) -> bytes:
    """The same for what is bytes already, and large: the two newest of a kind are kept."""
    name = _named(kind, key)
    found = kept(name)
    if found is None:
        found = make()
        keep(name, found)
        _forget_others(kind, name, but=2)
    return found


def kept(name: str) -> bytes | None:
    """What was kept under a name; None where there is nothing, or something else than was kept."""
    folder = _folder()
    if folder is None:
        return None
    with suppress(OSError):
        digest, _, content = (folder / name).read_bytes().partition(b"\n")
        if digest == _digest(content):
            return content
    return None


def keep(name: str, content: bytes) -> None:
    """Keep what is to be found under a name, if there is a folder for it and room in it."""
    folder = _folder()
    if folder is None:
        return
    with suppress(OSError):
        import tempfile  # most calls only read, and it is slow to import

        handle, written = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(content) + b"\n" + content)
            Path(written).replace(folder / name)
        except OSError:
            Path(written).unlink(missing_ok=True)


def _named(kind: str, key: Iterable[str]) -> str:
    """The name that a thing of a kind is kept under; that of another Python is another."""
    digest = hashlib.sha256("\0".join((*key, sys.version)).encode()).hexdigest()
    return f"{kind}-{digest[:40]}.json"


def _folder() -> Path | None:
    off = _OFF.get() or os.environ.get("DOWNDRAFT_NO_CACHE")
    return None if off else cache_folder()


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _forget_others(kind: str, name: str, but: int = 8) -> None:
    """Keep the newest of a kind."""
    folder = _folder()
    found = [] if folder is None else list(folder.glob(f"{kind}-*.json"))
    with suppress(OSError):
        for old in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[but:]:
            if old.name != name:
                old.unlink(missing_ok=True)
