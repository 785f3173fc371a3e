"""Composing the front page, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from engine.briefing import chapters
from engine.briefing.front import missing, stops, table
from engine.briefing.front.parts import FrontPage
from engine.briefing.front.since import since_lines
from engine.briefing.front.turnings import turnings
from engine.briefing.marker import CitedSentence, Marker
from engine.briefing.parts import ForecastPart
from engine.briefing.stale import Stale
from engine.counterfactual.flips import Flip
from engine.words import numbers
from kb.assets import Asset
from kb.ledger import StoredRun

DRIVERS, AGAINST = 5, 2
DAYS = 7
"""The last days, of which something that says why must speak."""
FURTHEST = 14
"""Days back within which a market was open."""


def front_page(
    marker: Marker, forecast: ForecastPart, flips: Iterable[Flip], than: StoredRun | None,
    old: Sequence[Stale],
) -> FrontPage | None:  # fmt: skip
    """The front page of a run; None where the rule book describes none.

    than  the run whose day to compare with, on what that knew; None for the day before
    old   series that feeds no longer bring
    """
    front = marker.run.book.order.front
    if not front.gauges:
        return None
    speaks, known_at = marker.run.headline, than.known_at if than else None
    run = marker.run
    day = than.as_of if than else day_before(run.asset, run.question.as_of)
    rows = table.rows(marker)
    return FrontPage(
        title=marker.run.book.page(speaks).title if speaks else "",
        headline=chapters.said(marker, speaks) if speaks else (),
        rows=rows,
        left_out=table.left_out(marker, len(rows)),
        why=tuple(_why(marker)),
        stops=tuple(stops.stops(marker, forecast)),
        levels=stops.levels(marker),
        since_day=marker.own(numbers.date_text(day)),
        since=tuple(since_lines(marker, day, known_at)),
        turnings=tuple(turnings(marker, flips)),
        missing=missing.missing(marker),
        stale=missing.no_longer(marker, old),
    )


def day_before(asset: Asset, as_of: int) -> int:
    """The last day before a day on which an asset may close."""
    first = as_of - FURTHEST
    trades = np.flatnonzero(asset.trades(first, FURTHEST))
    return first + int(trades[-1]) if len(trades) else first + FURTHEST - 1


def _why(marker: Marker) -> Iterator[CitedSentence]:
    """The first sentence of what drives it, strongest first, and of what does not."""
    front, found = marker.run.book.order.front, marker.run.findings
    for claims, status, most in (
        (front.drivers, "holds", DRIVERS),
        (front.against, "fails", AGAINST),
    ):
        said = [c for c in claims if found[c].status == status and _of_today(marker, c)][:most]
        for claim in said:
            yield from chapters.with_citations(marker, claim, marker.writer.short(claim))


def _of_today(marker: Marker, claim: str) -> bool:
    """Whether what a claim reads speaks of the last days, some of it at least."""
    read = marker.run.evaluation.readings[claim].values()
    days = [today.as_of for today, *_ in read if today.as_of is not None]
    return not days or max(days) > marker.run.question.as_of - DAYS
