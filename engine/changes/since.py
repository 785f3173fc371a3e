"""What changed since an earlier run: its recorded findings against those of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.judge.run import Run
from engine.words.numbers import date_text
from kb import ledger
from kb.ledger import StoredRun
from kb.store import KnowledgeBase

SHOWN = 8


def earlier_run(kb: KnowledgeBase, run: Run) -> StoredRun | None:
    """The run recorded last of the latest earlier day of the same asset, before this one was.

    It knew no more than this one does: a briefing of the past says nothing that came out later.
    """
    asked = run.question
    before: list[StoredRun] = []
    for stored in ledger.runs(kb):
        if stored.id == run.id:
            break
        earlier = stored.as_of < asked.as_of and stored.known_at <= asked.known_at
        if earlier and stored.asset == asked.asset:
            before.append(stored)
    return max(reversed(before), key=lambda stored: stored.as_of) if before else None


def recorded_statuses(kb: KnowledgeBase, run_id: str) -> dict[str, str]:
    """The status of every claim in a recorded run."""
    return {record.claim: record.status for record in ledger.findings(kb, run_id)}


def changed_findings(then: Mapping[str, str], run: Run) -> Iterator[tuple[str, str, str]]:
    """Claims whose status differs: claim, status then, status now; headline pages left out."""
    for page in run.book.pages:
        now = run.findings[page.claim].status
        before = then.get(page.claim)
        if page.kind != "headline" and before is not None and before != now:
            yield page.claim, before, now


def past(status: str) -> str:
    """A finding's status as it is told of an earlier day."""
    return {"holds": "held", "fails": "failed"}.get(status, status)


def change_lines(kb: KnowledgeBase, run: Run, since: StoredRun | None) -> tuple[str, ...]:
    """What changed, a sentence a claim, for the first section of a briefing."""
    if since is None:
        return ("There is no briefing of an earlier day to compare with.",)
    day = date_text(since.as_of)
    found = list(changed_findings(recorded_statuses(kb, since.id), run))
    if not found:
        return (f"No finding changed since {day}.",)
    lines = [
        f"“{run.book.page(claim).title}”: {past(then)} on {day}, {now} now."
        for claim, then, now in found
    ]
    if len(lines) > SHOWN:
        lines = [*lines[:SHOWN], f"{len(lines) - SHOWN} more findings changed since {day}."]
    return tuple(lines)
