"""Composing the front page, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.briefing.front import missing, stops, table
from engine.briefing.front.parts import FrontPage
from engine.briefing.front.since import since_lines
from engine.briefing.front.turnings import turnings
from engine.briefing.marker import Marker
from engine.briefing.parts import CitedSentence, ForecastPart
from engine.counterfactual.flips import Flip
from engine.words import numbers
from engine.words.sentences import Sentence

DRIVERS, AGAINST = 4, 2


def front_page(
    marker: Marker, forecast: ForecastPart, flips: Iterable[Flip], earlier: int
) -> FrontPage | None:
    """The front page of a run; None where the rule book describes none.

    earlier  the day to compare with, in days since 1970-01-01
    """
    front = marker.run.book.order.front
    if not front.gauges:
        return None
    speaks = marker.run.headline
    headline = tuple(_numbered(marker, marker.writer.sentences(speaks) if speaks else ()))
    rows = table.rows(marker)
    return FrontPage(
        headline=headline,
        rows=rows,
        left_out=table.left_out(marker, len(rows)),
        why=tuple(_why(marker)),
        stops=tuple(stops.stops(marker, forecast)),
        levels=stops.levels(marker),
        since_day=marker.own(numbers.date_text(earlier)),
        since=tuple(since_lines(marker, earlier)),
        turnings=tuple(turnings(marker, flips)),
        missing=missing.missing(marker),
    )


def _numbered(marker: Marker, sentences: Iterable[Sentence]) -> Iterator[CitedSentence]:
    """Sentences cited by their number alone: the whole briefing says what each rests on."""
    for each in sentences:
        yield CitedSentence(each.id, each.marked, marker.own(each.id))


def _why(marker: Marker) -> Iterator[CitedSentence]:
    """The first sentence of what drives it, strongest first, and of what does not."""
    front, found = marker.run.book.order.front, marker.run.findings
    for claims, status, most in (
        (front.drivers, "holds", DRIVERS),
        (front.against, "fails", AGAINST),
    ):
        said = [c for c in claims if found[c].status == status][:most]
        for claim in said:
            yield from _numbered(marker, marker.writer.short(claim))
