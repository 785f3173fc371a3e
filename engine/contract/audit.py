"""The contract of an audit: one small record for each page of a site, as JSON and behind its HTML.

Here stand what pages share, the first page, the search and the record of the forecast; claims, runs
and days are in `audit_claims`, facts with their series, sources and batches in `audit_facts`.

An address names a page: claim/cascade, series/price.close/2025, fact/7, run/0f3a. Numbers are
canonical; `given`, `value` and the like are the same in words. Days and moments are in ISO form.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from engine.contract.model import Day, Model


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
