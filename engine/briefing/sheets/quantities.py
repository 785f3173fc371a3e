"""The quantities of a briefing in canonical numbers: of the front page, the answer, the levels.

A row names the newest day its facts speak of, their sources, and their numbers in the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from engine.briefing.marker import Marker
from engine.briefing.numbers_found import quantity
from engine.briefing.parts import Briefing
from engine.briefing.quantities import absent
from engine.judge.run import Run
from engine.pages.order import Row
from engine.words import numbers
from engine.words.cite import unmarked
from kb.frozen import dataclass


@dataclass(frozen=True)
class QuantityRow:
    """One quantity; None where it is unknown, and no change where none is told.

    low, mid, high  over the scenarios, in `unit`
    as_of, source   of the facts under it; "" where there are none
    facts           their numbers in the evidence
    day, week       how it changed; `changed_in` says whether as a share, or a difference in a unit
    """

    table: str
    label: str
    low: float | None
    mid: float | None
    high: float | None
    unit: str
    as_of: str
    source: str
    facts: str
    day: float | None = None
    week: float | None = None
    changed_in: str = ""


def front(briefing: Briefing) -> Iterator[QuantityRow]:
    """The rows of the front page's table; none where there is no front page."""
    for row in briefing.front.rows if briefing.front else ():
        now = row.number
        as_of = "" if now.as_of is None else numbers.iso_date(now.as_of)
        what = (row.title, now.low, now.mid, now.high, now.unit, as_of, now.source)
        yield QuantityRow(
            "front", *what, unmarked(row.cite), now.day, now.week, now.changed_in
        )  # fmt: skip


def answer(briefing: Briefing) -> Iterator[QuantityRow]:
    """The rows of the answer table, the unknown ones too."""
    return _rows(briefing, "answer", briefing.run.book.order.answer)


def levels(briefing: Briefing) -> Iterator[QuantityRow]:
    """The known price levels: the anchors."""
    rows = _rows(briefing, "level", briefing.run.book.order.anchors)
    return (row for row in rows if row.mid is not None)


def _rows(briefing: Briefing, table: str, rows: Iterable[Row]) -> Iterator[QuantityRow]:
    for row in rows:
        if not absent(briefing.run, row):
            for claim, name in row.quantities:
                yield _row(briefing.marker, table, row.label, claim, name)


def _row(marker: Marker, table: str, label: str, claim: str, name: str) -> QuantityRow:
    found, ref = quantity(marker.run, claim, name), marker.cited((claim, name)).ref
    rows = [fact for facts in ref.facts for fact in facts]
    as_of, source = _origin(marker.run, rows)
    ends = (found.low, found.mid, found.high, found.unit)
    return QuantityRow(table, label, *ends, as_of, source, marker.facts([ref]))


def _origin(run: Run, facts: Sequence[int]) -> tuple[str, str]:
    """The newest day that facts speak of, and their sources."""
    newest, sources = None, set()
    for track in (track for tracks in run.evaluation.panel.tracks.values() for track in tracks):
        under = np.isin(track.ids, facts)
        if under.any():
            last = int(track.as_of[under].max())
            newest = last if newest is None else max(newest, last)
            sources.add(track.source)
    return "" if newest is None else numbers.iso_date(newest), "; ".join(sorted(sources))
