"""The facts a reading rests on: those its number is made of, and all that its window was seen in.

A peak is one fact, but that it is the peak rests on every day of the window, how much of it is
covered too; and that a value still counts rests on the newest word of its source. Without the facts
given here a reading may come out otherwise; all other facts may go.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.judge.run import Run
from engine.measures.reading import Reading
from engine.measures.request import Request, target_of, window_series
from kb.panel import Track
from kb.series import COMPUTED

DAY = 0
WINDOWS = (
    "peak", "trough", "path", "seen", "mean", "drawdown", "percentile", "crossed_below", "at_peak",
)  # fmt: skip
BEFORE = ("path", "crossed_below")  # look one fact further back than the window


def consulted(run: Run, request: Request, reading: Reading) -> tuple[int, ...]:
    """The fact rows a reading of the run's day rests on, oldest first."""
    rows = dict.fromkeys(reading.facts)
    for track in _tracks(run, request, reading):
        rows |= dict.fromkeys(_window(run, request, track))
    return tuple(rows)


def _tracks(run: Run, request: Request, reading: Reading) -> Iterator[Track]:
    """What the sources that were listened to say of the date in question."""
    panel = run.evaluation.panel
    day, known_at = int(panel.days[DAY]), int(panel.known_at[DAY])
    series = window_series(request)
    told = panel.visible(series, day, known_at)
    asked = request if series == request.series else Request(series)
    about = target_of(asked, told, day)
    for track in told:
        own = track.take(track.target == about)
        if len(own) and (reading.value is None or _used(run, request, own, reading)):
            yield own


def _used(run: Run, request: Request, track: Track, reading: Reading) -> bool:
    """Whether a reading rests on facts of a track, or on those that it was computed from."""
    if np.isin(track.ids, np.array(reading.facts, dtype=np.int64)).any():
        return True
    return track.source == COMPUTED and not set(reading.facts).isdisjoint(
        _window(run, request, track)
    )


def _window(run: Run, request: Request, track: Track) -> Iterator[int]:
    """The rows of a window, the one before it where that is looked at, and the newest."""
    if request.measure in WINDOWS:
        after = int(run.evaluation.panel.days[DAY]) - int(request.arguments[-1])
        start = int(np.searchsorted(track.as_of, after, side="right"))
        start = max(start - 1, 0) if request.measure in BEFORE else start
        yield from track.take(slice(start, None)).facts()
    yield from track.take(slice(-1, None)).facts()
