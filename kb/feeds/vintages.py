"""What an answer says that the base does not know yet: facts in, the new and the revised ones out.

A source without vintages says what it says today. The first value of a day is known when its feed
says; another value of a known day is a revision, known from the request. A source with vintages,
whose rows state when each was known, is taken at its word. What is the same as before is left out,
however often it is published.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isclose
from typing import NamedTuple

from kb.batches import SAME
from kb.catalog import Catalog
from kb.clock import NO_TARGET, day_number
from kb.facts import Fact, checked
from kb.rounding import rounded_alike

REVISED = "another value than before, known from the request"
_STRAND = """SELECT strand.id FROM strand JOIN series ON series.id = strand.series_id
    JOIN source ON source.id = strand.source_id
    WHERE series.name = ? AND source.name = ? AND strand.asset = ? AND strand.target = ?"""
_VINTAGES = """SELECT as_of, span, known_at, value, unit.name FROM fact
    JOIN unit ON unit.id = fact.unit_id
    WHERE strand_id = ? AND as_of BETWEEN ? AND ? ORDER BY known_at"""

Strand = tuple[str, str, str, date | None]


class Vintage(NamedTuple):
    """A value of a day, and since when it is known, in seconds."""

    known_at: int
    value: float
    unit: str


@dataclass
class News:
    """What an answer brings: facts to be added, and which of them are revisions.

    at_odds  sentences on rows that are not taken: since when they are known cannot be told
    """

    facts: list[Fact] = field(default_factory=list)
    revises: list[bool] = field(default_factory=list)
    at_odds: list[str] = field(default_factory=list)


class Comparer:
    """Holds the facts of one answer against what the base knows of the same days.

    at          when it was answered
    revised_at  since when another value than before is known: `at`, and when bytes are read again
                the moment of that, since nobody knew before what they say
    """

    def __init__(
        self, connection: sqlite3.Connection, catalog: Catalog, at: datetime, revised_at: datetime
    ) -> None:
        self._connection, self._catalog = connection, catalog
        self._at, self._revised_at = at, revised_at
        self._known: dict[tuple[Strand, date, int], list[Vintage]] = {}

    def news(self, facts: Sequence[Fact]) -> News:
        """The new and the revised among the facts of an answer."""
        self._read(facts)
        found = News()
        for fact in sorted(facts, key=lambda each: (each.as_of, each.known_at)):
            key = (_strand(fact), fact.as_of, fact.span)
            self._sort_in(found, fact, self._known.setdefault(key, []))
        return found

    def _sort_in(self, found: News, fact: Fact, known: list[Vintage]) -> None:
        stated, own = fact.publication == "stated", _seconds(fact.known_at)
        standing = _standing(known, own if stated else _seconds(self._at))
        if standing is not None and self._same(fact, standing):
            return
        again = standing is not None and (not stated or standing.known_at == own)
        newest = known[-1] if known else None
        passed = newest is not None and newest.known_at >= _seconds(self._revised_at)
        if again and (newest is not standing or passed):
            found.at_odds.append(_otherwise(fact))
            return
        taken = self._revision(fact) if again else fact
        found.revises.append(bool(known))
        found.facts.append(taken)
        known.append(Vintage(_seconds(taken.known_at), taken.value, taken.unit))
        known.sort()

    def _revision(self, fact: Fact) -> Fact:
        note = fact.note or REVISED
        known = {"known_at": self._revised_at, "publication": "stated", "note": note}
        return checked(Fact, {**vars(fact), **known})

    def _same(self, fact: Fact, standing: Vintage) -> bool:
        if isclose(fact.value, standing.value, rel_tol=SAME, abs_tol=0.0):
            return True
        return rounded_alike(fact, standing.value, standing.unit, self._catalog)

    def _read(self, facts: Iterable[Fact]) -> None:
        """What the base knows of the days of these facts."""
        days: dict[Strand, list[date]] = {}
        for fact in facts:
            days.setdefault(_strand(fact), []).append(fact.as_of)
        for strand, own in days.items():
            series, source, asset, about = strand
            target = NO_TARGET if about is None else day_number(about)
            row = self._connection.execute(_STRAND, (series, source, asset, target)).fetchone()
            if row is not None:
                self._read_strand(strand, row[0], min(own), max(own))

    def _read_strand(self, strand: Strand, row: int, first: date, last: date) -> None:
        bounds = row, day_number(first), day_number(last)
        for as_of, span, *vintage in self._connection.execute(_VINTAGES, bounds):
            key = strand, date.fromordinal(_EPOCH + as_of), span
            self._known.setdefault(key, []).append(Vintage(*vintage))


_EPOCH = date(1970, 1, 1).toordinal()


def _strand(fact: Fact) -> Strand:
    return fact.series, fact.source, fact.asset, fact.target


def _standing(known: Sequence[Vintage], seconds: int) -> Vintage | None:
    """The vintage that stands at a moment; they are in order."""
    return next((each for each in reversed(known) if each.known_at <= seconds), None)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _otherwise(fact: Fact) -> str:
    about = f" for {fact.target}" if fact.target else ""
    return (
        f"{fact.series}{about} on {fact.as_of}: another value than before, and since when it is "
        "known cannot be told; it is not taken"
    )
