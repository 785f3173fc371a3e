"""Beside a stated number that is not checked: what others said of it last, though too old for that.

So two readings of one series stand as two, each with its source and its day.
"""

from __future__ import annotations

from engine.briefing.marker import Marker
from engine.evaluation.said import EPOCH, SaidVerdict
from engine.judge.run import end_of_day
from engine.pages.page import FactName
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.quoting import source_name, unit_style
from kb.clock import day_number
from kb.panel import Track


def other_reading(marker: Marker, verdict: SaidVerdict) -> str:
    """The newest that another source had said by the day of the document; "" where none had.

    It must be of as many days as the number that is stated.
    """
    run = marker.run
    asked = next(
        (f for f in run.book.page(verdict.claim).facts if f.name == verdict.name), None
    )  # fmt: skip
    if asked is None or asked.request.measure != "latest":
        return ""
    found = max(_others(marker, verdict, asked), key=lambda t: int(t.as_of[-1]), default=None)
    if found is None:
        return ""
    value = unit_style(run.catalog.get(asked.request.series).unit)(float(found.value[-1]))
    by, day = source_name(found.source, run.catalog), numbers.date_text(int(found.as_of[-1]))
    ref = Ref("fact", asked.request.series, ((int(found.ids[-1]),),))
    return marker.mark(f"{by} has {value} of {day}", ref)


def _others(marker: Marker, verdict: SaidVerdict, asked: FactName) -> list[Track]:
    """The sources that are no documents, as they were seen on the day of the document."""
    sources, panel = marker.run.catalog.sources, marker.run.evaluation.panel
    documents = {name for name, source in sources.items() if source.document}
    day = day_number(sources[verdict.document].dated or EPOCH)
    seen = panel.visible(asked.request.series, day, end_of_day(day))
    own = [track for track in seen if track.source == verdict.document and len(track)]
    span = int(own[0].span[-1]) if own else 0
    return [
        track
        for track in seen
        if len(track) and int(track.span[-1]) == span and track.source not in documents
    ]
