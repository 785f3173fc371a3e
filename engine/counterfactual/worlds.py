"""Other worlds: the facts as they might be, many at once, and what a slice of the book makes of it.

In: a run, a slice and worlds, each a panel that differs from that of the run in a few series. Out:
the lines and findings of each world, a row a world. Only what reads a series that differs is read
again. Nothing is written down, and findings are reached by the reference evaluator alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from engine.counterfactual.reader import DAY, Today, World, WorldReader
from engine.counterfactual.slice import Slice
from engine.evaluation.evaluate import PageReadings, PageValues, evaluate_facts, facts_of
from engine.evaluation.values import Floats
from engine.judge.logic import BoolArray, Findings, Program, Truths
from engine.judge.reference import evaluate
from engine.judge.run import Run
from engine.pages.page import Page
from kb.frozen import dataclass

PLANES = {"margin": np.float64, "best": np.float64, "true": np.bool_, "false": np.bool_}
"""What is kept of a line, in the order of `Outcomes`."""
Planes = Mapping[str, np.ndarray[Any, Any]]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What some worlds come to, a row a world, in the order given.

    worst, best   margins of every numeric line, shape (worlds, lines), NaN where unknown
    true, false   whether it is certainly so, same shape
    """

    program: Program
    lines: tuple[str, ...]
    worst: Floats
    best: Floats
    true: BoolArray
    false: BoolArray

    @cached_property
    def findings(self) -> Findings:
        """What follows for the claims."""
        return evaluate(self.program, Truths(self.lines, self.true, self.false))


class Worlds:
    """Evaluates other worlds of one run; what they have in common is read once."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._readings_today = Today(run)
        self._parts: dict[tuple[Slice, frozenset[str], frozenset[str]], Slice] = {}
        self._lines: dict[Slice, Planes] = {}

    def moved(self, series: str, fact: int, value: float) -> World:
        """The world in which one fact has another value."""
        panel = self.run.evaluation.panel
        tracks = (track for track in panel.sources(series) if (track.ids == fact).any())
        source = next((track.source for track in tracks), "")
        there = panel.with_value(series, fact, value)
        return World(there, frozenset({series}), fact, value, source)

    def outcomes(
        self, part: Slice, worlds: Sequence[World], *, without: frozenset[str] = frozenset()
    ) -> Outcomes:
        """Evaluate a slice of the rule book in each of the worlds.

        without  lines that are taken to be as they are
        """
        differs = frozenset[str]().union(*(world.differs for world in worlds))
        touched = (part, differs, without)
        if touched not in self._parts:
            self._parts[touched] = part.touched(differs, without)
        return self._outcomes(part, self.evaluate(self._parts[touched], worlds), len(worlds))

    def today(self, part: Slice) -> Outcomes:
        """The lines of a slice as they are in the run, in one row."""
        return self._outcomes(part, {}, 1)

    def evaluate(self, part: Slice, worlds: Sequence[World]) -> Mapping[str, PageValues]:
        """The quantities and lines of all pages of a slice, a row a world."""
        readers = [self.reader(world) for world in worlds]
        readings = {page.claim: self._readings(page, readers) for page in part.pages}
        axis = {name: each.values[DAY] for name, each in self.run.evaluation.assumed.items()}
        facts = facts_of(part.pages, readings)
        return evaluate_facts(part.pages, axis, facts, len(worlds))

    def _outcomes(self, part: Slice, found: Mapping[str, PageValues], rows: int) -> Outcomes:
        """Every line of a slice: as it was evaluated, and as today where it was not."""
        planes = {n: np.tile(plane, (rows, 1)) for n, plane in self._as_today(part).items()}
        for column, (claim, line) in enumerate(part.comparisons):
            if claim in found and line in found[claim].lines:
                for name, plane in planes.items():
                    plane[:, column] = getattr(found[claim].lines[line], name)
        lines = tuple(line for _, line in part.comparisons)
        return Outcomes(part.program, lines, *planes.values())

    def _as_today(self, part: Slice) -> Planes:
        """The lines of a slice as they are in the run."""
        if part not in self._lines:
            pages = self.run.evaluation.pages
            today = [pages[claim].lines[line] for claim, line in part.comparisons]
            self._lines[part] = {
                name: np.array([getattr(line, name)[DAY] for line in today], dtype=kind)
                for name, kind in PLANES.items()
            }
        return self._lines[part]

    def reader(self, world: World) -> WorldReader:
        """What reads a world."""
        return WorldReader(self._readings_today, world)

    def _readings(self, page: Page, readers: Sequence[WorldReader]) -> PageReadings:
        """What a page reads in each world; as today where no series it reads differs."""
        kept = self.run.evaluation.readings[page.claim]
        whole = self.run.book.page(page.claim)
        again = [reader.page(whole) for reader in readers]
        return {
            fact.name: tuple(found.get(fact.request, kept[fact.name][DAY]) for found in again)
            for fact in page.facts
        }
