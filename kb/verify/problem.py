"""What is wrong with a base: one row of one table, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kb.shown import by_code_point

FILE = "file"  # for what concerns no table of ours, but the file as a whole
SCHEMA = "schema"


class Problem(NamedTuple):
    """A row that is not as it was written; `row` is its key, or the place where it is missing."""

    table: str
    row: str
    what: str

    def __str__(self) -> str:
        where = f"{self.table} {self.row}" if self.row else self.table
        return by_code_point(f"{where}: {self.what}")


def named(n: object, name: object) -> str:
    """A run or a history by its number and the beginning of its id."""
    return f"{n} ({str(name)[:12]})"


def same(stored: object, compute: Callable[..., object], *given: object) -> bool:
    """Whether a stored value is the computed one; what cannot even be hashed is not."""
    try:
        return stored == compute(*given)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False
