"""Reading a world that differs from a run in a few series, with as little read again as can be.

In: a world and a page. Out: the readings of every request whose series differ. Where one fact has
another value, most readings are as they were, and are taken over.
"""

from __future__ import annotations

from dataclasses import replace

from engine.judge.run import Run
from engine.measures.choose import read
from engine.measures.kinds import ON_ITS_DAY
from engine.measures.provider import provided_together, read_together, remembering
from engine.measures.reading import Reading
from engine.measures.request import SPLICED, Request
from engine.pages.page import Page
from kb.catalog import Catalog
from kb.frozen import dataclass
from kb.panel import Panel

DAY = 0

# Which facts these measures use depends on dates alone: another value of a fact they do not use
# changes nothing.
BY_DATE = frozenset({"latest", "lag", "change", "sum", "mean", "ahead", "seen", "path"})
EXTREMES = {"peak": 1, "trough": -1}


@dataclass(frozen=True)
class World:
    """A panel, the series in which it differs from that of the run, and how.

    fact, value  the one fact that has another value, None where more is different than that
    source       who says that fact
    """

    panel: Panel
    differs: frozenset[str]
    fact: int | None = None
    value: float = 0.0
    source: str = ""


class Today:
    """What requests read in the run itself, from any source or from one."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._read = remembering(read)
        self._groups: dict[str, list[tuple[frozenset[str], list[Request]]]] = {}

    def groups(self, page: Page) -> list[tuple[frozenset[str], list[Request]]]:
        """The requests of a page that one source answers, with the series they read."""
        if page.claim not in self._groups:
            groups = provided_together(fact.request for fact in page.facts).values()
            self._groups[page.claim] = [
                (frozenset(name for request in group for name in request.reads), group)
                for group in groups
            ]
        return self._groups[page.claim]

    def __call__(self, request: Request, only: str | None) -> Reading:
        """The reading of a request."""
        return self._read(self.run.evaluation.panel, self.run.catalog, request, DAY, only)


class WorldReader:
    """Reads each request of a world once, however many pages ask."""

    def __init__(self, today: Today, world: World) -> None:
        self.world = world
        self._today = today
        self._read = remembering(self._reading)

    def page(self, page: Page) -> dict[Request, Reading]:
        """What a whole page reads of the series that differ."""
        again: dict[Request, Reading] = {}
        for series, requests in self._today.groups(page):
            if not self.world.differs.isdisjoint(series):
                catalog = self._today.run.catalog
                again |= read_together(self.world.panel, catalog, requests, DAY, self._read)
        return again

    def _reading(
        self, panel: Panel, catalog: Catalog, request: Request, row: int, only: str | None
    ) -> Reading:
        return self._as_today(request, only) or read(panel, catalog, request, row, only)

    def _as_today(self, request: Request, only: str | None) -> Reading | None:
        """Today's reading, where one moved fact leaves it as it is or is all there is to it."""
        own = self.world.differs.isdisjoint(request.inputs)
        if self.world.fact is None or only == SPLICED or not own:
            return None
        if request.measure in ON_ITS_DAY:
            return self._on_its_day(request, only)
        if only not in (None, self.world.source):
            return self._today(request, only)
        if request.measure not in (*BY_DATE, *EXTREMES):
            return None
        today = self._today(request, only)
        there = self.world.fact in today.facts
        if request.measure in EXTREMES:
            return today if self._lies_within(request, today) and not there else None
        if not there:
            return today
        alone = request.measure == "latest" and today.between is None
        return replace(today, value=self.world.value) if alone else None

    def _on_its_day(self, request: Request, only: str | None) -> Reading | None:
        """The same for a value on the day of another series, where only one of the two differs."""
        other, *window = request.arguments
        today = self._today(request, only)
        if request.series in self.world.differs:  # what else its source said bounds the reading
            elsewhere = today.source != self.world.source and self.world.fact not in today.facts
            return today if elsewhere and other not in self.world.differs else None
        asked = Request(str(other), ON_ITS_DAY[request.measure], tuple(window))
        if asked.measure == "latest":
            return today
        there = self._as_today(asked, only)
        return today if there is not None and there.as_of is not None else None

    def _lies_within(self, request: Request, today: Reading) -> bool:
        """Whether the moved fact does not go past an extreme."""
        if today.value is None:
            return False
        return (self.world.value - today.value) * EXTREMES[request.measure] <= 0
