"""A plain file of a plain size: its path in, its bytes out, or one clause on what it is instead."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

LONGEST = 250_000
"""The most bytes of a text that people write: of our pages the longest has 14,000."""


class NotPlain(ValueError):
    """What cannot be read to its end, or has none; the message is a clause on why."""


def read_plain(file: Traversable) -> bytes:
    """All that a file holds; a pipe, a device and what is too long are refused unread."""
    try:
        if isinstance(file, Path):
            _refuse_odd(file)
        with file.open("rb") as stream:
            content: bytes = stream.read(LONGEST + 1)
    except OSError as error:
        raise NotPlain(
            f"this cannot be read: {error.strerror or error}; check its name and permissions"
        ) from None
    if len(content) > LONGEST:
        raise NotPlain(f"this has more than {LONGEST:,} bytes; split it, or take it out")
    return content


def _refuse_odd(file: Path) -> None:
    if "\0" in str(file):
        raise NotPlain("no file has a null character in its name")
    mode = file.stat().st_mode
    if stat.S_ISDIR(mode):
        raise NotPlain("this is a folder; name the file in it")
    if not stat.S_ISREG(mode):
        raise NotPlain("this is a pipe or a device; put a plain file here")
