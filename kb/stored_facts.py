"""Facts as they stand in the base: row ids in, whole facts with their texts out.

They were checked before they went in, so they are not checked again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache

from kb.clock import NO_TARGET, day_date, moment
from kb.errors import StoreError
from kb.frozen import dataclass
from kb.publication import PUBLICATIONS, How

_FACT = """SELECT fact.id, fact.batch_id, series.name, strand.asset, strand.target, fact.as_of,
    fact.span, fact.known_at, fact.value, unit.name, source.name, fact.note,
    fact.publication, withdrawal.known_at, withdrawal.why
    FROM fact JOIN strand ON strand.id = fact.strand_id JOIN unit ON unit.id = fact.unit_id
    JOIN series ON series.id = strand.series_id JOIN source ON source.id = strand.source_id
    LEFT JOIN withdrawal ON withdrawal.fact_id = fact.id"""
_THESE = " WHERE fact.id IN (SELECT value FROM json_each(?))"
_moment = lru_cache(4096)(moment)  # many facts of a day became known together

_Row = tuple[
    int, int, str, str, int, int, int, int, float, str, str, str, int, int | None, str | None
]


@dataclass(frozen=True)
class StoredFact:
    """A `Fact` as it stands in the base, with its row and its batch.

    withdrawn, why  since when it is taken back, and why; None and "" where it never was
    """

    series: str
    asset: str
    target: date | None
    as_of: date
    span: int
    known_at: datetime
    value: float
    unit: str
    source: str
    note: str
    publication: How
    id: int
    batch: int
    withdrawn: datetime | None
    why: str

    def written(self) -> dict[str, object]:
        """What it says for programs: days and moments as texts, in UTC."""
        return {name: _written(value) for name, value in vars(self).items()}


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else value


def facts_by_id(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[StoredFact]:
    """The facts with these row ids, in that order."""
    wanted = [int(number) for number in ids]
    rows = connection.execute(f"{_FACT}{_THESE}", (json.dumps(wanted),))
    there = {row[0]: row for row in rows}
    for number in wanted:
        if number not in there:
            raise StoreError(f"there is no fact {number} in this base")
        yield _stored(there[number])


def _stored(row: _Row) -> StoredFact:
    (
        number, batch, series, asset, target, as_of, span, known_at, value, unit, source, note,
        publication, withdrawn, why,
    ) = row  # fmt: skip
    return StoredFact(
        series, asset, None if target == NO_TARGET else day_date(target), day_date(as_of), span,
        _moment(known_at), value, unit, source, note, PUBLICATIONS[publication],
        id=number, batch=batch, withdrawn=None if withdrawn is None else moment(withdrawn),
        why=why or "",
    )  # fmt: skip
