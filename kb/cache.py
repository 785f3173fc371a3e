"""The user's cache folder: a key and how to make a thing in, the thing out, kept between calls.

A thing is kept under the hash of all that it was made from, so everything in the folder can be
deleted at any time. Every file begins with the sha256 of what follows and its own name; one that is
not what these say is made anew. Where the folder cannot be made, is full or is not the user's own,
nothing is kept. DOWNDRAFT_NO_CACHE, set to anything, does without it, and so does `without_cache`.
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
from time import time
from typing import IO, NamedTuple, TypeVar

from kb.plain_values import from_bytes, to_bytes

Thing = TypeVar("Thing")

DRAFT, LEFT = "draft-", 86_400
"""What a file is called till it is whole, and after how many seconds nobody is writing it."""
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
    fits: Callable[[Thing], bool] = lambda _: True, but: int = 8,
) -> Thing:  # fmt: skip
    """What `make` makes, kept under the hash of `key` and of the Python that made it.

    types  of what the thing is made besides plain values
    fits   whether what was kept is still so, where the key cannot tell
    but    how many of the kind are kept, the newest
    """
    if not in_use():
        return make()
    name = named(kind, key)
    with suppress(Exception):
        found: Thing = from_bytes(kept(name) or b"", types)
        if fits(found):
            return found
    made = make()
    with suppress(TypeError, ValueError, RecursionError):
        keep(name, to_bytes(made, types))
        forget_others(kind, name, but)
    return made


def cached_bytes(kind: str, key: Iterable[str], make: Callable[[], bytes]) -> bytes:
    """The same for what is bytes already, and large: the two newest of a kind are kept."""
    name = named(kind, key)
    found = kept(name)
    if found is None:
        found = make()
        keep(name, found)
        forget_others(kind, name, but=2)
    return found


def kept(name: str) -> bytes | None:
    """What was kept under a name; None where there is nothing, or something else than was kept."""
    with suppress(OSError), opened(name) as file:
        if file is not None:
            content = file.content.read()
            if hashlib.sha256(content).hexdigest() == file.digest:
                return content
    return None


class Damaged(ValueError):
    """What was kept is not what its hash says."""


class Opened(NamedTuple):
    """What a file of the cache holds, open where that begins, and the hash that the file names."""

    content: IO[bytes]
    digest: str


@contextmanager
def opened(name: str) -> Iterator[Opened | None]:
    """The file that is kept under a name; None where there is none, or that of another name."""
    folder = _folder()
    try:
        file = (folder / name).open("rb") if folder else None
    except OSError:
        file = None
    if file is None:
        yield None
        return
    with file:
        digest, _, own = file.readline().rstrip(b"\n").partition(b" ")
        yield Opened(file, digest.decode("ascii", "replace")) if own == name.encode() else None


def keep(name: str, content: bytes) -> None:
    """Keep what is to be found under a name, if there is a folder for it and room in it."""
    with Keeping(name) as file:
        file.write(content)


class Keeping:
    """The same in parts: a `with` block in which they are written, kept if it ends well."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._digest = hashlib.sha256()
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Keeping:
        folder = _folder()
        if folder is not None:
            import tempfile  # most calls only read, and it is slow to import

            with suppress(OSError):
                self._file = tempfile.NamedTemporaryFile(dir=folder, delete=False, prefix=DRAFT)
            self.aside(f"{'-' * 64} {self._name}\n".encode())  # where the hash will stand
        return self

    def write(self, part: bytes) -> None:
        """The next part; nothing is kept where there is no room for it."""
        self._digest.update(part)
        self.aside(part)

    def aside(self, part: bytes) -> None:
        """The same for a part of which the hash of the file says nothing."""
        try:
            if self._file is not None:
                self._file.write(part)
        except OSError:
            self._leave()

    def __exit__(self, raised: object, *_: object) -> None:
        folder = _folder()
        if self._file is not None and folder is not None and raised is None:
            with suppress(OSError):
                self._file.seek(0)
                self._file.write(self._digest.hexdigest().encode())
                self._file.close()
                Path(self._file.name).replace(folder / self._name)
        self._leave()

    def _leave(self) -> None:
        """Leave nothing behind but what was kept."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            with suppress(OSError):
                Path(self._file.name).unlink(missing_ok=True)
        self._file = None


def named(kind: str, key: Iterable[str]) -> str:
    """The name that a thing of a kind is kept under; that of another Python is another."""
    digest = hashlib.sha256("\0".join((*key, sys.version)).encode()).hexdigest()
    return f"{kind}-{digest[:40]}.json"


def _folder() -> Path | None:
    off = _OFF.get() or os.environ.get("DOWNDRAFT_NO_CACHE")
    return None if off else cache_folder()


def forget(name: str) -> None:
    """Take away what was kept under a name."""
    folder = _folder()
    if folder is not None:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def forget_others(kind: str, name: str, but: int = 8) -> None:
    """Keep the newest of a kind; of what nobody ends, since it was killed, nothing."""
    folder = _folder()
    found = [] if folder is None else list(folder.glob(f"{kind}-*.json"))
    for draft in [] if folder is None else folder.glob(f"{DRAFT}*"):
        with suppress(OSError):
            if draft.stat().st_mtime < time() - LEFT:
                draft.unlink()
    with suppress(OSError):
        for old in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[but:]:
            if old.name != name:
                old.unlink(missing_ok=True)
