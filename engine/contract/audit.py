"""The contract of an audit: one small record for each page of a site, as JSON and behind its HTML.

An address names a page: claim/cascade, series/price.close/2025, fact/7, run/0f3a. Numbers are
canonical; `given`, `value` and the like are the same in words. Days and moments are in ISO form.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from engine.contract.findings import LineOut
from engine.contract.model import Day, Model, Range


class PageOut(Model):
    """What every page has: its address and its title."""

    address: str
    title: str


class StepOut(Model):
    """A step of a proof with its numbers; what was opened `again` is not opened a second time."""

    kind: str
    text: str
    values: dict[str, Any] = Field(default_factory=dict)
    again: bool = False
    rests_on: list[StepOut] = Field(default_factory=list)


class QuotedOut(Model):
    """A sentence of a run by its number, "" where the run is not recorded, and its claim."""

    id: str
    claim: str
    text: str


class RunLineOut(Model):
    """A run in one line: when it was asked, its headline, what became of the claims it judged.

    judged   how many claims are judged at all; unknown: how many of them could not be
    """

    run: str
    day: Day
    known_at: str
    headline: str
    holds: int
    fails: int
    unknown: int
    judged: int


class ClaimLineOut(Model):
    """A claim in one line; `was` is its finding in the run before, where that was another one."""

    claim: str
    title: str
    chapter: str
    status: str
    reason: str | None = None
    was: str | None = None


class StretchOut(Model):
    """Days in a row, both ends among them, on which a claim came to the same."""

    first: Day
    last: Day
    status: str


class IndexOut(PageOut):
    """The first page: the newest run, the runs before it, every claim, and what the base holds.

    counts    how many claims hold, fail and are unknown, of how many that are judged
    chapters  the titles of the chapters, in the order of a briefing
    before    the day recorded before, which `was` of a claim speaks of
    """

    asset: str
    as_of: Day
    known_at: str
    run: str | None
    headline: str
    counts: dict[str, int]
    chapters: dict[str, str]
    before: Day | None
    runs: list[RunLineOut]
    more_runs: int
    claims: list[ClaimLineOut]
    paragraphs: dict[str, list[str]]
    series: list[str]
    sources: list[str]
    batches: int
    facts: int


class EntryOut(Model):
    """A page that a search can find, and the words it is found by."""

    kind: str
    address: str
    title: str
    text: str = ""


class SearchOut(PageOut):
    """Every claim, series, paragraph, source and briefing."""

    entries: list[EntryOut]


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

    shorter  the numbers of the sentences that only the whole briefing prints
    """

    day: Day
    asset: str
    runs: list[RunLineOut]
    turned: list[ClaimLineOut]
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


class FactOut(Model):
    """A fact with both clocks: the day it speaks of, and since when it could be known, and how.

    value   canonical; given: in the unit it was given in
    """

    fact: int
    series: str
    asset: str
    as_of: Day
    target: Day | None
    span: int
    value: float
    given: str
    source: str
    source_name: str
    known_at: str
    how_known: str
    batch: int
    note: str
    withdrawn: str


class RequestOut(Model):
    """The request whose answer a batch came of, its secrets taken out before it was kept."""

    feed: str
    method: str
    url: str
    sent: str
    status: int
    at: str
    kind: str
    sha256: str | None


class ConflictLineOut(Model):
    """Two facts of one day further apart than the tolerance of their series."""

    day: Day
    sources: tuple[str, str]
    given: tuple[str, str]
    facts: tuple[int, int]


class SaidByOut(Model):
    """What one source holds of a series, in order of rank."""

    source: str
    name: str
    series: str
    facts: int
    first: Day
    last: Day


class RevisedOut(Model):
    """An observation with more than one vintage, the first first."""

    day: Day
    source: str
    vintages: list[FactOut]


class SeriesOut(PageOut):
    """A series: what it measures, who speaks of it, a chart, conflicts and vintages."""

    series: str
    about: dict[str, str]
    chart: str = Field(repr=False)
    sources: list[SaidByOut]
    years: dict[str, int]
    conflicts: list[ConflictLineOut]
    revised: list[RevisedOut]
    revisions: int
    rests: list[StepOut]


class FactsOut(PageOut):
    """Every fact of a series in one year, all vintages."""

    series: str
    year: str
    before: str | None
    after: str | None
    facts: list[FactOut]


class FactPageOut(PageOut):
    """A fact, the answer of a source it came from, and what rests on it.

    built_in  who provides it and on what terms, of a fact that came with downdraft
    """

    fact: FactOut
    request: RequestOut | None
    label: str
    built_in: str
    rests: list[StepOut]


class SourcePageOut(PageOut):
    """A source and what it says."""

    source: str
    document: bool
    credit: str
    series: list[SaidByOut]
    rests: list[StepOut]


class BatchOut(PageOut):
    """A batch: what came in together, as one link of the chain."""

    batch: int
    label: str
    added_at: str
    rows: int
    digest: str
    chain: str
    holds: list[SaidByOut]
    withdrawn: list[int]
    request: RequestOut | None


class ForecastOut(PageOut):
    """The record of the forecast, as `backtest` shows it; `lacks` says why there is none.

    legends  what the columns of each table mean, in sentences
    """

    as_of: Day
    lacks: str
    tables: dict[str, list[list[str]]]
    legends: dict[str, list[str]]
    told: list[str]
    record: dict[str, Any] | None
