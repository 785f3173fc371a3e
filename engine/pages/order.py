"""rules/briefing.yaml: the order of the chapters, what each section of the briefing draws on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from engine.measures.request import Request
from kb.frozen import dataclass

Places = dict[tuple[str, ...], int]
"""The line of a file on which something stands, by what it is."""
ORDER = "briefing.yaml"
SHARE = "pct"
"""The style of a part of the fall."""
SHARE_OF = "share"
"""How a change is told that is a share of what was before."""


@dataclass(frozen=True)
class Row:
    """One row of a table of the briefing: a label and the quantities it shows, in one style.

    lacks  what there is none of in a scenario without a value
    """

    label: str
    quantities: tuple[tuple[str, str], ...]
    style: str
    lacks: str = "no value"


@dataclass(frozen=True)
class Gauge:
    """A row of the front page's table: something measured, and how it and its change are told.

    change   how a change is told: `share` of what it was, or in a style of its own (pp, bp, usd);
             "" where it is told of nothing
    against  the series whose value of the day before a change is counted from; its own where ""
    fallen   whether its place is how far it is under its high of the year
    """

    label: str
    request: Request
    style: str
    change: str = ""
    against: str = ""
    fallen: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """Every series it reads."""
        return (*self.request.reads, self.against) if self.against else self.request.reads


@dataclass(frozen=True)
class Front:
    """The front page: the rows of its table, and the claims that may say why, strongest first.

    against  claims of which it is worth saying that they fail: what it was not
    """

    gauges: tuple[Gauge, ...] = ()
    drivers: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @property
    def spoken(self) -> frozenset[str]:
        """The claims that may speak on it."""
        return frozenset((*self.drivers, *self.against))


@dataclass(frozen=True)
class Chapter:
    """A chapter folder under rules/, its title in the briefing and its claims in reading order."""

    name: str
    title: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Thesis:
    """A document as one side of the comparison of theses.

    paragraphs  the letter its paragraphs are cited by
    share       the quantity that says what part of the fall it can account for, as claim and name
    reading     in words, what that part counts
    ceiling     a quantity that still says something where the share is unknown, and in words what
    """

    name: str
    paragraphs: str
    share: tuple[str, str]
    reading: str
    ceiling: tuple[str, str] | None = None
    ceiling_reading: str = ""

    @property
    def quantities(self) -> tuple[tuple[str, str], ...]:
        """The share and, where there is one, the ceiling."""
        return (self.share,) if self.ceiling is None else (self.share, self.ceiling)


@dataclass(frozen=True)
class Order:
    """Chapters that tell why it falls and where it stops, the headlines to try, and the tables.

    causes  the parts of the fall, by the name of the channel in the contract
    theses  the documents that are scored side by side
    front   the one screen a desk reads
    places  the line of the file on which a chapter, a claim of it, a headline or a row stands
    """

    why: tuple[Chapter, ...]
    where: tuple[Chapter, ...]
    headline: tuple[str, ...]
    conditions: tuple[str, ...]
    answer: tuple[Row, ...]
    anchors: tuple[Row, ...]
    fan: tuple[Row, ...]
    causes: tuple[Row, ...] = ()
    theses: tuple[Thesis, ...] = ()
    front: Front = Front()
    places: Mapping[tuple[str, ...], int] = field(default_factory=dict, compare=False)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of all tables."""
        shares = tuple(Row(thesis.name, thesis.quantities, SHARE) for thesis in self.theses)
        return (*self.answer, *self.anchors, *self.fan, *self.causes, *shares)

    @property
    def chapters(self) -> tuple[str, ...]:
        """All chapters in the order of the briefing."""
        return tuple(chapter.name for chapter in (*self.why, *self.where))

    @property
    def titles(self) -> dict[str, str]:
        """The titles of the chapters, in the order of the briefing."""
        return {chapter.name: chapter.title for chapter in (*self.why, *self.where)}

    def place(self, chapter: str) -> int:
        """Where a chapter stands; those not named come last."""
        return self.chapters.index(chapter) if chapter in self.chapters else len(self.chapters)
