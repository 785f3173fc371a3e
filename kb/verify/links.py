"""Following a chain of hashes: each row must continue the last one and say what it hashes."""

from __future__ import annotations

from collections.abc import Iterator

from kb.chain import GENESIS, link
from kb.verify.problem import Problem, same


class Chain:
    """The chain of a table, followed from its beginning."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._last: object = GENESIS

    def follow(
        self, row: str, previous: object, stored: object, *said: object
    ) -> Iterator[Problem]:
        """What is wrong with the next row, if anything; the row after it must continue this one."""
        if previous != self._last:
            yield Problem(self._table, row, "does not follow the one before it in the chain")
        elif not same(stored, link, self._table, previous, *said):
            yield Problem(self._table, row, "its link is not that of what it says")
        self._last = stored
