"""What is missing: claims that cannot be judged, series that feeds no longer bring, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.briefing.marker import Marker, TableRow
from engine.briefing.stale import Stale
from engine.briefing.unjudged import series_in
from engine.judge.findings import Finding
from engine.judge.run import Run
from engine.words import numbers

SHOWN = 3


def missing(marker: Marker, old: Sequence[Stale]) -> str:
    """What cannot be judged, and what feeds no longer bring; "" where nothing is missing."""
    lines = (_unjudged(marker), _old(marker, old))
    return " ".join(line for line in lines if line)


def _unjudged(marker: Marker) -> str:
    """One line; "" where every claim is judged."""
    run = marker.run
    claims = [page.claim for page in run.book.pages if page.judged and page.kind != "headline"]
    found = {claim: run.findings[claim] for claim in claims}
    open_ = {c: f for c, f in found.items() if f.status == "unknown" and f.reason != "absent"}
    if not open_:
        return ""
    counted = Counter(series for finding in open_.values() for series in _lacking(run, finding))
    named = ", ".join(_gap(run, *each) for each in counted.most_common(SHOWN))
    wait = f"; the largest gaps are {named}" if named else ""
    return marker.own(f"{len(open_)} of {len(claims)} claims cannot be judged{wait}.")


def _old(marker: Marker, old: Sequence[Stale]) -> str:
    """The series that feeds no longer bring, the first ones with since when and why."""
    if not old:
        return ""
    rows = [f"{row.cells[0]} {row.cells[1]} ({row.cells[2]})" for row in stale(marker, old)]
    more = marker.own(f" and {len(rows) - SHOWN} more") if len(rows) > SHOWN else ""
    return f"Stale: {'; '.join(rows[:SHOWN])}{more}."


def stale(marker: Marker, old: Sequence[Stale]) -> Iterator[TableRow]:
    """Each series that feeds no longer bring, since when it is stale, and why."""
    for each in old:
        called = marker.run.catalog.series[each.series].called
        since = marker.own(f"since {numbers.date_text(each.since)}")
        name = marker.own(f"{called} ({each.series})")
        yield TableRow((name, since, marker.own(each.why)))


def _gap(run: Run, series: str, claims: int) -> str:
    """A series by what it is called and by the name under which facts of it are added."""
    called = run.catalog.series[series].called
    return f"{called} ({series}, {claims} {'claim' if claims == 1 else 'claims'})"


def _lacking(run: Run, finding: Finding) -> set[str]:
    """The series of which a claim lacks a fact, or one that is fresh and believed."""
    lacks = (lack.what for lack in finding.lacks if lack.reason in ("missing", "stale", "suspect"))
    return {name for what in lacks if (name := series_in(run.catalog, what))}
