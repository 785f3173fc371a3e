"""A shelf: files that workers share, each checked when it is read; a place in, contents out.

The place is a folder, or what fsspec knows by its address. Every file begins with the sha256 of
what follows and its name, as in the user's cache: one that is not what these say is not there.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any

from kb.cache import cache_folder, in_use
from kb.errors import StoreError

FOLDER = "shared"
UNUSED = 86_400
"""Seconds after which what nobody read goes from the cache: files of large bases are large."""


@dataclass(frozen=True)
class Shelf:
    """Where the files lie: a folder, or an address such as s3://bucket/desk."""

    place: str

    def read(self, name: str) -> bytes | None:
        """What lies under a name; None where there is nothing, or something else than was put."""
        return self._read(name, "")

    def _read(self, name: str, ends: str) -> bytes | None:
        """The same, only where the hash of the content ends with what is given."""
        with suppress(OSError):
            found = self._far.cat_file(self._at(name)) if self._far else self._near(name)
            written, _, content = found.partition(b"\n")
            digest = sha256(content).hexdigest()
            if written == f"{digest} {name}".encode() and digest.endswith(ends):
                return bytes(content)
        return None

    def put(self, name: str, content: bytes) -> None:
        """Put a file there, whole or not at all; one of the same name gives way."""
        self._put(name, content, sha256(content).hexdigest())

    def _put(self, name: str, content: bytes, digest: str) -> None:
        head = f"{digest} {name}\n".encode()
        if self._far:
            self._far.pipe_file(self._at(name), head + content)
            return
        folder = Path(self.place)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            try:
                file.write(head)
                file.write(content)
            except OSError:
                Path(file.name).unlink()
                raise
        Path(file.name).replace(folder / name)

    def put_named(self, kind: str, content: bytes) -> str:
        """Put a file there under the hash of its content; its name."""
        digest = sha256(content).hexdigest()
        name = f"{kind}-{digest}"
        if self.read(name) != content:
            self._put(name, content, digest)
        return name

    def named(self, name: str) -> bytes:
        """What was put there under the hash of its content.

        raises  StoreError where it is not there; what is damaged is taken away, to be made anew
        """
        found = self._read(name, name.rpartition("-")[2])
        if found is not None:
            return found
        if self.has(name):
            self._take_away(name)
            raise StoreError(
                f"{name[:20]} lay in {self.place}, but not whole, and is taken away; run it again, "
                "and it is made anew"
            )
        raise StoreError(
            f"{name[:20]} does not lie in {self.place}; name a folder with --shared that all "
            "workers see, and run it again"
        )

    def has(self, name: str) -> bool:
        """Whether something lies under a name; it then stays for as long as if it had been read."""
        if self._far:
            return bool(self._far.exists(self._at(name)))
        self._wanted(name)
        return self._path(name).exists()

    def _take_away(self, name: str) -> None:
        with suppress(OSError):
            self._far.rm_file(self._at(name)) if self._far else self._path(name).unlink()

    def tidy(self) -> None:
        """Forget what nobody read for a day, in a folder of ours."""
        folder = Path(self.place)
        for file in folder.iterdir() if folder.is_dir() else ():
            with suppress(OSError):
                if file.stat().st_mtime < time() - UNUSED:
                    file.unlink()

    def _near(self, name: str) -> bytes:
        self._wanted(name)
        return self._path(name).read_bytes()

    def _wanted(self, name: str) -> None:
        """Note that a file is of use today, so that none is tidied away that a job counts on."""
        with suppress(OSError):  # where it is another's, who notes it
            os.utime(self._path(name))

    def _path(self, name: str) -> Path:
        return Path(self.place, name)

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    @cached_property
    def _far(self) -> Any:
        """The file system of an address; None for a folder."""
        return _file_system(self.place)[0] if "://" in self.place else None

    @cached_property
    def _root(self) -> str:
        return _file_system(self.place)[1]


def _file_system(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise StoreError(
            "an address for shared files needs fsspec; install downdraft[cluster]"
        ) from None
    try:
        system, root = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise StoreError(f"{address} cannot be used for shared files: {error}") from None
    return system, str(root).rstrip("/")


@contextmanager
def shelf_at(place: str | None) -> Iterator[Shelf]:
    """The shelf at a place; by default in the user's cache, without one in a folder that goes."""
    if place:
        yield Shelf(place)
    elif in_use():
        shelf = Shelf(str((cache_folder() or Path()) / FOLDER))
        shelf.tidy()
        yield shelf
    else:
        with tempfile.TemporaryDirectory(prefix="downdraft-shared-") as folder:
            yield Shelf(folder)
