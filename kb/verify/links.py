"""Following a chain of hashes: each row must continue the last one and say what it hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kb.chain import GENESIS
from kb.verify.problem import Problem, same


class Chain:
    """One chain, followed from its beginning; `link` is the function that makes its links."""

    def __init__(self, table: str, link: Callable[..., str]) -> None:
        self._table, self._link = table, link
        self._last: object = GENESIS

    def follow(
        self, row: str, previous: object, stored: object, *said: object
    ) -> Iterator[Problem]:
        """What is wrong with the next row, if anything; the row after it must continue this one."""
        if previous != self._last:
            yield Problem(self._table, row, "does not follow the one before it in the chain")
        elif not same(stored, self._link, previous, *said):
            yield Problem(self._table, row, "its link is not that of what it says")
        self._last = stored
