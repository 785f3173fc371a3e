"""Facts as columns: a chunk of facts in, arrays of what they say out, each field read once.

What most facts share with others, such as their series, source and unit, is looked up as one frame;
what is checked, hashed and written of a chunk is then taken from a few arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from kb.clock import day_number
from kb.frozen import dataclass
from kb.publication import How

if TYPE_CHECKING:
    from kb.facts import Fact

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
SourceSeries = tuple[str, str, str, date | None]
"""What one source says of a series, for an asset and a target: a row of the table `strand`."""

Thing = TypeVar("Thing")


class Frame(NamedTuple):
    """What many facts have in common; `target` is the date that they are about."""

    series: str
    source: str
    asset: str
    target: date | None
    span: int
    unit: str
    publication: How

    @property
    def source_series(self) -> SourceSeries:
        """What one source says of the series."""
        return self[:4]


_FRAME = itemgetter(*Frame._fields)
_AS_OF, _KNOWN_AT, _VALUE, _NOTE = map(itemgetter, ("as_of", "known_at", "value", "note"))
_MANY_MOMENTS = 100_000


@dataclass(frozen=True)
class FactColumns:
    """A chunk of facts, and by column what they say.

    facts     as they were given
    frames    the frame of each, by its place among all that its reader has met
    met       those
    as_of     days since 1970-01-01
    known_at  unix seconds
    values    canonical units
    """

    facts: Sequence[Fact]
    frames: Longs
    met: Sequence[Frame]
    as_of: Longs
    known_at: Longs
    values: Floats
    notes: list[str]

    def __len__(self) -> int:
        return len(self.facts)


class FactReader:
    """Reads facts chunk by chunk; remembers the frames, days and moments that it has met."""

    def __init__(self) -> None:
        self._places: Places[tuple[object, ...]] = Places()
        self._met: list[Frame] = []
        self._days, self._seconds = _Days(), _Seconds()

    def read(self, facts: Sequence[Fact]) -> FactColumns:
        """The columns of the next facts. Every loop here runs in C."""
        if len(self._seconds) > _MANY_MOMENTS:
            self._seconds.clear()
        fields, rows = list(map(vars, facts)), len(facts)
        frames = np.fromiter(map(self._places.__getitem__, map(_FRAME, fields)), np.int64, rows)
        self._met += map(Frame._make, self._places.since(len(self._met)))
        return FactColumns(
            facts, frames, self._met,
            as_of=np.fromiter(map(self._days.__getitem__, map(_AS_OF, fields)), np.int64, rows),
            known_at=np.fromiter(
                map(self._seconds.__getitem__, map(_KNOWN_AT, fields)), np.int64, rows
            ),
            # SQLite stores -0.0 as 0.0; adding makes them one here too
            values=np.fromiter(map(_VALUE, fields), np.float64, rows) + 0.0,
            notes=list(map(_NOTE, fields)),
        )  # fmt: skip


class Places(dict[Thing, int]):
    """The place of each thing in the order in which they are first asked for."""

    def __missing__(self, thing: Thing) -> int:
        self[thing] = len(self)
        return self[thing]

    def since(self, start: int) -> list[Thing]:
        """The things from place `start` on."""
        return list(islice(self, start, None))


class _Days(dict[date, int]):
    """The day number of each date."""

    def __missing__(self, day: date) -> int:
        self[day] = day_number(day)
        return self[day]


class _Seconds(dict[datetime, int]):
    """The seconds of each moment."""

    def __missing__(self, known_at: datetime) -> int:
        self[known_at] = int(known_at.timestamp())
        return self[known_at]
