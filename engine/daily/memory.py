"""What a watcher remembers between runs: what a run shows in, what is told of it, once, out.

A finding that turned and soon turns back is told only when that lasts; a level is broken only well
beyond it; a trouble that is gone for a day and back is the same trouble.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from engine.words.filters import style_of

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
SENTENCES = 3


class Told(BaseModel):
    """A finding: what was told of it last, on which day, and for how many runs it is otherwise."""

    status: str
    day: int
    otherwise: int = 0


class Event(BaseModel):
    """Something that is told once.

    event      turned, level, stale, near, disagree or suspect
    run        the run that shows it
    sentences  of that run, that speak of it; said is the first of them
    """

    event: str
    asset: str
    day: str
    text: str
    run: str
    sentences: list[str] = []
    said: str = ""


class Memory(BaseModel):
    """What is remembered of one asset.

    troubles  by their key, for how many runs each has been gone
    """

    run: str = ""
    findings: dict[str, Told] = {}
    levels: dict[str, str] = {}
    troubles: dict[str, int] = {}

    def news(self, seen: Observed, day: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """What a run shows that was not told yet, each as kind, text and claims; remembers it."""
        for claim, status in seen.findings.items():
            if self._turned(claim, status, day):
                title = seen.run.book.page(claim).title
                yield "turned", f"“{title}” {status} now", (claim,)
        for level in seen.levels:
            if side := self._broken(level):
                style = style_of("price", seen.run.asset.money)
                text = f"the price is {side} {level.label}: {style(level.price)}, {style(level.at)}"
                yield "level", text, (level.claim,)
        for key, trouble in self._arisen(seen):
            self.troubles[key] = 0
            yield trouble.kind, trouble.text, trouble.claims

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


@dataclass(frozen=True)
class Place:
    """What events are of: an asset, a day, a run, and by claim the sentences of that by number.

    headline  the claim whose sentences are cited where nothing else speaks of an event
    """

    asset: str
    day: str
    run: str
    sentences: Mapping[str, Mapping[str, str]]
    headline: str = ""

    def event(self, kind: str, text: str, claims: Iterable[str]) -> Event:
        """An event with the sentences of the run that speak of it."""
        speaking = [claim for claim in claims if claim in self.sentences] or [self.headline]
        spoken = (self.sentences.get(claim, {}) for claim in speaking)
        found = [pair for told in spoken for pair in told.items()][:SENTENCES]
        return Event(
            event=kind, asset=self.asset, day=self.day, text=text, run=self.run,
            sentences=[number for number, _ in found], said=found[0][1] if found else "",
        )  # fmt: skip
