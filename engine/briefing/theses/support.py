"""On how many facts a thesis' confirmed claims rest, and which of them carry several claims.

In: a run and claims that are decided. Out: the facts under each by all that decided it, its
premises and theirs included. A fact is counted as the evidence of a briefing numbers it: a row, or
a window of many rows as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import chain

from engine.evaluation.explain import readings_under
from engine.judge.findings import LineFinding
from engine.judge.run import Run
from engine.pages.edges import Node
from engine.pages.page import Comparison, Group, Page, RestsOn
from engine.words.context import DAY
from engine.words.evidence import entries
from kb.frozen import dataclass

Rows = tuple[int, ...]


@dataclass(frozen=True)
class SharedFact:
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
class Support:
    """The facts under a thesis' confirmed claims: how many they are, and those that several share.

    facts   each with the claims that rest on it
    shared  facts under two claims or more, most claims first, then in the order of the claims
    """

    claims: tuple[str, ...] = ()
    facts: Mapping[Rows, Sequence[str]] = field(default_factory=dict)
    shared: tuple[SharedFact, ...] = ()


def support(run: Run, claims: Sequence[str]) -> Support:
    """What claims rest on that are decided."""
    under: dict[Rows, list[str]] = {}
    for claim in claims:
        for rows in dict.fromkeys(_deciding(run, run.book.page(claim))):
            under.setdefault(rows, []).append(claim)
    by_number = sorted(under.items(), key=lambda pair: -len(pair[1]))
    shared = tuple(_shared(run, rows, resting) for rows, resting in by_number if len(resting) > 1)
    return Support(tuple(claims), under, shared)


def common_facts(run: Run, first: Support, second: Support) -> tuple[SharedFact, ...]:
    """The facts under claims of both, those under most claims first."""
    found = [
        _shared(run, rows, (*claims, *second.facts[rows]))
        for rows, claims in first.facts.items()
        if rows in second.facts
    ]
    return tuple(sorted(found, key=lambda shared: -len(shared.claims)))


def _shared(run: Run, rows: Rows, claims: Sequence[str]) -> SharedFact:
    every = chain.from_iterable(run.evaluation.panel.tracks.values())
    track = next(track for track in every if rows[-1] in track.ids)
    as_of = int(track.as_of[track.ids == rows[-1]][0])
    return SharedFact(rows, track.series, track.source, as_of, tuple(claims))


def _deciding(run: Run, page: Page) -> Iterator[Rows]:
    """The facts under the lines that decided a page: all where it holds, else those that fail."""
    finding = run.findings[page.claim]
    decided = {"holds": "true", "fails": "false"}[finding.status]
    return _under(run, page, finding.lines, decided)


def _under(run: Run, page: Page, among: Sequence[LineFinding], decided: str) -> Iterator[Rows]:
    conditions = {line.id: line.condition for line in page.lines()}
    for found in (each for each in among if each.truth == decided):
        match conditions[found.id]:
            case RestsOn(claim, _):
                yield from _deciding(run, run.book.page(claim))
            case Group():
                yield from _under(run, page, found.members, decided)
            case Comparison():
                node = Node(page.claim, found.id)
                for reading in readings_under(run.book, run.evaluation, [node], DAY):
                    yield from entries(reading.facts) if reading.facts else ()
