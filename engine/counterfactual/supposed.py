"""A run as it would be if some facts were otherwise: a run and facts in, another run out.

Whoever speaks of a series then says so: the fact enters the history of every one of its sources, as
the last thing known, so that windows hold it too and are still read from one source. What a
document alone says is no longer on its word alone. Nothing is written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from engine.counterfactual.suppositions import SOURCE
from engine.evaluation.evaluate import evaluate_book
from engine.judge.judgement import judge
from engine.judge.planes import arrays_of
from engine.judge.run import Run
from kb.catalog import Catalog
from kb.clock import FOREVER, NO_TARGET, day_number
from kb.facts import Fact
from kb.panel import Panel, Track
from kb.series import COMPUTED


def suppose(run: Run, facts: Iterable[Fact]) -> Run:
    """The run with these facts known at its moment of knowledge."""
    panel, known_at = run.evaluation.panel, run.question.known_at
    for number, fact in enumerate(facts, start=1):
        panel = with_fact(panel, run.catalog, fact, -number, known_at)
    return on_panel(run, panel)


def on_panel(run: Run, panel: Panel) -> Run:
    """The same question answered from another panel; what sources said of the past stays."""
    evaluation = evaluate_book(run.book, panel, run.catalog)
    judgement = judge(run.book, arrays_of(run.book, evaluation))
    return replace(run, id=f"what if, on {run.id}", evaluation=evaluation, judgement=judgement)


def with_fact(panel: Panel, catalog: Catalog, fact: Fact, row: int, known_at: int) -> Panel:
    """The panel with a fact in the history of every source of its series.

    row  the number the fact is known by, which no row of a base has
    """
    known = panel.sources(fact.series)
    named = [*_renamed(known, catalog)] if known else [_empty(fact.series, SOURCE)]
    if fact.series in panel.makers and all(track.source != COMPUTED for track in named):
        named.append(_empty(fact.series, COMPUTED))
    tracks = tuple(_with_row(track.believed(known_at), fact, row, known_at) for track in named)
    return replace(panel, tracks={**panel.tracks, fact.series: tracks})


def _renamed(tracks: Sequence[Track], catalog: Catalog) -> Iterator[Track]:
    """The tracks, those of documents under the name of the supposition."""
    for place, track in enumerate(tracks):
        known = catalog.sources.get(track.source)
        document = known is not None and known.document
        name = SOURCE if place == 0 else f"{SOURCE}_{place}"
        yield replace(track, source=name) if document else track


def _empty(series: str, source: str) -> Track:
    none, never = np.array([], dtype=np.int32), np.array([], dtype=np.int64)
    value = np.array([], dtype=np.float64)
    return Track(series, source, never, none, never, none, none, value, never)


def _with_row(track: Track, fact: Fact, row: int, known_at: int) -> Track:
    """The track with the fact as the newest word on its day."""
    target = NO_TARGET if fact.target is None else day_number(fact.target)
    wide = Track(
        track.series,
        track.source,
        ids=np.append(track.ids, np.int64(row)),
        as_of=np.append(track.as_of, np.int32(day_number(fact.as_of))),
        known_at=np.append(track.known_at, np.int64(known_at)),
        span=np.append(track.span, np.int32(fact.span)),
        target=np.append(track.target, np.int32(target)),
        value=np.append(track.value, fact.value),
        withdrawn=np.append(track.withdrawn, np.int64(FOREVER)),
    )
    # The sort is stable: of two known at one moment, the supposed one is the later.
    return wide.take(np.lexsort((wide.known_at, wide.span, wide.target, wide.as_of)))
