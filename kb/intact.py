"""Facts against the checksums of their batches: rows as they are read in, the first damaged named.

A checksum is four bytes, so one damage in four thousand million goes by. What holds the checksums
is looked at too: that each batch has one for each of its facts, that the facts are numbered without
a gap, and that batches and withdrawals are what their links and digests say.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kb import chain
from kb.batch_digest import SpeltSeries
from kb.checksums import checksums_of, name_checksum
from kb.damage import damaged
from kb.errors import AlteredError
from kb.frozen import dataclass
from kb.marks import Marked, MarksInOrder, Written
from kb.taken_back import withdrawal_digest, withdrawal_rows

_BATCHES = """SELECT id, digest, rows, last_fact, label, added_at, previous, chain FROM batch
    ORDER BY id"""
_AT_ONCE = 8_192
"""Facts whose checksums are made at once: few enough that what is made of them stays at hand."""


@dataclass(frozen=True)
class NameChecksums:
    """The checksums of what row ids of source series and units stand for, 0 where none does."""

    series: NDArray[np.uint64]
    units: NDArray[np.uint64]


def name_checksums(series: Mapping[int, SpeltSeries], units: Mapping[int, str]) -> NameChecksums:
    """The checksums of names by row id; the ids have no gap."""
    return NameChecksums(_by_id("strand", series), _by_id("unit", units))


def _by_id(table: str, names: Mapping[int, object]) -> NDArray[np.uint64]:
    found = np.zeros(len(names) + 1, dtype=np.uint64)
    for place, number in enumerate(sorted(names), start=1):
        if number != place:
            raise damaged(f"{table} {place}: this row is missing, or a name that it needs")
        found[place] = name_checksum(names[number])
    return found


def checked_on(
    connection: sqlite3.Connection, parts: Iterable[NDArray[np.void]],
    notes: Sequence[tuple[int, str]], names: NameChecksums, start: int, until: int,
) -> Iterator[NDArray[np.void]]:  # fmt: skip
    """Every fact of a base behind the first so many up to the last of a batch, part by part.

    Those of a batch that is not written yet are passed over.

    parts   by row id; given out as they are checked
    notes   as (row id, note), by row id
    raises  AlteredError naming the first row that is damaged
    """
    marks = MarksInOrder(connection, until)
    end, following = marks.batches[-1].last if marks.batches else 0, 1
    for each in marks.batches:
        if each.first != following:
            raise damaged(f"batch {each.id}: its facts do not begin where those before it end")
        following = each.last + 1
    at = start
    for rows in parts:
        own = rows[: max(end - at, 0)]
        gaps = np.flatnonzero(own["id"] != np.arange(at + 1, at + 1 + len(own)))
        if len(gaps):
            raise damaged(f"fact {at + 1 + int(gaps[0])}: it is missing")
        if len(own) < len(rows) and not connection.in_transaction:
            raise damaged(f"fact {int(rows['id'][len(own)])}: it is of no batch")
        if len(own):
            noted = noted_between(notes, at, at + len(own))
            _compare(own, marks.between(at, at + len(own)), noted, names, marks.batches)
        at += len(own)
        yield rows
    if at < end:
        raise damaged(f"fact {at + 1}: it is missing")


def noted_between(
    notes: Sequence[tuple[int, str]], after: int, until: int
) -> Sequence[tuple[int, str]]:
    """The notes of the facts behind the first so many up to another, by the place among these."""
    first, last = (
        bisect_right(notes, number, key=lambda note: note[0]) for number in (after, until)
    )
    return [(number - after - 1, note) for number, note in notes[first:last]]


def check_some(
    rows: NDArray[np.void], notes: Mapping[int, str], names: NameChecksums,
    written: Sequence[Marked], writing: bool,
) -> None:  # fmt: skip
    """Some facts of a base, in any order; `notes` are those of them that say anything, by row id.

    written  the batches that they name
    writing  whether some may be of a batch that is not written yet
    raises   AlteredError naming the first row that is damaged
    """
    ids = rows["id"].tolist()
    first = np.array([each.first for each in written], dtype=np.int64)
    place = np.searchsorted(first, rows["id"], side="right") - 1
    last = np.array([each.last for each in written], dtype=np.int64)
    inside = place >= 0
    inside[inside] = rows["id"][inside] <= last[place[inside]]
    if not inside.all():
        if writing:
            rows, place, ids = rows[inside], place[inside], rows["id"][inside].tolist()
        else:
            raise damaged(f"fact {rows['id'][~inside][0]}: it is not of the batch that it names")
    marks = np.empty(len(rows), dtype="<u4")
    for number, each in enumerate(written):
        own = place == number
        marks[own] = each.checksums[rows["id"][own] - each.first]
    placed = [(n, notes[number]) for n, number in enumerate(ids) if number in notes]
    _compare(rows, marks, placed, names, written)


def _compare(
    rows: NDArray[np.void], marks: NDArray[np.uint32], notes: Sequence[tuple[int, str]],
    names: NameChecksums, written: Sequence[Marked | Written],
) -> None:  # fmt: skip
    odd = first_odd(rows, marks, notes, names)
    if odd is not None:
        raise _altered(int(rows["id"][odd]), written)


def first_odd(
    rows: NDArray[np.void], marks: NDArray[np.uint32], notes: Sequence[tuple[int, str]],
    names: NameChecksums,
) -> int | None:  # fmt: skip
    """The place of the first fact that is not what its checksum says; None where all are.

    notes  by the place of their fact
    """
    for column, of in (("source_series", names.series), ("unit", names.units)):
        odd = np.flatnonzero((rows[column] < 1) | (rows[column] >= len(of)))
        if len(odd):
            return int(odd[0])
    for start in range(0, len(rows), _AT_ONCE):
        some, end = rows[start : start + _AT_ONCE], start + _AT_ONCE
        noted = [(place - start, note) for place, note in notes if start <= place < end]
        series, units = names.series[some["source_series"]], names.units[some["unit"]]
        now = checksums_of(some, series, units, noted, some["publication"])
        odd = np.flatnonzero(now != marks[start:end])
        if len(odd):
            return start + int(odd[0])
    return None


def _altered(fact: int, written: Sequence[Marked | Written]) -> AlteredError:
    batch = next((each for each in written if each.first <= fact <= each.last), None)
    label = f" ({batch.label})" if batch and batch.label else ""
    of = f" of batch {batch.id}{label}" if batch else ""
    return damaged(f"fact {fact}{of}: it, a name it uses or its mark is not as it was added")


def check_batches(connection: sqlite3.Connection) -> None:
    """Every batch against its link, and what is taken back against the digest of its batch.

    raises  AlteredError naming the first row that is damaged
    """
    last = chain.GENESIS
    for number, digest, rows, _, label, added_at, previous, link in connection.execute(_BATCHES):
        if previous != last or link != chain.link("batch", previous, digest, rows, label, added_at):
            raise damaged(f"batch {number}: it is not as it was written")
        last = link
    check_withdrawals(connection)


def check_withdrawals(connection: sqlite3.Connection) -> None:
    """What is taken back against the digest of the batch that did it."""
    query = "SELECT id, digest FROM batch WHERE rows = 0 ORDER BY id"
    for number, digest in connection.execute(query).fetchall():
        if withdrawal_digest(withdrawal_rows(connection, number)) != digest:
            raise damaged(f"withdrawal of batch {number}: it is not as it was written")
