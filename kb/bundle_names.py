"""Names of the files of a bundle: names in, refused where some system could not write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from kb.errors import StoreError

DEEPEST = 8
_PART = re.compile(r"[\w][\w .+-]{0,99}(?<![ .])")
_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])( *\..*)?", re.IGNORECASE)
LONGEST_NAME = 255
"""Bytes of the name of a file or a folder, which is what file systems take."""


def is_plain(part: str) -> bool:
    """Whether a name is of letters, digits, spaces and -._+ alone."""
    return _PART.fullmatch(part) is not None


def check_names(names: Iterable[str]) -> None:
    """Refuse, as a StoreError, what cannot be written as plain files under a folder, anywhere."""
    names = list(names)
    met: dict[str, str] = {}
    for name in names:
        _check_parts(name)
        twin = met.setdefault(_folded(name), name)
        if twin != name:
            raise StoreError(f"{name!r} and {twin!r} are one file on some systems; rename one")
    for name in names:
        for place in (place for place, sign in enumerate(name) if sign == "/"):
            if file := met.get(_folded(name[:place])):
                raise StoreError(f"{file!r} is a file, and {name!r} lies in it; rename one")


def _check_parts(name: str) -> None:
    parts = name.split("/")
    if len(parts) > DEEPEST or not all(map(_PART.fullmatch, parts)):
        raise StoreError(f"{name!r} is no name for a file of a bundle; use letters, digits, -._")
    for part in parts:
        if len(part.encode()) > LONGEST_NAME:
            raise StoreError(f"{part!r} has more than {LONGEST_NAME} bytes; rename it")
        if _DEVICE.fullmatch(part):
            raise StoreError(f"{name!r}: {part} is the name of a device on Windows; rename it")


def _folded(name: str) -> str:
    """A name as systems see it that tell neither A from a nor é from e and an accent."""
    return unicodedata.normalize("NFC", name).casefold()
