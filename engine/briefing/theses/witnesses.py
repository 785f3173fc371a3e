"""On how many facts a thesis' holding claims rest, and which of them carry several claims.

In: a run and claims that hold. Out: the facts under each by all that decided it, its premises and
theirs included. A fact is counted as the evidence of a briefing numbers it: a row, or a window of
many rows as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.evaluation.explain import readings_under
from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.pages.edges import Node
from engine.pages.page import Comparison, Group, Line, Page, RestsOn
from engine.words.evidence import entries

DAY = 0
Rows = tuple[int, ...]


@dataclass(frozen=True)
class Shared:
    """One fact, by its rows, and the claims that rest on it.

    series, source  what it is a fact of, and who says so
    as_of           its day, or the last of its window; days since 1970-01-01
    """

    rows: Rows
    series: str
    source: str
    as_of: int
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
    shared = tuple(_shared(run, rows, resting) for rows, resting in by_number if len(resting) > 1)
    return Witnesses(tuple(claims), tuple(under), shared)


def common(run: Run, first: Witnesses, second: Witnesses) -> tuple[Shared, ...]:
    """The facts under claims of both, those under most claims first."""
    others = set(second.facts)
    found = [
        _shared(run, rows, (*_resting(run, first, rows), *_resting(run, second, rows)))
        for rows in first.facts
        if rows in others
    ]
    return tuple(sorted(found, key=lambda shared: -len(shared.claims)))


def _shared(run: Run, rows: Rows, claims: Sequence[str]) -> Shared:
    tracks = (track for told in run.evaluation.panel.tracks.values() for track in told)
    track = next(track for track in tracks if rows[-1] in track.ids)
    as_of = int(track.as_of[track.ids == rows[-1]][0])
    return Shared(rows, track.series, track.source, as_of, tuple(claims))


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
        case Comparison():
            for reading in readings_under(
                run.book, run.evaluation, [Node(page.claim, found.id)], DAY
            ):
                yield from entries(reading.facts) if reading.facts else ()
