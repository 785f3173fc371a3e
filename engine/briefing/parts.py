"""The parts of a briefing, as the templates see them: marked texts in rows and paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from engine.briefing.marker import CitedSentence, ExhibitRow, Marker, TableRow
from engine.counterfactual.nearest import NearestFlips
from engine.judge.run import Run
from engine.words.sentences import Sentence
from kb.frozen import dataclass

if TYPE_CHECKING:
    from engine.briefing.front.parts import FrontPage
    from engine.briefing.stale import Stale
    from engine.briefing.theses.compare import Comparison
    from engine.briefing.year import Year
    from engine.contract.briefing import ChangedOut
    from engine.forecast.statement import Statement


@dataclass(frozen=True)
class ChapterPart:
    """A chapter with a paragraph for each claim that has something to say."""

    title: str
    paragraphs: tuple[tuple[CitedSentence, ...], ...]


@dataclass(frozen=True)
class ConditionPart:
    """A condition for a floor: its finding, and its sentences or, where unknown, what it lacks."""

    title: str
    status: str
    lacks: str
    cite: str
    sentences: tuple[CitedSentence, ...]


@dataclass(frozen=True)
class ForecastPart:
    """The forecast of the lowest close with its record, or why there is none.

    rows     horizon, price with one chance in ten, even, nine in ten, chance that the low is in
    levels   anchor, chance of a close under it in each horizon
    traded   the same of trading under it, by how far lows went under closes; none without lows
    low      the low of this fall so far, with its price and day
    ways     horizon; on the way to its median low: fuel, what a thinned book bids within minutes,
             what a day absorbs
    missing  why there is none; "" where there is one
    """

    statement: Statement | None
    name: str
    rows: tuple[TableRow, ...]
    levels: tuple[TableRow, ...]
    traded: tuple[TableRow, ...]
    low: str
    ways: tuple[TableRow, ...]
    record: tuple[str, ...]
    missing: str


@dataclass(frozen=True)
class CauseRow:
    """A channel's share of the fall and, where its ceiling is known, in words what that is."""

    channel: str
    share: str
    at_most: str
    cite: str


@dataclass(frozen=True)
class CausesPart:
    """The fall split over its channels, or, in `lacks`, a clause on why it is not."""

    rows: tuple[CauseRow, ...]
    lacks: str


@dataclass(frozen=True)
class Verdicts:
    """Stated numbers beside measured ones; a number stated or measured twice stands once.

    adds_up  nobody measured it, but other numbers of the same document come to it

    Rows of what it is, said, measured, by how much it is off (disputed) and by whom, or why not.

    dated  on which days it was measured, where that is not the day of the briefing; "" where it is
    """

    disputed: tuple[TableRow, ...]
    agrees: tuple[TableRow, ...]
    adds_up: tuple[TableRow, ...]
    unchecked: tuple[TableRow, ...]
    dated: str


@dataclass(frozen=True)
class Theses:
    """Two theses side by side.

    rows    for each that is scored: its name, claims that are confirmed, those of them that are as
            stated, contradicted, on its own word, that cannot be judged, that are stated, opinions,
            its share of the fall
    notes   sentences: who is not scored, the shares, the warning, what would tell them apart
    shared  facts under several confirmed claims, each with its thesis, their number and the claims
    """

    title: str
    comparison: Comparison
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    shared: tuple[TableRow, ...]


@dataclass(frozen=True)
class Opening:
    """What a briefing begins with: its front page, and what that is made of."""

    run: Run
    marker: Marker
    nearest: NearestFlips
    forecast: ForecastPart
    front: FrontPage | None
    stamp: dict[str, str]


@dataclass(frozen=True)
class Briefing:
    """The parts of a briefing in the order they are read; from `details` on, its annex.

    stale  series that feeds no longer bring, since when and why; `old` the same for programs
    asked  the last request of a feed that it speaks of; 0 where it speaks of none
    year   works out the findings of the year, on the base it was composed from, while that is open
    """

    run: Run
    marker: Marker
    nearest: NearestFlips
    sentences: tuple[Sentence, ...]
    stamp: dict[str, str]
    unwritten: str
    front: FrontPage | None
    headline: tuple[CitedSentence, ...]
    changed: tuple[str, ...]
    answer: tuple[TableRow, ...]
    why: tuple[ChapterPart, ...]
    fails_with_premise: tuple[TableRow, ...]
    causes: CausesPart | None
    verdicts: Verdicts
    where: tuple[ChapterPart, ...]
    conditions: tuple[ConditionPart, ...]
    anchors: tuple[TableRow, ...]
    fan: tuple[TableRow, ...]
    forecast: ForecastPart
    assumed_share: str
    unjudged: tuple[TableRow, ...]
    details: tuple[ChapterPart, ...]
    said: tuple[TableRow, ...]
    gaps: tuple[TableRow, ...]
    opinions: tuple[ChapterPart, ...]
    unmeasured: tuple[TableRow, ...]
    stale: tuple[TableRow, ...]
    old: tuple[Stale, ...]
    flips: tuple[TableRow, ...]
    conflicts: tuple[TableRow, ...]
    assumptions: tuple[TableRow, ...]
    exhibits: Callable[[], tuple[ExhibitRow, ...]]
    year: Callable[[], Year]
    theses: Theses | None
    since: ChangedOut | None = None
    asked: int = 0

    @cached_property
    def evidence(self) -> tuple[ExhibitRow, ...]:
        """The facts it rests on, laid out where a document lists them."""
        return self.exhibits()

    @cached_property
    def credits(self) -> tuple[str, ...]:
        """What the sources of these facts ask to be printed beside them."""
        lines = self.run.catalog.credits(row.source for row in self.evidence)
        return tuple(map(self.marker.own, lines))
