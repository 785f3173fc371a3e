"""Faults planted in true data: one wrong row a time, and what becomes of it.

A row comes in as a daily feed brings it, after all that was known before. It is refused, as no fact
or as suspect; or it goes in, and then the findings of the day it becomes known are those of the
true row, or they are not, and nobody was told. The days and the faults come from a fixed seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice

import numpy as np
from numpy.random import Generator

from engine.evaluation.evaluate import evaluate_book
from engine.judge.judgement import judge
from engine.judge.planes import arrays_of
from engine.pages.library import load_book
from kb.built_in import catalog
from kb.clock import DAY_SECONDS, NO_TARGET, day_date, day_number
from kb.facts import Checker, FactError
from kb.panel import Panel, Track, end_of
from kb.plausible.line import Line
from kb.plausible.rule import rule_of
from kb.plausible.walk import doubts
from tests.studies import true_facts

SEED, PLANTED = 20251121, 500
FIRST = "2020-01-01"
FRESH = 3  # days that a track may have been silent before the row
SCALES = {
    "ten times": 10.0, "a hundred times": 100.0, "a thousand times": 1e3, "a million times": 1e6,
    "a tenth": 0.1, "a hundredth": 0.01, "a thousandth": 1e-3, "a millionth": 1e-6,
}  # fmt: skip
TWICE = "twice, the second with the value of the day before"


@dataclass(frozen=True)
class Fault:
    """A row of a track with another value, in the canonical units of its series."""

    kind: str
    track: Track
    row: int
    value: float


@dataclass(frozen=True)
class Outcome:
    """What became of a fault: 'refused', 'suspect', 'same' findings or 'other' findings."""

    fault: Fault
    became: str
    claims: tuple[str, ...] = ()


Change = Callable[[Track, int, Generator], float]


def _written(value: float, unit: str) -> str:
    return f"{value:.10g}" if unit != "%" else f"{100 * value:.6g}"


def _cut(track: Track, row: int, rng: Generator) -> float:
    """The number as it is written, its end cut off."""
    unit = catalog().get(track.series).unit
    text = _written(float(track.value[row]), unit)
    short = text[: int(rng.integers(1, len(text)))] if len(text) > 1 else text
    try:
        number = float(short)
    except ValueError:  # a sign alone
        return float("nan")
    return number / 100 if unit == "%" else number


def _swapped(track: Track, row: int, rng: Generator) -> float:
    """What another series says that day, as if two columns were taken for each other."""
    others = [
        other
        for each in read().values()
        for other in each
        if other.series != track.series and (other.as_of == track.as_of[row]).any()
    ]
    other = others[int(rng.integers(len(others)))]
    number = float(other.value[other.as_of == track.as_of[row]][-1])
    units = [catalog().get(each.series).measured_in for each in (other, track)]
    return units[1].canonical(units[0].shown(number))  # the number as written, in the wrong column


CHANGES: dict[str, Change] = {
    **{
        name: lambda track, row, rng, by=by: float(track.value[row]) * by
        for name, by in SCALES.items()
    },
    "the other sign": lambda track, row, rng: -float(track.value[row]),
    "the value of the day after": lambda track, row, rng: float(track.value[row + 1]),
    "the value of the day before": lambda track, row, rng: float(track.value[row - 1]),
    "nought": lambda track, row, rng: 0.0,
    TWICE: lambda track, row, rng: float(track.value[row - 1]),
    "its end cut off": _cut,
    "another column": _swapped,
}


@cache
def read() -> dict[str, tuple[Track, ...]]:
    """The tracks of the series that pages read, of sources that speak nearly every day."""
    book, found = load_book(), {}
    for series, tracks in true_facts.tracks().items():
        dense = tuple(t for t in tracks if len(t) > 300 and (t.target == NO_TARGET).all())
        if dense and series in book.series:
            found[series] = dense
    return found


def faults() -> Iterator[Fault]:
    """The planted faults, kind after kind; a change that changes nothing is drawn again."""
    rng, kinds = np.random.default_rng(SEED), list(CHANGES)
    tracks = [track for each in read().values() for track in each]
    for number in range(PLANTED):
        kind = kinds[number % len(kinds)]
        while True:
            track = tracks[int(rng.integers(len(tracks)))]
            rows = np.flatnonzero(track.as_of >= day_number(FIRST))[:-1]
            row = int(rng.choice(rows)) if len(rows) else 0
            value = CHANGES[kind](track, row, rng) if row else float("nan")
            if np.isfinite(value) and value != track.value[row]:
                yield Fault(kind, track, row, value)
                break


def outcome(fault: Fault) -> Outcome:
    """What becomes of one fault."""
    if fault.kind == TWICE or _is_no_fact(fault):
        return Outcome(fault, "refused")
    if _is_suspect(fault):
        return Outcome(fault, "suspect")
    changed = _changed(fault)
    return Outcome(fault, "other" if changed else "same", changed)


@cache
def outcomes() -> tuple[Outcome, ...]:
    """What becomes of each fault."""
    return tuple(outcome(fault) for fault in faults())


def sampled(every: int) -> tuple[Outcome, ...]:
    """What becomes of every so many faults, which takes seconds where all take minutes."""
    return tuple(outcome(fault) for fault in islice(faults(), 0, None, every))


def _is_no_fact(fault: Fault) -> bool:
    series, day = catalog().get(fault.track.series), int(fault.track.as_of[fault.row])
    value = series.measured_in.shown(fault.value)
    row = {"series": series.name, "as_of": str(day_date(day)), "value": value, "unit": series.unit}
    try:
        Checker(catalog(), default_source="desk", today=date.max).fact(row)
    except FactError:
        return True
    return False


def _is_suspect(fault: Fault) -> bool:
    rule, track = rule_of(catalog(), fault.track.series), fault.track.take(slice(fault.row + 1))
    assert rule is not None
    value = np.append(track.value[:-1], fault.value)
    nobody = np.zeros(len(value), dtype=np.bool_)
    line = Line(track.as_of.astype(np.int64), track.known_at, value, nobody)
    return any(doubt.place == fault.row for doubt in doubts(rule, line))


def _changed(fault: Fault) -> tuple[str, ...]:
    """The claims that are found otherwise on the day the row becomes known."""
    day = int(fault.track.known_at[fault.row] // DAY_SECONDS)
    tracks = tuple(
        replace(t, value=np.where(t.ids == fault.track.ids[fault.row], fault.value, t.value))
        for t in true_facts.tracks()[fault.track.series]
    )
    true, wrong = findings(day), _findings(day, {fault.track.series: tracks})
    return tuple(claim for claim in true if true[claim] != wrong[claim])


@cache
def findings(day: int) -> dict[str, str]:
    """The status of every claim on the true facts."""
    return _findings(day, {})


def _findings(day: int, changed: dict[str, tuple[Track, ...]]) -> dict[str, str]:
    book, days = load_book(), np.array([day], dtype=np.int32)
    panel = Panel("btc", days, end_of(days), {**true_facts.tracks(), **changed})
    judged = judge(book, arrays_of(book, evaluate_book(book, panel, catalog())))
    return {page.claim: judged.finding(page.claim, 0)[0] for page in book.pages}


def counted() -> dict[str, Counter[str]]:
    """How many faults of each kind became what."""
    found: dict[str, Counter[str]] = {kind: Counter() for kind in CHANGES}
    for each in outcomes():
        found[each.fault.kind][each.became] += 1
    return found
