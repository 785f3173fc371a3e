"""A copy of a base in use: an open base and a path in, a checked base at that path out.

SQLite copies page by page in one state of the base, whoever writes meanwhile, with what stands in
the log beside it. The copy is made beside its place, checked, and put there whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kb import connection
from kb.connection import open_to_verify
from kb.drafts import drafted
from kb.errors import StoreError, in_words
from kb.guarded import BASE, BESIDE, what_is_there
from kb.queries import Reader
from kb.store import KnowledgeBase
from kb.verify.head import head, head_problems


@dataclass(frozen=True)
class BackedUp:
    """How much a copy holds, and its head."""

    counts: Mapping[str, int]
    head: str


def back_up(kb: KnowledgeBase, path: Path, *, replace: bool = False) -> BackedUp:
    """Copy a base to `path`, where nothing stands; or an older copy of the same base, to replace.

    raises  StoreError where something else stands there or it cannot be written, AlteredError where
            the copy, and so the base, is not as it was written
    """
    _check_place(path)
    there = path.exists()
    if there and not replace:
        raise StoreError(in_the_way(kb, path))
    if there:
        _check_older(kb, path)
    with drafted(path, instead=there) as draft:
        with in_words(str(path)), connection.fresh(draft) as copy:
            kb.connection.backup(copy)
        return _checked(draft)


def _checked(draft: Path) -> BackedUp:
    """What a copy holds, after every fact of it was held against its checksum."""
    with KnowledgeBase.open(draft) as copy:
        Reader(copy.connection).check_all()
        runs = int(copy.rows("SELECT count(*) FROM run")[0][0])
        counts = {"batches": copy.last_batch(), "facts": copy.last_fact(), "runs": runs}
        return BackedUp(counts, head(copy.connection))


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent} is not a folder; make it first, or name another file")
    for ending in ("-wal", "-journal"):  # SQLite would read such a file into the copy
        beside = path.with_name(f"{path.name}{ending}")
        if beside.exists() and beside.stat().st_size:
            raise StoreError(
                f"{beside} is not empty, so somebody has {path.name} open or left it so; close it, "
                "or name another file"
            )


def in_the_way(kb: KnowledgeBase, path: Path) -> str:
    """That something stands at a path, and what to do about it."""
    if is_older(kb, path):
        return (
            f"{path} is an earlier backup of this base and is left as it is; pass --replace to put "
            "a new one in its place, or name another file"
        )
    return f"{path} is already there and is left as it is; name another file"


def is_older(kb: KnowledgeBase, path: Path) -> bool:
    """Whether an earlier backup of a base stands at a path; nothing there or beside it is touched.

    A base is read as its file stands, without a log beside it, so one in use is none.
    """
    if what_is_there(path, kb.name) != BASE:
        return False
    try:
        _check_place(path)
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with in_words(str(path)), closing(sqlite3.connect(address, uri=True)) as other:
            kept = head(other)
        return _begins(kb, kept)
    except StoreError:
        return False


def _check_older(kb: KnowledgeBase, path: Path) -> None:
    """That a base goes on from what stands at a path, so that nothing is lost with it."""
    if what_is_there(path) != BASE or not _goes_on_from(kb, path):
        raise StoreError(
            f"{path} is not an earlier backup of {kb.name} and is left as it is; name another file"
        )


def _goes_on_from(kb: KnowledgeBase, path: Path) -> bool:
    """Whether a base begins with all that another one holds, and that is something."""
    other = open_to_verify(path)
    try:
        with in_words(str(path)):
            kept = head(other)
    finally:
        other.close()
        for ending in BESIDE[1:]:  # empty, as looked at before; they are of the file that goes
            path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    return _begins(kb, kept)


def _begins(kb: KnowledgeBase, kept: str) -> bool:
    return not kept.startswith("0-") and not list(head_problems(kb.connection, kept))
