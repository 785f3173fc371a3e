"""Damage as an error: which row is not as it was written in, the sentence that names it out."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager

from kb.errors import AlteredError

WHAT_TO_DO = "nothing is said that could rest on it; `downdraft verify` names every such row"
_UNREADABLE = (OverflowError, TypeError, UnicodeError, ValueError, struct.error)


def damaged(what: str) -> AlteredError:
    """The error that says which row is not as it was written."""
    return AlteredError(f"{what}; {WHAT_TO_DO}")


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Turn what Python says of values that nobody can have written into the error of damage."""
    try:
        yield
    except _UNREADABLE as error:
        raise damaged(f"{what} holds what was never written there ({error})") from error
