"""The day that is shown where none is chosen: what the base holds in, the newest day judged out.

One reader waits until what just came in is judged. Whoever comes meanwhile is shown at once what
was shown before, as of which batch it is, and that a newer one is being read.
"""

from __future__ import annotations

import asyncio
from asyncio import Future, get_running_loop
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from engine.site.desk import Desk


class Reads(Protocol):
    """What reads the newest day anew."""

    def newest(self) -> str:
        """What is to be read now: another run, or where none is recorded another batch."""

    def read_anew(self) -> Desk:
        """The desk of it, judged."""

    def claims(self, desk: Desk) -> Iterator[str]:
        """The claims that are proved on it."""

    def is_proved(self, desk: Desk, claim: str) -> bool:
        """Whether one of them is, or there is none of that name."""

    def prove(self, desk: Desk, claim: str) -> None:
        """Prove one of them, for all readers."""


@dataclass(frozen=True)
class Shown:
    """A judged day, and whether a newer one is being judged or proved."""

    desk: Desk
    behind: bool = False

    @property
    def key(self) -> object:
        """Another one is another page."""
        stored = self.desk.stored
        return (stored.id if stored else self.desk.question), self.behind


class Newest:
    """Keeps the newest day judged and its claims proved.

    alone  a thread of its own for what is worked out for all readers
    """

    def __init__(self, reads: Reads, alone: Executor) -> None:
        self._reads, self._alone = reads, alone
        self._of = ""
        self._shown: Desk | None = None
        self._whole: Desk | None = None  # the last one whose claims were all proved
        self._waiting: Future[None] | None = None  # of the one reader who waits

    @property
    def at_hand(self) -> Shown | None:
        """What was judged last; whoever shows only what is recorded needs no newer one."""
        return Shown(self._shown) if self._shown else None

    async def shown(self, claim: str = "") -> Shown:
        """The newest day, or an earlier one where somebody else waits for the newest already.

        claim   that is to be proved on it
        raises  what judging it raises
        """
        newest = self._reads.newest()
        while not self._ready(newest, claim):
            if self._waiting is None:
                judged = newest == self._of and self._shown is not None
                work = self._prove if judged else self._anew
                self._waiting = asyncio.ensure_future(work(newest, claim))
                self._waiting.add_done_callback(self._waited)
            elif self._whole:
                return Shown(self._whole, newest != self._of or self._whole is not self._shown)
            else:
                judged = False
            await asyncio.shield(self._waiting)
            claim = "" if judged else claim  # tried once: what is left is made with the page
        assert self._shown
        return Shown(self._shown)

    def _ready(self, newest: str, claim: str) -> bool:
        if self._shown is None or newest != self._of:
            return False
        return not claim or self._reads.is_proved(self._shown, claim)

    def _waited(self, waited: Future[None]) -> None:
        self._waiting = None
        if not waited.cancelled():
            waited.exception()  # it is told by who waited

    async def _anew(self, newest: str, _: str) -> None:
        desk = await get_running_loop().run_in_executor(self._alone, self._reads.read_anew)
        self._of, self._shown = newest, desk
        self._prove_all(desk)

    async def _prove(self, _: str, claim: str) -> None:
        if (desk := self._shown) is not None:
            run = get_running_loop().run_in_executor
            await run(self._alone, self._reads.prove, desk, claim)

    def _prove_all(self, desk: Desk) -> None:
        """Prove every claim, one after another, so that what a reader asks for comes in between."""
        waiting = self._reads.claims(desk)

        def one_more() -> None:
            claim = next(waiting, None)
            if self._shown is not desk:
                return
            if claim is None:
                self._whole = desk
                return
            with suppress(Exception):  # who asks for that claim is told
                self._reads.prove(desk, claim)
            self._alone.submit(one_more)

        self._alone.submit(one_more)
