"""What is missing: the series that would decide most claims, and how many cannot be judged."""

from __future__ import annotations

from collections import Counter

from engine.briefing.marker import Marker

SHOWN = 3


def missing(marker: Marker) -> str:
    """One line; "" where every claim is judged."""
    run = marker.run
    claims = [page.claim for page in run.book.pages if page.judged and page.kind != "headline"]
    found = {claim: run.findings[claim] for claim in claims}
    open_ = {c: f for c, f in found.items() if f.status == "unknown" and f.reason != "absent"}
    if not open_:
        return ""
    counted = Counter(
        lack.what
        for finding in open_.values()
        for lack in {each.what: each for each in finding.lacks}.values()
        if lack.reason in ("missing", "stale", "suspect")
    )
    named = ", ".join(f"{what} ({number})" for what, number in counted.most_common(SHOWN))
    would = f"Most would be decided by {named}. " if named else ""
    what = "claim" if len(open_) == 1 else "claims"
    text = f"{would}{len(open_)} of {len(claims)} {what} cannot be judged."
    return marker.own(text[0].upper() + text[1:])
