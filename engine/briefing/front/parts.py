"""The parts of the front page, as the templates see them: marked texts in rows and sentences."""

from __future__ import annotations

from engine.briefing.marker import CitedSentence
from kb.frozen import dataclass


@dataclass(frozen=True)
class Number:
    """What a row shows, in canonical numbers.

    as_of, source  of what it shows; days since 1970-01-01, "" where it is computed
    day, week      how it changed, as a share or as a difference, which `changed_in` says; None
                   where that is not known
    """

    low: float
    mid: float
    high: float
    unit: str
    as_of: int | None
    source: str
    day: float | None
    week: float | None
    changed_in: str


@dataclass(frozen=True)
class FrontRow:
    """A row of the table.

    title      its label without a day
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
    title: str
    number: Number


@dataclass(frozen=True)
class Level:
    """A price that matters, and how far it is from today's; `at` and `off` the same unrounded."""

    label: str
    price: str
    away: str
    cite: str
    at: float
    off: float


@dataclass(frozen=True)
class Turning:
    """The change of a fact that would turn what is said: towards it, or against it."""

    way: str
    text: str
    cite: str


@dataclass(frozen=True)
class FrontPage:
    """One screen.

    title     what kind of day it is; "" where no headline speaks
    left_out  rows of the table without a value
    stops     sentences on where it stops; levels the next prices under and over today's
    since     what turned since `since_day`: that of the last briefing, else the day before
    missing   what would decide most, and how much cannot be judged
    stale     series that feeds no longer bring, since when and why
    """

    title: str
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
    stale: str
