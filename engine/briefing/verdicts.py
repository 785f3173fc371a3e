"""What the sources said against what was measured, and sources that disagree, as rows."""

from __future__ import annotations

from collections.abc import Iterable

from engine.briefing.marker import Marker, TableRow
from engine.briefing.other_readings import other_reading
from engine.briefing.parts import Verdicts
from engine.evaluation.said import EPOCH, SaidVerdict
from engine.evaluation.sums import document_sums
from engine.judge.conflicts import Conflict
from engine.judge.run import Run
from engine.words import numbers
from engine.words.cite import Ref
from engine.words.quoting import gap_style, source_name, unit_style
from kb.clock import day_number

ORDER = ("disputed", "agrees", "cannot be checked")


def merged(marker: Marker) -> Verdicts:
    """Each number once, for the main text: what is the same said and measured in one row."""
    run = marker.run
    of: dict[str, list[SaidVerdict]] = {verdict: [] for verdict in ORDER}
    for each in run.said:
        of[each.verdict].append(each)
    sums = [each for each in of["cannot be checked"] if _adds_up(run, each)]
    unchecked = [each for each in of["cannot be checked"] if each not in sums]
    disputed, agrees, adds_up, open_ = (
        tuple(_rows(marker, verdicts, open_=verdicts is unchecked))
        for verdicts in (of["disputed"], of["agrees"], sums, unchecked)
    )
    return Verdicts(disputed, agrees, adds_up, open_, _dated(marker))


def _dated(marker: Marker) -> str:
    """On which days it was measured, where one of them is not the day of the briefing."""
    run = marker.run
    names = dict.fromkeys(each.document for each in run.said)
    days = {name: day_number(run.catalog.sources[name].dated or EPOCH) for name in names}
    if all(day == run.question.as_of for day in days.values()):
        return ""
    each = " and ".join(f"the {name} of {numbers.date_text(day)}" for name, day in days.items())
    return marker.own(f"Measured on the day of the document: {each}.")


def _adds_up(run: Run, verdict: SaidVerdict) -> bool:
    """Whether other numbers of the same document come to this one."""
    page = run.book.page(verdict.claim)
    if verdict.name not in {quantity.name for quantity in page.let}:
        return False
    sums = document_sums(run.book, page)
    return any(each.name == verdict.name and each.agrees for each in sums)


def _rows(marker: Marker, verdicts: Iterable[SaidVerdict], *, open_: bool) -> Iterable[TableRow]:
    """A row for what is the same said and measured; an open one with what others said last."""
    alike: dict[tuple[object, ...], list[SaidVerdict]] = {}
    for verdict in verdicts:
        said = verdict.said
        same = (said.how, said.low.value, said.high.value, verdict.measured)
        label = said.label if verdict.measured is None else ""
        alike.setdefault((verdict.document, said.low.unit, *same, label), []).append(verdict)
    for group in alike.values():
        labels = dict.fromkeys(verdict.said.label for verdict in group)
        cited = dict.fromkeys(verdict.said.paragraph for verdict in group)
        label = marker.own(", ".join(labels))
        if open_ and (other := other_reading(marker, group[0])):
            label += f" ({other})"
        cells = (label, *_cells(marker, group[0]))
        yield marker.row(cells, " ".join(cited))


def every(marker: Marker) -> tuple[TableRow, ...]:
    """Each stated number of each claim, for the annex: disputes first, then agreements."""
    said = sorted(marker.run.said, key=lambda verdict: ORDER.index(verdict.verdict))
    return tuple(_full(marker, verdict) for verdict in said)


def _full(marker: Marker, verdict: SaidVerdict) -> TableRow:
    page = marker.run.book.page(verdict.claim)
    return against(marker, verdict, marker.own(page.title))


def against(marker: Marker, verdict: SaidVerdict, *before: str) -> TableRow:
    """What a stated number is, as said, as measured, the verdict, and how far off or why not."""
    said, measured, gap, by = _cells(marker, verdict)
    off = "; ".join(part for part in (gap and f"by {gap}", by) if part)
    cells = (*before, marker.own(verdict.said.label), said, measured, verdict.verdict, off)
    return marker.row(cells, verdict.said.paragraph)


def _cells(marker: Marker, verdict: SaidVerdict) -> tuple[str, str, str, str]:
    """Said, measured, how far off and by whom; for what cannot be checked, why."""
    page, unit = marker.run.book.page(verdict.claim), verdict.said.low.unit
    said = marker.writer.contexts.said_text(page, verdict.said)
    rows = (verdict.facts,) if verdict.facts else ()
    ref = Ref("fact", f"{verdict.claim}.{verdict.name}", rows)
    if verdict.measured is None:
        return said, marker.mark(numbers.UNKNOWN, ref), "", marker.mark(verdict.why, ref)
    off = gap_style(unit)(abs(verdict.gap or 0.0)) if verdict.verdict == "disputed" else ""
    names = ", ".join(source_name(s, marker.run.catalog) for s in verdict.sources)
    measured = marker.mark(unit_style(unit)(verdict.measured), ref)
    by = marker.mark(names or "by arithmetic", ref)
    return said, measured, off and marker.mark(off, ref), by


def conflict(marker: Marker, found: Conflict) -> TableRow:
    """Two sources that lie further apart than the series allows."""
    catalog = marker.run.catalog
    style = unit_style(catalog.get(found.series).unit)
    ref = Ref("fact", found.series, (found.facts,))
    pairs = [
        f"{marker.own(source_name(source, catalog))}: {marker.mark(style(value), ref)}"
        for source, value in zip(found.sources, found.values, strict=True)
    ]
    cells = (marker.own(found.series), marker.own(numbers.iso_date(found.as_of)), *pairs)
    return TableRow(cells, marker.cite([ref]))
