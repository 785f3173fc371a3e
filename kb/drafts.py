"""Files that are made beside their place and put there whole; what was left half made is removed.

A draft is named after its file and the process that makes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kb.errors import StoreError

ENDING = "draft"
BESIDE = ("", "-wal", "-shm", "-journal")
"""What stands beside a base while it is open."""


@contextmanager
def drafted(path: Path, *, instead: bool = False) -> Iterator[Path]:
    """A path beside `path` to make a new file at, which takes its place at the end of the block.

    Errors of a base about the draft are about the file that it becomes.

    instead  whether it takes the place of what stands there, as who may read and write that may it
    raises   FileExistsError where something has come to stand there meanwhile
    """
    tidy(path)
    draft = draft_of(path)
    try:
        yield draft
        if instead:
            draft.chmod(path.stat().st_mode & 0o7777)
            draft.replace(path)
        else:
            _put_in_place(draft, path)
    except StoreError as error:
        raise type(error)(str(error).replace(str(draft), str(path))) from error
    finally:
        remove(draft)


def draft_of(path: Path) -> Path:
    """The draft that this process makes of a file."""
    return path.with_name(f".{path.name}.{os.getpid()}.{ENDING}")


def tidy(path: Path) -> None:
    """Remove the drafts of a file whose processes are no more."""
    for left in path.parent.glob(f".{_plain(path.name)}.*.{ENDING}*"):
        maker = left.name.removeprefix(f".{path.name}.").partition(".")[0]
        if maker.isdigit() and not _alive(int(maker)):
            with suppress(OSError):
                left.unlink()


def remove(draft: Path) -> None:
    """Remove a draft and what a base leaves beside it."""
    for ending in BESIDE:
        with suppress(OSError):
            draft.with_name(f"{draft.name}{ending}").unlink()


def _plain(name: str) -> str:
    """A name in which no sign stands for others."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from None
        draft.replace(path)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        pass
    return True
