"""Which code gave an answer: the version with a digest of everything that decides what is said.

Code, grammar, catalogue and templates are in it; the pages under rules/ are not, since a rule book
has a hash of its own, nor are the built-in facts, since facts have theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from engine import VERSION

ENDINGS = (".py", ".lark", ".yaml", ".j2")
APART = ("rules", "templates", "packs", "__pycache__")


@cache
def engine_version() -> str:
    """The version and twelve digits of the digest, as a run id and the ledger hold it."""
    return f"{VERSION}+{fingerprint()[:12]}"


@cache
def fingerprint() -> str:
    """sha256 over the names and contents of all files that decide what is said."""
    digest = hashlib.sha256()
    for package in ("engine", "engine.templates", "kb"):
        for name, content in _files(files(package), package):
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(ENDINGS):
            yield f"{prefix}/{entry.name}", entry.read_bytes()
        elif entry.is_dir() and entry.name not in APART:
            yield from _files(entry, f"{prefix}/{entry.name}")
