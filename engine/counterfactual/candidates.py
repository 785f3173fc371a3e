"""Which facts may move: the rows that decide some claims, each with its value and its daily move.

A daily move is the standard deviation of the series' own change from one day to the next, over the
year before the last fact, from the facts of the run; where they hold too few days, it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.counterfactual.reader import DAY
from engine.counterfactual.slice import Slice
from engine.judge.run import Run
from engine.measures.reading import Reading
from engine.pages.page import FactName
from kb.catalog import Series
from kb.clock import NO_TARGET
from kb.panel import Track

MOVES_NEEDED = 20
YEAR = 365
FEW = 4  # facts of a reading that are tried one by one; of more, only the newest is


@dataclass(frozen=True)
class Candidate:
    """A fact that may move.

    series     the catalogue's entry
    fact, now  its row and its value, canonical units
    as_of      the day it speaks of; `target` the date it is about, None for none
    move       one daily move, canonical units, None when it is not known here
    level      the largest of the series' values that may move, against which a change is measured
               where the daily move is not known
    """

    series: Series
    fact: int
    now: float
    as_of: int
    target: int | None
    move: float | None
    level: float

    @property
    def size(self) -> float:
        """What a change is measured against: a daily move, else the series' own level."""
        return self.move or self.level or 1.0

    def distance(self, value: float) -> tuple[bool, float, int]:
        """How far a value lies from today's: known daily moves first; of two, the newer fact."""
        return self.move is None, round(abs(value - self.now) / self.size, 6), -self.as_of

    def allows(self, value: float) -> bool:
        """Whether the series can have such a value."""
        if self.series.share and not 0 <= value <= 1:
            return False
        return value > 0 if self.series.price else value >= 0 or not self.series.positive


def candidates(run: Run, part: Slice, *, full: bool = False) -> tuple[Candidate, ...]:
    """The facts behind a slice of the book, each once; with `full` every fact of every window."""
    found: dict[int, Candidate] = {}
    moves: dict[tuple[str, int], float | None] = {}
    for page in part.pages:
        readings = run.evaluation.readings[page.claim]
        for fact in page.facts:
            for series, row in _rows(run, fact, readings[fact.name][DAY], full):
                if row not in found:
                    found[row] = _candidate(run, series, row, moves)
    levels: dict[str, float] = {}
    for one in found.values():
        levels[one.series.name] = max(levels.get(one.series.name, 0.0), abs(one.now))
    return tuple(replace(one, level=levels[one.series.name]) for one in found.values())


def _rows(run: Run, fact: FactName, reading: Reading, full: bool) -> Iterator[tuple[str, int]]:
    """The rows of a reading that are tried, with the series each is of."""
    if reading.value is None:
        return
    rows = reading.facts if full or len(reading.facts) <= FEW else reading.facts[-1:]
    named = fact.request.reads
    for row in rows:
        own = named if len(named) > 1 else ()
        yield next((s for s in own if _track_of(run, s, row)), named[0]), row


def _track_of(run: Run, series: str, row: int) -> Track | None:
    tracks = run.evaluation.panel.sources(series)
    return next((track for track in tracks if (track.ids == row).any()), None)


def _candidate(
    run: Run, series: str, row: int, moves: dict[tuple[str, int], float | None]
) -> Candidate:
    track = _track_of(run, series, row)
    assert track is not None
    [at] = np.flatnonzero(track.ids == row)
    about = int(track.target[at])
    if (series, about) not in moves:
        moves[series, about] = daily_move(run, series, about)
    return Candidate(
        series=run.catalog.get(series),
        fact=row,
        now=float(track.value[at]),
        as_of=int(track.as_of[at]),
        target=None if about == NO_TARGET else about,
        move=moves[series, about],
        level=0.0,
    )


def daily_move(run: Run, series: str, about: int = NO_TARGET) -> float | None:
    """One daily move of a series, of what is said about one date, by its best source with enough.

    series  its name; `about` a day number, NO_TARGET for none
    returns canonical units, None when no source of the run holds enough days
    """
    panel = run.evaluation.panel
    seen = panel.visible(series, int(panel.days[DAY]), int(panel.known_at[DAY]))
    spreads = (_spread(track.take(track.target == about)) for track in seen)
    return next((spread for spread in spreads if spread), None)


def _spread(track: Track) -> float | None:
    """The standard deviation of the past year's changes between days that follow each other."""
    if len(track) <= MOVES_NEEDED:
        return None
    year = track.take((track.as_of > track.as_of[-1] - YEAR) & (track.span == track.span.min()))
    changes = np.diff(year.value)[np.diff(year.as_of) == 1]
    if len(changes) < MOVES_NEEDED:
        return None
    return float(np.std(changes, ddof=1)) or None
