"""The contract of an audit on what is held: the pages of facts, series, sources and batches."""

from __future__ import annotations

from pydantic import Field

from engine.contract.audit import PageOut, StepOut
from engine.contract.model import Day, Model


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
