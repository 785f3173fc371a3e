"""A base in use by a program: handed out while it is open, its errors said in Python's terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from threading import get_ident
from typing import ParamSpec, TypeVar

from kb.errors import StoreError
from kb.store import KnowledgeBase

P = ParamSpec("P")
T = TypeVar("T")

IN_PYTHON = {
    "correct the file, or pass --keep-good to add the other rows": "correct them and add again",
    "make it with `downdraft init`, or pass --db": "make it with Base.create, or open another",
    "pass another --db or run `downdraft init`": "open another, or make one with Base.create",
    "remove it and make it anew with `downdraft init`": "remove it and use Base.create",
    "use it, or name another file with --db": "open it with Base.open, or name another file",
    "or name another --db": "or name another",
    "pass another --db": "open another",
    "open it once: `downdraft facts`": "open it once where it can be written",
    "be written: `downdraft facts`": "be written: Base.open",
    "pass --asset, or add facts with `downdraft add FILE`": "pass asset=, or add facts to the base",
    "add facts with `downdraft add FILE`": "add facts with base.add",
    "or try `downdraft brief --example`": "or try Base.example()",
    "pass --source": "pass source=",
    "with --new-source": "on the command line with --new-source",
    'add it with --accept "why"': 'pass accept="why"',
    "write --from ": "begin on ",
    "see `downdraft rules list`": "base.claims lists them",
}
"""What the rooms below advise a shell to do, and what a program does instead."""


class Opened:
    """A base while it is open, for the thread that opened it."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._thread = get_ident()
        self._closed = False

    @property
    def base(self) -> KnowledgeBase:
        """The base; StoreError where it was closed, or is asked for by another thread."""
        if self._closed:
            raise StoreError(f"{self.name} is closed; open it again, and keep it open for proofs")
        if get_ident() != self._thread:
            raise StoreError(f"{self.name} was opened by another thread; open one in each thread")
        return self._base

    @property
    def name(self) -> str:
        """The path of the base, or what it is where it has none."""
        return self._base.name

    def close(self) -> None:
        """Close the base, once."""
        if not self._closed:
            self.base.close()
            self._closed = True


def for_python(method: Callable[P, T]) -> Callable[P, T]:
    """A method whose errors advise what a program can do, and not what a shell can."""

    @wraps(method)
    def told(*given: P.args, **named: P.kwargs) -> T:
        with in_python():
            return method(*given, **named)

    return told


@contextmanager
def in_python() -> Iterator[None]:
    """Say the errors of the block in Python's terms; they stay the errors they are."""
    try:
        yield
    except Exception as error:
        error.args = tuple(
            said_in(IN_PYTHON, arg) if isinstance(arg, str) else arg for arg in error.args
        )
        raise


def said_in(words: Mapping[str, str], text: str) -> str:
    """A text with the words of one door for those of another, in their order."""
    for there, here in words.items():
        text = text.replace(there, here)
    return text
