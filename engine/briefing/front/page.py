"""Composing the front page, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.briefing.front import missing, stops, table, turned
from engine.briefing.front.parts import FrontPage
from engine.briefing.marker import Marker
from engine.briefing.parts import CitedSentence, ForecastPart
from engine.changes.since import Since
from engine.counterfactual.flips import Flip
from engine.words.sentences import Sentence

DRIVERS, AGAINST = 4, 2


def front_page(
    marker: Marker, forecast: ForecastPart, flips: Iterable[Flip], since: Since | None
) -> FrontPage | None:
    """The front page of a run; None where the rule book describes none."""
    front = marker.run.book.order.front
    if not front.gauges:
        return None
    headline = tuple(_numbered(marker, _written(marker, marker.run.headline)))
    rows = table.rows(marker)
    return FrontPage(
        headline=headline,
        rows=rows,
        left_out=table.left_out(marker, len(rows)),
        why=tuple(_why(marker)),
        stops=tuple(stops.stops(marker, forecast)),
        levels=stops.levels(marker),
        since=tuple(turned.since_lines(marker, since)),
        turnings=tuple(turned.turnings(marker, flips)),
        missing=missing.missing(marker),
    )


def _written(marker: Marker, claim: str | None) -> tuple[Sentence, ...]:
    return marker.writer.sentences(claim) if claim else ()


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
            yield from _numbered(marker, _written(marker, claim)[:1])


