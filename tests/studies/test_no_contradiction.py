"""A briefing does not contradict itself: on real days, one quantity is told by one number.

A few days are looked at in every run of the tests, sixty with --write-docs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest

from engine.briefing.compose import compose
from engine.briefing.parts import Briefing
from engine.briefing.render import render
from engine.judge.run import answer, question
from engine.pages.library import load_book
from engine.words.cite import unmarked
from kb.clock import day_number
from kb.panel import Track
from kb.store import KnowledgeBase
from tests.studies.printed import Printed, Reader

SAMPLE = ("2021-05-19", "2025-11-21")
FIRST, LAST, ALL = "2018-03-01", "2025-11-21", 58


@pytest.fixture(scope="module")
def briefings(real_base: KnowledgeBase, write_docs: bool) -> list[Briefing]:
    """The briefings of the days looked at."""
    spread = np.linspace(day_number(FIRST), day_number(LAST), ALL, endpoint=False).astype(int)
    days = [*map(day_number, SAMPLE), *(spread.tolist() if write_docs else ())]
    return [_of(real_base, day) for day in days]


def _of(kb: KnowledgeBase, day: int) -> Briefing:
    return compose(answer(kb, load_book(), kb.catalog, question(kb, "btc", day)), kb)


def test_one_quantity_of_one_day_is_told_by_one_number(briefings):
    assert [line for briefing in briefings for line in _told_twice(briefing)] == []


def _told_twice(briefing: Briefing) -> Iterator[str]:
    """Readings with another number; that of another source is none, where it names that source."""
    told: dict[tuple[object, ...], list[Printed]] = defaultdict(list)
    for each in Reader(briefing).numbers():
        told[each.what, each.day, each.kind].append(each)
    for readings in told.values():
        first, *others = readings
        for other in others:
            named = first.by != other.by and _names_its_source(other)
            if other.size != first.size and not named:
                yield f"{_day(briefing)} {first} and {other}"


def _names_its_source(each: Printed) -> bool:
    """Whether it stands in a table that has a column for that, or says whose word it is."""
    return "alone" in each.within or each.where.startswith((".verdicts", ".said", ".conflicts"))


def test_what_is_measured_is_never_said_to_be_beyond_checking(briefings):
    """A number of a document that cannot be checked is printed on the document's word alone."""
    assert [line for briefing in briefings for line in _checked_after_all(briefing)] == []


def _checked_after_all(briefing: Briefing) -> Iterator[str]:
    run = briefing.run
    measured = set(_measured(briefing))
    for each in run.said:
        if each.verdict == "cannot be checked" and f"{each.claim}.{each.name}" in measured:
            yield f"{_day(briefing)} {each.claim}.{each.name}: {each.why}"


def _measured(briefing: Briefing) -> Iterator[str]:
    """The facts of pages that somebody else than a document says."""
    run = briefing.run
    documents = {name for name, source in run.catalog.sources.items() if source.document}
    for claim, names in run.evaluation.readings.items():
        for name, (reading, *_) in names.items():
            if reading.value is not None and reading.source not in documents:
                yield f"{claim}.{name}"


def test_sources_that_disagree_on_one_day_are_listed(briefings):
    for briefing in briefings:
        text = " ".join(render(briefing, "text").split())
        for series, day in _apart(briefing):
            assert f"{series} on {day}" in text


def _apart(briefing: Briefing) -> Iterator[tuple[str, str]]:
    """The series of which two sources' newest facts are of one day and too far apart."""
    run = briefing.run
    documents = {name for name, source in run.catalog.sources.items() if source.document}
    for series, tracks in run.evaluation.panel.tracks.items():
        spoken = [t for t in map(_standing, tracks) if len(t) and t.source not in documents]
        for one, other in combinations(spoken, 2):
            a, b = float(one.value[-1]), float(other.value[-1])
            absolute, relative = run.catalog.tolerance(series)
            width = absolute if absolute is not None else (relative or 0) * max(abs(a), abs(b))
            fresh = run.question.as_of - one.as_of[-1] <= run.catalog.get(series).stale_after
            alike = all(getattr(one, n)[-1] == getattr(other, n)[-1] for n in SAME)
            if alike and fresh and abs(a - b) > width:
                yield series, str(np.datetime64(int(one.as_of[-1]), "D"))


SAME = ("as_of", "target", "span")


def _standing(track: Track) -> Track:
    return track.standing


def test_a_number_of_the_table_that_only_a_document_gives_says_so(briefings):
    for briefing in briefings:
        sources = briefing.run.catalog.sources
        for row in briefing.front.rows if briefing.front else ():
            source = sources.get(row.number.source)
            if source is not None and source.document:
                assert f", {row.number.source}" in unmarked(row.label)


def test_what_was_measured_on_another_day_is_dated(briefings):
    """Documents are checked on their own day, which is not that of the briefing."""
    for briefing in briefings:
        dated = {briefing.run.catalog.sources[each.document].dated for each in briefing.run.said}
        for day in dated - {None}:
            if day_number(day) != briefing.run.question.as_of:
                assert f"of {day.day} {day:%B %Y}" in unmarked(briefing.verdicts.dated)


def test_two_readings_of_open_interest_stand_as_two_with_their_days(briefings):
    """The essay's 68bn of 17 November 2025, and what was counted a month before."""
    [row] = [
        unmarked(row.cells[0])
        for briefing in briefings
        if _day(briefing) == "21 November 2025"
        for row in briefing.verdicts.unchecked
        if unmarked(row.cells[0]).startswith("open interest now")
    ]
    assert row == "open interest now (CoinGlass has $68.5bn of 18 October 2025)"


def _day(briefing: Briefing) -> str:
    return unmarked(briefing.stamp["as_of"])
