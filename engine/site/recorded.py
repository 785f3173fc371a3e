"""The pages of what was recorded: days, runs and their claims, from the ledger and nothing else.

Nothing is judged again here: a page of any of thousands of runs is read, checked against its hash
and laid out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from engine.contract.audit import ClaimLineOut, QuotedOut, RunLineOut, StretchOut
from engine.contract.audit_claims import DayOut, RecordedOut, RunClaimOut, RunOut
from engine.contract.findings import LineOut
from engine.contract.model import Range
from engine.pages.errors import UnknownName
from engine.site.becoming import kind_of
from engine.site.desk import Desk
from engine.site.kept import Line
from engine.site.strips import Stretch
from engine.words.numbers import iso_date, iso_moment
from kb import histories, ledger
from kb.clock import day_number
from kb.finding_rows import finding_row
from kb.ledger import Parts, StoredFinding, StoredRun, StoredSentence


def run_line(line: Line) -> RunLineOut:
    """A recorded run in one line."""
    return RunLineOut(
        run=line.stored.id, day=iso_date(line.stored.as_of),
        known_at=iso_moment(line.stored.known_at),
        headline=line.headline, **line.counts,
    )  # fmt: skip


def day_page(desk: Desk, day: str) -> DayOut:
    """A day with the run recorded last of it."""
    own = _runs_of(desk, day)
    if not own:
        raise UnknownName(f"no run of {day[:20]!r} is recorded")
    lines = [desk.line(run) for run in reversed(own)]
    before, after = desk.listed.beside(own[-1].as_of)
    told = ledger.sentences(desk.kb, own[-1].id)
    was = _was(desk, before)
    other = [
        claim_line(desk, claim, status, reason or None, was[claim])
        for claim, (status, reason) in lines[0].found.items()
        if was.get(claim, status) != status
    ]
    return DayOut(
        address=f"day/{day}", title=f"{desk.asset.upper()}, {day}", day=day, asset=desk.asset,
        runs=list(map(run_line, lines)),
        turned=[line for line in other if kind_of(line) == "turned"],
        others=[line for line in other if kind_of(line) != "turned"],
        sentences=_said(told), shorter=_shorter(told),
        whole=_whole(desk, own[-1]),
        before=iso_date(before.as_of) if before else None,
        after=iso_date(after.as_of) if after else None,
    )  # fmt: skip


def _was(desk: Desk, before: StoredRun | None) -> dict[str, str]:
    """What each claim came to in the run before, headlines left out; nothing where none was."""
    found = desk.line(before).status if before else {}
    return {claim: each for claim, each in found.items() if claim not in desk.book.order.headline}


def _runs_of(desk: Desk, day: str) -> Sequence[StoredRun]:
    """The runs of a day in ISO form; none where it is no such day."""
    with suppress(ValueError):
        number = day_number(day)
        return desk.listed.of(number) if iso_date(number) == day else ()
    return ()


def _said(told: Iterable[StoredSentence], claim: str = "") -> list[QuotedOut]:
    """The sentences at length, of one claim or of all."""
    wanted = (each for each in told if not claim or each.claim == claim)
    return [quoted(each) for each in wanted if not each.short]


def _shorter(told: Iterable[StoredSentence]) -> list[str]:
    """The numbers of the sentences that are said at length too."""
    return [f"S{each.n}" for each in told if each.short]


def _whole(desk: Desk, stored: StoredRun) -> bool:
    return desk.whole is None or stored.id in desk.whole


def run_page(desk: Desk, name: str) -> RunOut:
    """A recorded run with every finding, and what turned since the day before."""
    stored = desk.named(name)
    parts, line = ledger.parts(desk.kb, stored.id), desk.line(stored)
    before, after = desk.listed.beside(stored.as_of)
    was = _was(desk, before)
    return RunOut(
        address=f"run/{stored.id}",
        title=f"{stored.asset.upper()}, {iso_date(stored.as_of)}",
        run=stored.id, asset=stored.asset, day=iso_date(stored.as_of),
        known_at=iso_moment(stored.known_at), batch=stored.batch, rulebook=stored.rulebook,
        engine=stored.engine, facts_digest=stored.facts_digest,
        written_at=iso_moment(stored.written_at), headline=line.headline,
        sentences=_said(parts.sentences), shorter=_shorter(parts.sentences),
        findings=[_recorded(desk, parts, each, was.get(each.claim)) for each in parts.findings],
        documents=ledger.renderings(desk.kb, stored.id),
        whole=_whole(desk, stored),
        before=before.id if before else None,
        before_day=iso_date(before.as_of) if before else None,
        after=after.id if after else None,
    )  # fmt: skip


def run_claim_page(desk: Desk, name: str, claim: str) -> RunClaimOut:
    """One claim of a recorded run."""
    stored = desk.named(name)
    parts = ledger.parts(desk.kb, stored.id)
    found = next((each for each in parts.findings if each.claim == claim), None)
    if found is None:
        raise UnknownName(f"run {stored.id[:12]} has no claim {claim[:60]!r}")
    told = _recorded(desk, parts, found, None)
    return RunClaimOut(
        address=f"run/{stored.id}/{claim}", title=told.title,
        run=run_line(desk.line(stored)), claim=told, sentences=_said(parts.sentences, claim),
    )  # fmt: skip


def quoted(told: StoredSentence) -> QuotedOut:
    """A recorded sentence."""
    return QuotedOut(id=f"S{told.n}", claim=told.claim, text=told.text)


def _recorded(desk: Desk, parts: Parts, found: StoredFinding, was: str | None) -> RecordedOut:
    row = finding_row(found.json)
    fired = [each for each in parts.premises if each.claim == found.claim]
    line = claim_line(desk, found.claim, found.status, found.reason or None, was)
    return RecordedOut(
        **line.model_dump(),
        quantities={name: Range(**each._asdict()) for name, each in row.quantities.items()},
        lines=[LineOut(**each._asdict()) for each in row.lines],
        said=[each._asdict() for each in row.said],
        fired=[f"{each.rule} on {', '.join(json.loads(each.premises))}" for each in fired],
    )


def claim_line(
    desk: Desk, claim: str, status: str, reason: str | None, was: str | None
) -> ClaimLineOut:
    """A claim in one line, under the title it has today; a claim that is gone has its name."""
    page = desk.book.by_claim.get(claim)
    return ClaimLineOut(
        claim=claim, title=page.title if page else claim, chapter=page.chapter if page else "",
        status=status, reason=reason, was=was if was != status else None,
    )  # fmt: skip


def strip_of(desk: Desk, claim: str) -> list[StretchOut]:
    """The findings of a claim over the recorded days, those of runs before those of a history."""
    strips, before = desk.kept.strips(desk.asset), _of_history(desk, claim)
    told = strips.of(desk.listed, lambda stored: desk.line(stored).found, claim, before)
    return [
        StretchOut(first=iso_date(first), last=iso_date(last), status=status)
        for first, last, status in told
    ]


def _of_history(desk: Desk, claim: str) -> Iterator[Stretch]:
    """The stretches of the longest recorded history under these pages."""
    fit = [
        each for each in histories.histories(desk.kb)
        if each.asset == desk.asset and each.rulebook == desk.book.hash
    ]  # fmt: skip
    longest = max(fit, key=lambda each: each.last - each.first, default=None)
    for each in histories.findings_of(desk.kb, longest.id, claim) if longest else ():
        yield each.first, each.last, each.status


def newest(desk: Desk, count: int) -> Iterable[RunLineOut]:
    """The runs of the newest days, the newest first."""
    stored = list(desk.days.values())[::-1][:count]
    return (run_line(desk.line(each)) for each in stored)
