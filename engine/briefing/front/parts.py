"""The parts of the front page, as the templates see them: marked texts in rows and sentences."""

from __future__ import annotations

from dataclasses import dataclass

from engine.briefing.marker import CitedSentence


@dataclass(frozen=True)
class FrontRow:
    """A row of the table.

    day, week  how it changed over one day and over seven; "" where that is not known
    place      where it stands among its own past
    spark      three months as blocks, a week each
    path       the same day by day, oldest first; None where there is no fact
    """

    label: str
    now: str
    day: str
    week: str
    place: str
    spark: str
    path: tuple[float | None, ...]
    cite: str


@dataclass(frozen=True)
class Level:
    """A price that matters, and how far it is from today's."""

    label: str
    price: str
    away: str
    cite: str


@dataclass(frozen=True)
class Turning:
    """The change of a fact that would turn what is said: towards it, or against it."""

    way: str
    text: str
    cite: str


@dataclass(frozen=True)
class FrontPage:
    """One screen.

    left_out  rows of the table without a value
    stops     sentences on where it stops; levels the next prices under and over today's
    since     what turned since `since_day`: that of the last briefing, else the day before
    missing   what would decide most, and how much cannot be judged
    """

    headline: tuple[CitedSentence, ...]
    rows: tuple[FrontRow, ...]
    left_out: str
    why: tuple[CitedSentence, ...]
    stops: tuple[str, ...]
    levels: tuple[Level, ...]
    since_day: str
    since: tuple[str, ...]
    turnings: tuple[Turning, ...]
    missing: str
