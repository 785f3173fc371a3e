"""The contract of an audit on what was judged: the pages of claims, paragraphs, runs and days."""

from __future__ import annotations

from typing import Any

from engine.contract.audit import (
    ClaimLineOut,
    PageOut,
    QuotedOut,
    RunLineOut,
    StepOut,
    StretchOut,
)
from engine.contract.findings import LineOut
from engine.contract.model import Day, Range


class RecordedOut(ClaimLineOut):
    """A claim as a run recorded it: quantities over the scenarios, conditions, rules that fired."""

    quantities: dict[str, Range]
    lines: list[LineOut]
    said: list[dict[str, Any]]
    fired: list[str]


class RunOut(PageOut):
    """A recorded run; `documents` are the sha256 of what was rendered, by format.

    shorter  the numbers of the sentences that only the whole briefing prints
    whole   whether the whole briefing lies beside this page
    before, after   the ids of the runs of the days before and after; before_day: of which day
    """

    run: str
    asset: str
    day: Day
    known_at: str
    batch: int
    rulebook: str
    engine: str
    facts_digest: str
    written_at: str
    headline: str
    sentences: list[QuotedOut]
    shorter: list[str]
    findings: list[RecordedOut]
    documents: dict[str, str]
    whole: bool
    before: str | None
    before_day: Day | None
    after: str | None


class DayOut(PageOut):
    """A day: its runs, the newest first, and what that said; before and after are other days.

    turned   the claims that held on the day before and fail, or the other way
    others   those whose finding is another otherwise, such as one that can be judged now
    shorter  the numbers of the sentences that only the whole briefing prints
    """

    day: Day
    asset: str
    runs: list[RunLineOut]
    turned: list[ClaimLineOut]
    others: list[ClaimLineOut]
    sentences: list[QuotedOut]
    shorter: list[str]
    whole: bool
    before: Day | None
    after: Day | None


class RunClaimOut(PageOut):
    """One claim of one recorded run."""

    run: RunLineOut
    claim: RecordedOut
    sentences: list[QuotedOut]


class ClaimOut(PageOut):
    """A claim: its card as `rules show --json` gives it, sentences, strip, proof.

    chapter  the title of its chapter in a briefing
    card    what its page says, what it came to, what it rests on, what rests on it, its cases
    titles  of the claims it rests on and that rest on it
    strip   its findings over the recorded days; known: on how many days it is recorded
    """

    claim: str
    chapter: str
    as_of: Day
    known_at: str
    run: str | None
    status: str
    card: dict[str, Any]
    titles: dict[str, str]
    sentences: list[QuotedOut]
    strip: list[StretchOut]
    proof: StepOut | None


class ParagraphOut(PageOut):
    """A paragraph of a document in our words, and its claims as `document --json` gives them."""

    paragraph: str
    document: str
    as_of: Day
    says: str
    claims: list[dict[str, Any]]
    before: str | None
    after: str | None
