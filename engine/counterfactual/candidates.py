"""Which facts may move: the rows that decide some claims, each with its value and its daily move.

A daily move is the standard deviation of the series' own change from one day to the next, over the
year before the last fact, from the facts of the run; where they hold too few days, it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial

import numpy as np

from engine.counterfactual.reader import DAY
from engine.counterfactual.slice import Slice
from engine.judge.run import Run
from engine.measures.reading import Reading
from engine.pages.page import FactName
from kb.clock import NO_TARGET
from kb.frozen import dataclass
from kb.panel import Track
from kb.series import Series

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
    places: dict[int, tuple[Track, int]] = {}
    for fact, row in _behind(run, part, full):
        if row not in places:
            places[row] = _place(run, fact.request.reads, row)
    levels: dict[str, float] = {}
    for track, at in places.values():
        levels[track.series] = max(levels.get(track.series, 0.0), abs(float(track.value[at])))
    move = cache(partial(daily_move, run))
    return tuple(
        Candidate(
            series=run.catalog.get(track.series),
            fact=row,
            now=float(track.value[at]),
            as_of=int(track.as_of[at]),
            target=None if track.target[at] == NO_TARGET else int(track.target[at]),
            move=move(track.series, int(track.target[at])),
            level=levels[track.series],
        )
        for row, (track, at) in places.items()
    )


def rows_of(run: Run, part: Slice) -> Iterator[int]:
    """The rows of the same facts, each once, in the same order."""
    yield from dict.fromkeys(row for _, row in _behind(run, part, False))


def _behind(run: Run, part: Slice, full: bool) -> Iterator[tuple[FactName, int]]:
    for page in part.pages:
        readings = run.evaluation.readings[page.claim]
        for fact in page.facts:
            for row in _rows(readings[fact.name][DAY], full):
                yield fact, row


def _rows(reading: Reading, full: bool) -> tuple[int, ...]:
    """The rows of a reading that are tried."""
    if reading.value is None:
        return ()
    return reading.facts if full or len(reading.facts) <= FEW else reading.facts[-1:]


def _place(run: Run, names: Iterable[str], row: int) -> tuple[Track, int]:
    """Where a row stands among what is said of some series: the track and the place in it."""
    tracks = (track for name in names for track in run.evaluation.panel.sources(name))
    track = next(track for track in tracks if (track.ids == row).any())
    return track, int(np.flatnonzero(track.ids == row)[0])


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
