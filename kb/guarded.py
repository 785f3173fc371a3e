"""Files that no output may replace: a path in, and in words what would be lost by writing there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

SQLITE = b"SQLite format 3\0"
BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a base, by what follows the base's name."""

SETTINGS = (".yaml", ".yml", ".toml")
"""Endings of what people write and no command does: shared files of a rule base, catalogues."""

FACTS, BASE = "a table of facts", "a knowledge base"

_PAGE = re.compile(rb"---\r?\n(?:.*\r?\n)*?\"?(?:claim|headline)\"?[ \t]*:")
_FACTS = re.compile(rb"\s*(?=[^\n]*\bseries\b)(?=[^\n]*\bas_of\b)(?=[^\n]*\bvalue\b)", re.I)
_LOG = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""How the log that SQLite keeps beside a base begins."""
_HEAD = 1 << 16


def what_is_there(path: Path, base: str = "") -> str:
    """What writing to `path` would destroy, in words; "" where nothing of the kind is there.

    base  the knowledge base in use: its file, and what SQLite keeps beside it, are never written
    """
    if base and any(_same(path, file) for file in _files_of(base)):
        return "the knowledge base"
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ""
    if path.suffix.lower() in SETTINGS:
        return "a file of settings"
    return _kind(head.removeprefix(b"\xef\xbb\xbf"))


def _files_of(base: str) -> Iterator[Path]:
    """A base and what SQLite keeps beside it, beside the file itself where `base` is a link."""
    for ending in BESIDE:
        yield Path(base + ending)
        yield Path(f"{Path(base).resolve()}{ending}")


def inside(path: Path, folders: Iterable[Path]) -> bool:
    """Whether an existing file lies in one of these folders, links followed."""
    found = path.resolve()
    return found.is_file() and any(found.is_relative_to(folder.resolve()) for folder in folders)


def _kind(head: bytes) -> str:
    if head.startswith((SQLITE, *_LOG)):
        return BASE
    if _PAGE.match(head):
        return "a claim page"
    return FACTS if _FACTS.match(head) else ""


def _same(path: Path, other: Path) -> bool:
    try:
        return path.resolve() == other.resolve() or path.samefile(other)
    except OSError:
        return False
