"""Where the rows of a received batch stand in this base: row ids in, its rows as they came out.

Most rows are facts of this base, to the last bit. One that says the same in other words (another
unit, a note, a last digit) is kept beside them as it came, and so is one that contradicts a fact.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.batch_digest import CHUNK
from kb.errors import AlteredError, StoreError
from kb.exchange.content import Spelt, opened, squeezed
from kb.stored_batches import FACT_ROW, StoredNames

NOWHERE = 0
"""In the place of a row id: a fact of this base contradicts the row."""
_ROWS = f"SELECT {FACT_ROW} FROM fact WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class Standing:
    """The rows of a batch, in its order.

    ids   the fact of this base that says the same; NOWHERE where one contradicts it
    kept  by place, the rows that no fact says in the same words
    """

    ids: Sequence[int]
    kept: Mapping[int, Spelt] = field(default_factory=dict)

    def packed(self) -> bytes:
        """As it is stored: stretches of row ids that follow one another."""
        rows = [[place, *row] for place, row in sorted(self.kept.items())]
        return squeezed({"ids": _stretches(self.ids), "kept": rows})

    def rows(self, connection: sqlite3.Connection, names: StoredNames) -> Iterator[Spelt]:
        """The rows as they came; AlteredError where a fact is not there any more."""
        for start in range(0, len(self.ids), CHUNK):
            ids = self.ids[start : start + CHUNK]
            wanted = sorted({n for n in ids if n != NOWHERE})
            there = {row[0]: row for row in connection.execute(_ROWS, (json.dumps(wanted),))}
            for place, number in enumerate(ids, start):
                if place in self.kept:
                    yield self.kept[place]
                elif number in there:
                    yield _spelt(there[number], names)
                else:
                    raise AlteredError(f"fact {number} is missing, which a received batch holds")


def standing(packed: object) -> Standing:
    """Where rows stand, as it was stored; AlteredError where that cannot be read."""
    try:
        found = opened(packed)  # type: ignore[arg-type]
        ids = [first + n for first, count in found["ids"] for n in range(count)]
        kept = {
            place: Spelt((series[0], series[1], series[2], series[3]), *rest)
            for place, series, *rest in found["kept"]
        }
        return Standing(ids, kept)
    except (StoreError, KeyError, TypeError, ValueError) as error:
        raise AlteredError("where the rows of a received batch stand cannot be read") from error


def _stretches(ids: Sequence[int]) -> list[list[int]]:
    """Row ids as [first, count]; each NOWHERE is a stretch of its own, [0, 1]."""
    found: list[list[int]] = []
    for number in ids:
        if found and number != NOWHERE and number == sum(found[-1]) and found[-1][0] != NOWHERE:
            found[-1][1] += 1
        else:
            found.append([number, 1])
    return found


def _spelt(row: tuple[Any, ...], names: StoredNames) -> Spelt:
    _, _, strand, as_of, known_at, span, value, unit, note, publication = row
    return Spelt(
        names.series(strand), as_of, known_at, span, names.unit(unit), value, note, publication
    )
