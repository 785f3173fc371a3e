"""The base behind `--example`: all built-in facts, in memory.

Checking and writing some fifty thousand facts takes half a second, so the finished base is kept in
the user's cache as the bytes that SQLite has of it, under the hash of this room: its code, its
catalogue, its packs. What is read again is a base of its own that can be written to.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG

from kb import calendars
from kb.cache import cached, cached_bytes
from kb.catalog import Catalog
from kb.connection import of_image
from kb.packs import PACKS, PAST, built_in_facts
from kb.store import KnowledgeBase


def example_base(catalog: Catalog | None = None) -> KnowledgeBase:
    """A new base in memory with the built-in facts, the published figures before the past.

    catalog  what its series mean, where that is not our catalogue alone
    """
    key = (_room(), calendars.version(), sqlite3.sqlite_version)
    opened = of_image(cached_bytes("example", key, _image))
    return KnowledgeBase(opened, "the base in memory", catalog=catalog)


def _image() -> bytes:
    with KnowledgeBase.in_memory() as kb:
        kb.add(built_in_facts(PACKS), label="built-in facts")
        kb.add(built_in_facts((PAST,)), label="built-in facts: the past")
        return kb.connection.serialize()


def _room() -> str:
    """The hash of every file that the facts and their base come from.

    The files are read again when the size or a time of one has changed.
    """
    room = Path(__file__).parents[1]
    files = dict(sorted(_files(str(room))))
    marks = (f"{f} {s.st_size} {s.st_mtime_ns} {s.st_ctime_ns}" for f, s in files.items())
    return cached("room", marks, lambda: _content(room, sorted(map(Path, files))), but=2)


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files in and under a folder, but what Python compiled; hundreds, so no `Path` of each."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path) if entry.name != "__pycache__" else ()
            elif S_ISREG((told := entry.stat()).st_mode):
                yield entry.path, told


def _content(room: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(room)} {len(content)}\n".encode() + content)
    return digest.hexdigest()
