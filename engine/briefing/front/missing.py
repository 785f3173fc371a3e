"""What is missing: the series that would decide most claims, and how many cannot be judged."""

from __future__ import annotations

from collections import Counter

from engine.briefing.marker import Marker
from engine.briefing.unjudged import series_in
from engine.judge.findings import Finding
from engine.judge.run import Run

SHOWN = 3


def missing(marker: Marker) -> str:
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


def _gap(run: Run, series: str, claims: int) -> str:
    """A series by what it is called and by the name under which facts of it are added."""
    called = run.catalog.series[series].called
    return f"{called} ({series}, {claims} {'claim' if claims == 1 else 'claims'})"


def _lacking(run: Run, finding: Finding) -> set[str]:
    """The series of which a claim lacks a fact, or one that is fresh and believed."""
    lacks = (lack.what for lack in finding.lacks if lack.reason in ("missing", "stale", "suspect"))
    return {name for what in lacks if (name := series_in(run.catalog, what))}
