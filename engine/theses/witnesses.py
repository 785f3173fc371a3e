"""On how many facts a thesis' holding claims rest, and which of them carry several claims.

In: a run and claims that hold. Out: the facts under each by all that decided it, its premises and
theirs included. A fact is counted as the evidence of a briefing numbers it: a row, or a window of
many rows as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.briefing.evidence import entries
from engine.evaluation.explain import facts_under
from engine.inference.findings import LineFinding
from engine.inference.run import Run
from engine.pages.page import Comparison, Group, Line, Page, RestsOn

DAY = 0
Rows = tuple[int, ...]


@dataclass(frozen=True)
class Shared:
    """One fact, by its rows, and the claims that rest on it; `series` is what it is a fact of."""

    rows: Rows
    series: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Witnesses:
    """The facts under a thesis' holding claims: how many they are, and those that several share.

    shared  facts under two claims or more, most claims first, then in the order of the claims
    """

    claims: tuple[str, ...]
    facts: tuple[Rows, ...]
    shared: tuple[Shared, ...]


def witnesses(run: Run, claims: Sequence[str]) -> Witnesses:
    """What holding claims rest on."""
    under: dict[Rows, list[str]] = {}
    for claim in claims:
        for rows in dict.fromkeys(_deciding(run, run.book.page(claim))):
            under.setdefault(rows, []).append(claim)
    by_number = sorted(under.items(), key=lambda pair: -len(pair[1]))
    shared = tuple(
        Shared(rows, series_of(run, rows), tuple(resting))
        for rows, resting in by_number
        if len(resting) > 1
    )
    return Witnesses(tuple(claims), tuple(under), shared)


def common(run: Run, first: Witnesses, second: Witnesses) -> tuple[Shared, ...]:
    """The facts under claims of both, those under most claims first."""
    both = [rows for rows in first.facts if rows in set(second.facts)]
    claims = {rows: (*_resting(run, first, rows), *_resting(run, second, rows)) for rows in both}
    return tuple(
        Shared(rows, series_of(run, rows), claims[rows])
        for rows in sorted(both, key=lambda rows: -len(claims[rows]))
    )


def series_of(run: Run, rows: Rows) -> str:
    """The series the first of these fact rows belongs to."""
    return next(
        series
        for series, tracks in run.evaluation.panel.tracks.items()
        if any(rows[0] in track.ids for track in tracks)
    )


def _resting(run: Run, of: Witnesses, rows: Rows) -> Iterator[str]:
    return (c for c in of.claims if rows in set(_deciding(run, run.book.page(c))))


def _deciding(run: Run, page: Page) -> Iterator[Rows]:
    """The facts under the lines that decided a page: all where it holds, else those that fail."""
    finding = run.findings[page.claim]
    lines = {line.id: line for line in page.lines()}
    decided = {"holds": "true", "fails": "false"}[finding.status]
    for found in finding.lines:
        if found.truth == decided:
            yield from _under(run, page, lines, found)


def _under(run: Run, page: Page, lines: dict[str, Line], found: LineFinding) -> Iterator[Rows]:
    match lines[found.id].condition:
        case RestsOn(claim, _):
            yield from _deciding(run, run.book.page(claim))
        case Group():
            for member in found.members:
                if member.truth == found.truth:
                    yield from _under(run, page, lines, member)
        case Comparison(left, _, right):
            for side in (left, right):
                for owner, fact in facts_under(run.book, page, side):
                    reading = run.evaluation.readings[owner.claim][fact.name][DAY]
                    yield from entries(reading.facts) if reading.facts else ()
