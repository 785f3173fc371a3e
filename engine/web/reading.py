"""What a server reads: a base and a rule book in, desks over them out, and what is worked out once.

Every thread reads through a connection of its own; judged runs and proofs are kept for all.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import takewhile

from engine.pages.errors import UnknownName
from engine.site.claims import is_proved, proved
from engine.site.desk import Desk, desk_of
from engine.site.kept import Kept
from kb.store import KnowledgeBase

_HEADS = """SELECT (SELECT ifnull(max(n), 0) FROM run),
    (SELECT ifnull(max(n), 0) FROM history) + (SELECT ifnull(max(n), 0) FROM rendering),
    (SELECT ifnull(max(id), 0) FROM batch)"""


class Reading:
    """One base.

    opened  opens it to read; each thread calls it once
    ended   whether nothing is to be worked out for later any more
    """

    def __init__(self, opened: Callable[[], KnowledgeBase], kept: Kept, asset: str) -> None:
        self.opened, self.kept, self.asset = opened, kept, asset
        self.ended = False
        self._own = threading.local()
        self._seen: tuple[int, tuple[int, int, int]] = (-1, (0, 0, 0))

    def base(self) -> KnowledgeBase:
        """The base of this thread."""
        if not hasattr(self._own, "base"):
            self._own.base = self.opened()
        base: KnowledgeBase = self._own.base
        return base

    def desk(self, as_of: int | None = None, known_at: int | None = None) -> Desk:
        """The desk of a day and a moment, by default the newest day recorded."""
        return desk_of(self.base(), self.kept, self.asset, as_of, known_at)

    def over(self, desk: Desk) -> Desk:
        """The same desk for this thread."""
        return desk.over(self.base())

    def heads(self) -> tuple[int, int, int]:
        """How many runs, histories with documents, and batches, asked again once somebody wrote.

        One thread alone asks.
        """
        connection = self.base().connection
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if self._seen[0] != version:
            self._seen = version, tuple(connection.execute(_HEADS).fetchone())
        return self._seen[1]

    def newest(self) -> str:
        """What is shown where no day is chosen: another name is another day or another run."""
        runs, _, batches = self.heads()
        listed = self.kept.listed(self.base(), self.base().asset(self.asset)).runs if runs else ()
        return listed[-1].id if listed else f"batch {batches}"

    def read_anew(self) -> Desk:
        """The desk of it, judged."""
        desk = replace(self.desk(), many=True)
        _ = desk.run
        return desk

    def claims(self, desk: Desk) -> Iterator[str]:
        """The claims that are proved there."""
        return (page.claim for page in desk.book.pages)

    def prove(self, desk: Desk, claim: str) -> None:
        """Have a claim proved, if there is one of that name."""
        with suppress(UnknownName):
            proved(desk, desk.book.page(claim))

    def is_proved(self, desk: Desk, claim: str) -> bool:
        """Whether it is, or there is none."""
        own = self.over(desk)
        return claim not in desk.book.by_claim or is_proved(own, claim)

    def warm(self) -> None:
        """Read the lines of all recorded runs, which the first strip would wait for."""
        desk = self.desk()
        with self.kept.remembering(desk.kb, desk.asset):
            for stored in takewhile(lambda _: not self.ended, desk.runs):
                desk.line(stored)
        gc.freeze()  # what is kept for good is not gone through again while readers wait
