"""Readings that would rest on a suspect fact: unknown, with what is suspect about it.

A suspect fact is left out of every window. Where that leaves a day without a value, a peak or a
trough is a bound as over any gap; but the newest value, a sum or a change would silently become
another number, so each of them is unknown until the fact is accepted or put right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.measures.reading import Reading, unknown
from kb.clock import day_date
from kb.panel import Panel, Track
from kb.plausible.words import SUSPECT, amount, sentence
from kb.series import Series

NUMBERS = ("latest", "lag", "change", "sum", "mean")
"""Measures that a fact left out would make another number."""

Ask = Callable[[Track], Reading]


def doubted(panel: Panel, series: Series, day: int, known_at: int) -> tuple[Track, ...]:
    """What each source of a series has said that is suspect; most often nothing."""
    tracks = (t for t in panel.sources(series.name) if t.suspicion is not None)
    return tuple(seen for t in tracks if len(seen := t.suspects(day, known_at)))


def rests_on(panel: Panel, suspects: Track, day: int, known_at: int, ask: Ask) -> Track:
    """The suspect facts that an answer would rest on if nothing were suspect."""
    own = next(t for t in panel.sources(suspects.series) if t.source == suspects.source)
    answer = ask(replace(own, suspicion=None).visible(day, known_at))
    facts = set(answer.facts)  # np.isin imports numpy.ma where both are long
    return suspects.take(np.array([row in facts for row in suspects.ids.tolist()], dtype=np.bool_))


def suspect(series: Series, track: Track) -> Reading:
    """The unknown reading that would rest on suspect facts, the newest of them named."""
    assert track.suspicion is not None  # only suspect facts come here
    value, why = float(track.value[-1]), track.suspicion.why[int(track.ids[-1])]
    said = sentence(why, series, value / int(track.span[-1])).removeprefix(SUSPECT)
    day = day_date(int(track.as_of[-1]))
    return unknown("suspect", f"{amount(value, series)} of {day} is {said}", track.source)
