"""Other worlds: the facts as they might be, many at once, and what a slice of the book makes of it.

In: a run, a slice and worlds, each a panel that differs from that of the run in a few series. Out:
the lines and findings of each world, a row a world. Only what reads a series that differs is read
again. Nothing is written down, and findings are reached by the reference evaluator alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.counterfactual.slice import Slice, series_of
from engine.evaluation.evaluate import PageReadings, PageValues, evaluate_readings
from engine.evaluation.values import Floats
from engine.inference.logic import BoolArray, Findings, Truths
from engine.inference.reference import evaluate
from engine.inference.run import Run
from engine.measures.choose import Request, read, window_series
from engine.measures.provider import read_together
from engine.measures.reading import Reading
from engine.pages.page import FactName, Page
from kb.catalog import Catalog
from kb.panel import Panel

DAY = 0
PLANES = {"margin": np.float64, "best": np.float64, "true": np.bool_, "false": np.bool_}


# Which facts these measures use depends on dates alone: another value of a fact they do not use
# changes nothing.
BY_DATE = frozenset(
    {"latest", "lag", "change", "sum", "mean", "ahead", "seen", "path", "at_latest"}
)
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


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What some worlds come to, a row a world, in the order given.

    worst, best   margins of every numeric line, shape (worlds, lines), NaN where unknown
    true, false   whether it is certainly so, same shape
    """

    lines: tuple[str, ...]
    worst: Floats
    best: Floats
    true: BoolArray
    false: BoolArray
    findings: Findings


class Worlds:
    """Evaluates other worlds of one run; what they have in common is read once."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._today: dict[_Asked, Reading] = {}
        self._parts: dict[tuple[int, frozenset[str]], tuple[Slice, Slice]] = {}
        self._lines: dict[int, tuple[Slice, Mapping[str, np.ndarray[Any, Any]]]] = {}

    def moved(self, series: str, fact: int, value: float) -> World:
        """The world in which one fact has another value."""
        panel, source, tracks = self.run.evaluation.panel, "", []
        for track in panel.sources(series):
            here = track.ids == fact
            if here.any():
                source = track.source
                track = replace(track, value=np.where(here, value, track.value))
            tracks.append(track)
        there = replace(panel, tracks={**panel.tracks, series: tuple(tracks)})
        return World(there, frozenset({series}), fact, value, source)

    def outcomes(self, part: Slice, worlds: Sequence[World]) -> Outcomes:
        """Evaluate a slice of the rule book in each of the worlds."""
        differs = frozenset[str]().union(*(world.differs for world in worlds))
        found = self._evaluate(self._touched(part, differs), worlds)
        planes = {name: self._plane(part, found, name, len(worlds)) for name in PLANES}
        names = tuple(line for _, line in part.comparisons)
        truths = Truths(names, planes["true"], planes["false"])
        return Outcomes(
            names, planes["margin"], planes["best"], truths.true, truths.false,
            evaluate(part.program, truths),
        )  # fmt: skip

    def _evaluate(self, part: Slice, worlds: Sequence[World]) -> Mapping[str, PageValues]:
        readers = [self.reader(world) for world in worlds]
        readings = {page.claim: self._readings(page, readers) for page in part.pages}
        assumed = self.run.evaluation.assumed
        axis = {name: values.values[DAY] for name, values in assumed.items()}
        return evaluate_readings(part.pages, axis, readings, len(worlds))

    def _touched(self, part: Slice, differs: frozenset[str]) -> Slice:
        key = (id(part), differs)
        if key not in self._parts:
            self._parts[key] = (part, part.touched(differs))
        return self._parts[key][1]

    def _plane(
        self, part: Slice, found: Mapping[str, PageValues], name: str, rows: int
    ) -> np.ndarray[Any, Any]:
        """One property of every line: what was evaluated, and as today what was not touched."""
        plane = np.tile(self._as_today(part)[name], (rows, 1))
        for column, (claim, line) in enumerate(part.comparisons):
            if claim in found and line in found[claim].lines:
                plane[:, column] = getattr(found[claim].lines[line], name)
        return plane

    def _as_today(self, part: Slice) -> Mapping[str, np.ndarray[Any, Any]]:
        """The lines of a slice as they are in the run."""
        if id(part) not in self._lines:
            pages = self.run.evaluation.pages
            today = [pages[claim].lines[line] for claim, line in part.comparisons]
            planes: Mapping[str, np.ndarray[Any, Any]] = {
                name: np.array([getattr(line, name)[DAY] for line in today], dtype=kind)
                for name, kind in PLANES.items()
            }
            self._lines[id(part)] = (part, planes)
        return self._lines[id(part)][1]

    def today(self, request: Request, only: str | None) -> Reading:
        """What a request reads in the run itself."""
        if (request, only) not in self._today:
            run = self.run
            self._today[request, only] = read(run.evaluation.panel, run.catalog, request, DAY, only)
        return self._today[request, only]

    def reader(self, world: World) -> WorldReader:
        """What reads a world."""
        return WorldReader(self, world)

    def _readings(self, page: Page, readers: Sequence[WorldReader]) -> PageReadings:
        """What a page reads in each world; as today where no series it reads differs."""
        kept = self.run.evaluation.readings[page.claim]
        whole = self.run.book.page(page.claim)
        again = [reader.page(whole) for reader in readers]
        return {
            fact.name: tuple(found.get(fact.request, kept[fact.name][DAY]) for found in again)
            for fact in page.facts
        }


def _groups(page: Page) -> list[tuple[frozenset[str], list[Request]]]:
    """The requests of a page that are answered by one source, with the series they read."""
    groups: dict[str, list[FactName]] = {}
    for fact in page.facts:
        groups.setdefault(window_series(fact.request), []).append(fact)
    return [
        (frozenset(s for f in facts for s in series_of(f)), [f.request for f in facts])
        for facts in groups.values()
    ]


_Asked = tuple[Request, str | None]


class WorldReader:
    """Reads each request of a world once, however many pages ask."""

    def __init__(self, worlds: Worlds, world: World) -> None:
        self.world = world
        self._worlds = worlds
        self._known: dict[_Asked, Reading] = {}

    def page(self, page: Page) -> dict[Request, Reading]:
        """What a page reads of the series that differ; the whole page, or sources may change."""
        again: dict[Request, Reading] = {}
        for series, requests in _groups(page):
            if not self.world.differs.isdisjoint(series):
                catalog = self._worlds.run.catalog
                again |= read_together(self.world.panel, catalog, requests, DAY, self)
        return again

    def __call__(
        self, panel: Panel, catalog: Catalog, request: Request, row: int, only: str | None
    ) -> Reading:
        """The reading of a request in this world."""
        key = (request, only)
        if key not in self._known:
            self._known[key] = self._as_today(*key) or read(panel, catalog, request, row, only)
        return self._known[key]

    def _as_today(self, request: Request, only: str | None) -> Reading | None:
        """Today's reading, where one moved fact leaves it as it is or is all there is to it."""
        if self.world.fact is None:
            return None
        if only not in (None, self.world.source) and not request.measure.startswith("at_"):
            return self._worlds.today(request, only)
        if request.measure not in (*BY_DATE, *EXTREMES):
            return None
        today = self._worlds.today(request, only)
        there = self.world.fact in today.facts
        if request.measure in EXTREMES:
            return today if self._lies_within(request, today) and not there else None
        if not there:
            return today
        return replace(today, value=self.world.value) if request.measure == "latest" else None

    def _lies_within(self, request: Request, today: Reading) -> bool:
        """Whether the moved fact does not go past an extreme."""
        if today.value is None:
            return False
        return (self.world.value - today.value) * EXTREMES[request.measure] <= 0
