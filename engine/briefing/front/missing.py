"""What is missing: the series that would decide most claims, and how many cannot be judged."""

from __future__ import annotations

import re
from collections import Counter

from engine.briefing.marker import Marker
from engine.judge.findings import Finding
from engine.judge.run import Run

SHOWN = 3
SERIES = re.compile(r"[a-z_]+\.[a-z0-9_]+")


def missing(marker: Marker) -> str:
    """One line; "" where every claim is judged."""
    run = marker.run
    claims = [page.claim for page in run.book.pages if page.judged and page.kind != "headline"]
    found = {claim: run.findings[claim] for claim in claims}
    open_ = {c: f for c, f in found.items() if f.status == "unknown" and f.reason != "absent"}
    if not open_:
        return ""
    counted = Counter(series for finding in open_.values() for series in _lacking(run, finding))
    named = ", ".join(f"{what} ({number} claims)" for what, number in counted.most_common(SHOWN))
    wait = f"; the largest gaps are {named.replace('(1 claims)', '(1 claim)')}" if named else ""
    return marker.own(f"{len(open_)} of {len(claims)} claims cannot be judged{wait}.")


def _lacking(run: Run, finding: Finding) -> set[str]:
    """The series of which a claim lacks a fact, or one that is fresh and believed."""
    lacks = (lack.what for lack in finding.lacks if lack.reason in ("missing", "stale", "suspect"))
    named = ([n for n in SERIES.findall(what) if n in run.catalog.series] for what in lacks)
    return {names[-1] for names in named if names}  # the last one names the day of the others
