"""Composing the briefing: from a run to the parts a template lays out, every number marked.

Templates compute nothing, so everything they show is made here: sentences with their citations,
tables of cited quantities, and the numbered evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from engine.briefing import chapters, quantities, unjudged, verdicts
from engine.briefing.flip_rows import flip_rows
from engine.briefing.front import missing
from engine.briefing.marker import ExhibitRow, Marker
from engine.briefing.opening import no_longer, opening
from engine.briefing.parts import Briefing
from engine.briefing.since_section import NOTHING_BEFORE, SinceSection
from engine.briefing.stale import Stale
from engine.briefing.theses_section import theses_side_by_side
from engine.changes.since import Since, since, since_last
from engine.evaluation.said import EPOCH, spoken
from engine.judge.run import Run
from engine.pages.page import DOCUMENTS
from engine.words import numbers
from engine.words.evidence import Exhibit
from engine.words.of_other_days import of_other_days
from engine.words.quoting import as_given, fact_dates, fact_known, source_name
from kb.clock import day_number
from kb.feeds.brought import last_request
from kb.ledger import StoredRun
from kb.store import KnowledgeBase
from kb.units import unit

if TYPE_CHECKING:
    from engine.briefing.year import Year

FLIPS_SHOWN = 5


def composed(
    kb: KnowledgeBase, run: Run, than: StoredRun | None = None, asked: int | None = None
) -> Briefing:
    """The briefing of a run, compared with another one or with that of the day before.

    than    the run to compare with; then what changed comes with its causes
    asked   the last request of feeds that it speaks of; None for all there are
    raises  StoreError when `than` is of another asset, or its pages cannot be read today
    """
    asked = last_request(kb.connection) if asked is None else asked
    old = no_longer(kb, run, asked)
    found = since(kb, run, than, causes=True) if than else since_last(kb, run)
    briefing = replace(compose(run, kb, found, old), asked=asked if old else 0)
    if found is None:
        return briefing
    from engine.briefing.export_compared import changed_out

    lines = tuple(SinceSection(kb, briefing, found).lines())
    return replace(briefing, changed=lines, since=changed_out(kb, briefing, found))


def compose(
    run: Run, kb: KnowledgeBase, found: Since | None = None, old: tuple[Stale, ...] = ()
) -> Briefing:
    """The briefing; `found` is what differs from an earlier run, `old` what feeds no longer bring.

    Made in the order in which it is read, which numbers its sentences and its evidence.
    """
    begun, order = opening(run, kb, found.run if found else None, old), run.book.order
    marker, stated = begun.marker, begun.forecast
    listed = [c for part in (*order.why, *order.where) for c in part.claims]
    untimely = of_other_days(run, listed)
    why, where = (
        [c for part in each for c in part.claims if c not in untimely]
        for each in (order.why, order.where)
    )
    failing = chapters.failing_with_premise(marker, why)
    return Briefing(
        run=run,
        marker=marker,
        nearest=begun.nearest,
        front=begun.front,
        headline=chapters.said(marker, run.headline) if run.headline else (),
        answer=quantities.table(marker, order.answer),
        why=chapters.of(marker, order.why, {*failing, *untimely}),
        fails_with_premise=tuple(failing.values()),
        causes=quantities.causes(marker),
        verdicts=verdicts.merged(marker),
        conditions=chapters.conditions(marker, order.conditions),
        where=chapters.of(marker, order.where, {*order.conditions, *untimely}),
        anchors=quantities.table(marker, order.anchors, known=True),
        fan=quantities.drawn(marker, order.fan),
        forecast=stated,
        assumed_share=quantities.how_much_is_assumed(marker, bool(stated.ways)),
        unjudged=tuple(unjudged.reasons(marker)),
        details=tuple(chapters.details(marker, (*why, *where), failing)),
        said=verdicts.every(marker),
        gaps=tuple(unjudged.gaps(marker)),
        opinions=tuple(chapters.opinions(marker, (*why, *where))),
        unmeasured=tuple(unjudged.unmeasured(marker)),
        stale=tuple(missing.stale(marker, old)),
        old=old,
        flips=tuple(islice(flip_rows(marker, begun.nearest), FLIPS_SHOWN)),
        conflicts=tuple(verdicts.conflict(marker, each) for each in run.conflicts),
        assumptions=tuple(quantities.assumptions(marker)),
        theses=theses_side_by_side(marker),
        sentences=tuple(chain.from_iterable(marker.writer.written.values())),
        stamp=begun.stamp,
        unwritten=_unwritten(marker),
        changed=(NOTHING_BEFORE,),
        exhibits=cache(partial(_exhibits, marker, marker.evidence.exhibits(kb))),
        year=cache(partial(_year, kb, run)),
    )


def _year(kb: KnowledgeBase, run: Run) -> Year:
    from engine.briefing.year import year_of  # opened for a document that shows it alone

    return year_of(kb, run)


def _unwritten(marker: Marker) -> str:
    """The documents of a later day, whose claims are put to these facts all the same."""
    panel, sources = marker.run.evaluation.panel, marker.run.catalog.sources
    later = [
        f"the {key} ({numbers.date_text(day_number(sources[key].dated or EPOCH))})"
        for key in DOCUMENTS.values()
        if key in sources
        and sources[key].dated
        and not spoken(sources[key].dated, panel)
        and sources[key].asset in ("", panel.asset)
    ]
    note = f"Written later, and put to the facts of this day: {' and '.join(later)}."
    notes = [note] if later else []
    if marker.run.asset.guessed and marker.run.asset.calendar != "utc":
        name = marker.run.asset.name
        notes.append(
            f"{name} is not declared; as it closes on no weekend it is taken for a share, of "
            "which nothing is counted on a chain."
        )
    return marker.own(" ".join(notes)) if notes else ""


def _exhibits(marker: Marker, exhibits: Iterable[Exhibit]) -> tuple[ExhibitRow, ...]:
    return tuple(exhibit(marker, each) for each in exhibits)


def exhibit(marker: Marker, found: Exhibit) -> ExhibitRow:
    """A numbered fact, or a window of facts with its digest."""
    first, last = found.facts[0], found.facts[-1]
    value, dates = as_given(first), fact_dates(first)
    if found.digest:
        value = f"{len(found.facts)} facts, digest {found.digest}"
        dates = f"{first.as_of} to {last.as_of}"
    source = source_name(first.source, marker.run.catalog)
    texts = (found.id, first.series, value, dates, fact_known(found.facts), source)
    batches = sorted({fact.batch for fact in found.facts})
    batch = marker.own(f"{'batch' if len(batches) == 1 else 'batches'} {_listed(batches)}")
    cells = tuple(map(marker.own, texts))
    shown = None if found.digest else unit(first.unit).shown(first.value)
    written = "" if found.digest else first.unit
    note = marker.own(first.note) if first.note else ""
    return ExhibitRow(cells, note, found.id, batch, shown, written, first.source)


def _listed(batches: list[int]) -> str:
    """The numbers of batches; of many the first and the last."""
    if len(batches) <= 3:
        return ", ".join(map(str, batches))
    return f"{batches[0]} to {batches[-1]}, {len(batches)} of them"
