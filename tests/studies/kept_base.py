"""A base that takes seconds to fill: how it is filled in, a copy in memory out, for all workers.

Its bytes stay in the user's cache under the hash of what it comes from: the room kb, the studies
and the shared files.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from kb.cache import cached_bytes
from kb.connection import of_image
from kb.packs import example
from kb.store import KnowledgeBase

STUDIES = Path(__file__).parent


def kept_base(kind: str, fill: Callable[[KnowledgeBase], None], files: Path) -> KnowledgeBase:
    """A new base in memory as `fill` fills it.

    kind   the name of the base, another one for each way of filling it
    files  the folder of what else it comes from
    """
    opened = of_image(_image(kind, fill, files))
    return KnowledgeBase(opened, "the base in memory")


def _image(kind: str, fill: Callable[[KnowledgeBase], None], files: Path) -> bytes:
    def image() -> bytes:
        with KnowledgeBase.in_memory() as kb:
            fill(kb)
            return kb.connection.serialize()

    digest = hashlib.sha256(example._room().encode())
    for file in sorted((*STUDIES.glob("*.py"), *files.glob("*.csv"))):
        digest.update(f"{file.name} ".encode() + file.read_bytes())
    return cached_bytes(kind, (digest.hexdigest(), sqlite3.sqlite_version), image)
