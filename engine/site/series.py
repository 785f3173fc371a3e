"""The pages of series, sources and batches: what they are, what the base holds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np

from engine.contract.audit import StepOut
from engine.contract.audit_facts import (
    BatchOut,
    ConflictLineOut,
    RevisedOut,
    SaidByOut,
    SeriesOut,
    SourcePageOut,
)
from engine.ledger.uses import Thing, resting, thing
from engine.pages.errors import UnknownName
from engine.site.charts import chart
from engine.site.desk import Desk
from engine.site.facts import fact_out, request_out, years
from engine.site.steps import steps_of
from engine.words.numbers import iso_date, iso_moment
from engine.words.quoting import as_given, source_name
from kb.holdings import Holding, batch_of, brought, withdrawn_by
from kb.raw import of_batch
from kb.series import Series

REVISIONS = 40
"""Observations with several vintages that a page of a series shows, the newest."""


def series_page(desk: Desk, name: str) -> SeriesOut:
    """A series of the catalogue."""
    series = desk.kb.catalog.get(name)
    held = sorted(
        (each for each in desk.holdings if each.series == name),
        key=lambda each: desk.kb.catalog.rank(name, each.source),
    )
    revised = _revised(desk, name)
    return SeriesOut(
        address=f"series/{name}", title=series.called, series=name, about=dict(_about(series)),
        chart=chart(desk, name) if held else "",
        sources=list(_said_by(desk, held)),
        years={year: len(rows) for year, rows in years(desk.observed(name)).items()},
        conflicts=list(_conflicts(desk, name)),
        revised=[_vintages(desk, rows) for rows in revised[-REVISIONS:][::-1]],
        revisions=len(revised),
        rests=_rests(desk, name),
    )  # fmt: skip


def _about(series: Series) -> Iterator[tuple[str, str]]:
    yield "what", series.description
    yield "unit", series.unit
    yield "kind", f"{series.measure}, {series.cadence}, {series.scope}"
    yield "too old after", f"{series.stale_after} days"
    yield "published", series.publication.why or series.publication.key
    yield "sources may differ by", series.tolerance
    if series.computed:
        yield "computed", f"{series.computed.formula} of {', '.join(series.computed.inputs)}"


def _said_by(desk: Desk, held: Iterable[Holding]) -> Iterator[SaidByOut]:
    for each in held:
        yield SaidByOut(
            source=each.source, name=source_name(each.source, desk.kb.catalog),
            series=each.series, facts=each.facts,
            first=iso_date(each.first), last=iso_date(each.last),
        )  # fmt: skip


def _conflicts(desk: Desk, name: str) -> Iterator[ConflictLineOut]:
    for each in desk.run.conflicts:
        if each.series == name:
            one, two = desk.kb.facts(each.facts)
            yield ConflictLineOut(
                day=iso_date(each.as_of), sources=each.sources, facts=each.facts,
                given=(as_given(one), as_given(two)),
            )  # fmt: skip


def _revised(desk: Desk, name: str) -> list[list[int]]:
    """The rows of each observation that was said more than once by one source, by day."""
    seen = desk.observed(name)
    order = np.lexsort((seen.ids, seen.known_at, seen.span, seen.target, seen.source, seen.as_of))
    keys = np.stack([seen.as_of, seen.source, seen.target, seen.span])[:, order]
    new = np.flatnonzero(np.any(keys[:, 1:] != keys[:, :-1], axis=0)) + 1
    starts, ends = np.concatenate([[0], new]), np.concatenate([new, [len(order)]])
    several = np.flatnonzero(ends - starts > 1)
    return [seen.ids[order[starts[n] : ends[n]]].tolist() for n in several]


def _vintages(desk: Desk, rows: list[int]) -> RevisedOut:
    told = [fact_out(desk, fact) for fact in desk.kb.facts(rows)]
    return RevisedOut(day=told[0].as_of, source=told[0].source_name, vintages=told)


def _rests(desk: Desk, name: str) -> list[StepOut]:
    """What rests on a series in the briefing of the day."""
    return steps_of(resting(desk.run, desk.told, thing(desk.kb, desk.run, name)))


def _rests_on_source(desk: Desk, key: str) -> list[StepOut]:
    """What rests on any word of a source: as `uses` has it, of readings gone through once."""
    tracks = chain.from_iterable(desk.run.evaluation.panel.tracks.values())
    rows = {row for track in tracks if track.source == key for row in track.ids.tolist()}
    parts = dict.fromkeys(part for row in desk.readers.keys() & rows for part in desk.readers[row])
    one = Thing(f"source {key}", lambda _: (part for part in desk.parts if part in parts))
    return steps_of(resting(desk.run, desk.told, one))


def source_page(desk: Desk, key: str) -> SourcePageOut:
    """A source that the base holds facts of."""
    held = [each for each in desk.holdings if each.source == key]
    if not held:
        raise UnknownName(f"no fact of a source {key[:40]!r} is held")
    known = desk.kb.catalog.sources.get(key)
    return SourcePageOut(
        address=f"source/{key}", title=source_name(key, desk.kb.catalog), source=key,
        document=bool(known and known.document), credit=known.credit if known else "",
        series=list(_said_by(desk, held)), rests=_rests_on_source(desk, key),
    )  # fmt: skip


def batch_page(desk: Desk, number: str) -> BatchOut:
    """A batch by its number."""
    if not number.isdigit() or len(number) > 18:
        raise UnknownName(f"{number[:20]!r} is no number of a batch")
    batch = batch_of(desk.kb, int(number))
    return BatchOut(
        address=f"batch/{batch.id}", title=f"Batch {batch.id}", batch=batch.id, label=batch.label,
        added_at=iso_moment(batch.added_at), rows=batch.rows, digest=batch.digest,
        chain=batch.chain, holds=list(_said_by(desk, brought(desk.kb, batch.id))),
        withdrawn=withdrawn_by(desk.kb, batch.id),
        request=request_out(of_batch(desk.kb.connection, batch.id)),
    )  # fmt: skip
