"""What a watcher remembers between runs: what a run shows in, what is told of it, once, out.

A finding that turned and soon turns back is told only when that lasts; a level is broken only well
beyond it; a trouble that is gone for a day and back is the same trouble.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

from engine.words.styles import style_of

if TYPE_CHECKING:
    from engine.daily.observed import Level, Observed, Trouble

QUIET = 5
"""Days after a turn within which the next of the same finding must last to be told."""
LASTS = 2
"""Runs in a row that make it last."""
BAND = 0.005
"""How far beyond a level the price must be, as a share of it."""
GONE = 3
"""Runs in a row without a trouble after which it counts as a new one."""


class Told(BaseModel):
    """A finding: what was told of it last, on which day, and for how many runs it is otherwise."""

    status: str
    day: int
    otherwise: int = 0


class Memory(BaseModel):
    """What is remembered of one asset.

    troubles  by their key, for how many runs each has been gone
    """

    run: str = ""
    findings: dict[str, Told] = {}
    levels: dict[str, str] = {}
    troubles: dict[str, int] = {}

    def news(self, seen: Observed, day: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """What a run shows that was not told yet, each as kind, text and what it is about."""
        for claim, status in seen.findings.items():
            if self._turned(claim, status, day):
                title = seen.run.book.page(claim).title
                yield "turned", f"“{title}” {status} now", (claim,)
        for level in seen.levels:
            if side := self._broken(level):
                style = style_of("price", seen.run.asset.money)
                text = f"the price is {side} {level.label}: {style(level.price)}, {style(level.at)}"
                yield "level", text, (level.quantity,)
        for key, trouble in self._arisen(seen):
            self.troubles[key] = 0
            yield trouble.kind, trouble.text, trouble.about

    def _turned(self, claim: str, status: str, day: int) -> bool:
        """Whether a finding is to be told as turned."""
        told = self.findings.setdefault(claim, Told(status=status, day=day - QUIET - 1))
        if told.status == status:
            told.otherwise = 0
            return False
        told.otherwise += 1
        if day - told.day <= QUIET and told.otherwise < LASTS:
            return False
        self.findings[claim] = Told(status=status, day=day)
        return True

    def _broken(self, level: Level) -> str:
        """The side of a level on which the price is now, where it was on the other; else ""."""
        off = level.price / level.at - 1.0 if level.at else 0.0
        side = "over" if off > BAND else "under" if off < -BAND else ""
        before = self.levels.get(level.label, "")
        if side:
            self.levels[level.label] = side
        return side if side and before and side != before else ""

    def _arisen(self, seen: Observed) -> list[tuple[str, Trouble]]:
        """The troubles that are not known; those known and gone long enough are forgotten."""
        for key in list(self.troubles):
            self.troubles[key] = 0 if key in seen.troubles else self.troubles[key] + 1
            if self.troubles[key] >= GONE:
                del self.troubles[key]
        return [pair for pair in seen.troubles.items() if pair[0] not in self.troubles]
