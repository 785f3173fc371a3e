"""The header of a vendor's table: where a column stands, by its name or its number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kb.errors import ReadError
from kb.maps.model import Map, Place, Told


@dataclass(frozen=True)
class Header:
    """The names of the columns of a file, in their order; None where it gives none."""

    file: str
    names: Sequence[str] | None

    def place(self, columns: Iterable[Place]) -> int | None:
        """The place of the first of these columns that is there, counted from 0."""
        names = self.names
        for wanted in columns:
            if isinstance(wanted, int):
                if wanted >= 1 and (names is None or wanted <= len(names)):
                    return wanted - 1
            elif names is not None and wanted in names:
                if names.count(wanted) > 1:
                    raise ReadError(f"{self.file} has the column {wanted!r} twice; name its number")
                return names.index(wanted)
        return None

    def needed(self, columns: Sequence[Place]) -> int:
        """The same for a column that must be there; raises ReadError where it is not."""
        place = self.place(columns)
        if place is None:
            wanted = " or ".join(repr(column) for column in columns)
            raise ReadError(
                f"{self.file} has no column {wanted}, which the map names; {self.known(columns[0])}"
            )
        return place

    def known(self, wanted: Place = "") -> str:
        """A clause on the columns that there are, the likeliest first."""
        if self.names is None:
            return "it has no header, so give the names of its columns under `header` in the map"
        near = get_close_matches(str(wanted), self.names, n=1, cutoff=0.6)
        there = f"its columns are {' '.join(', '.join(self.names).split())[:300]}"
        return f"did you mean {near[0]!r}?" if near else there

    def called(self, place: int) -> str:
        """A column as messages name it."""
        return f"column {self.names[place] if self.names else place + 1}"

    def unread(self, table: Map) -> list[str]:
        """The columns that a map says nothing of."""
        named = _named(table)
        numbered = enumerate(self.names or (), start=1)
        return [name for n, name in numbered if name and name not in named and n not in named]


def _named(table: Map) -> set[Place]:
    told = [table.source, table.asset, table.target]
    told += [name for each in table.columns for name in (each.source, each.asset, each.target)]
    moment = [table.known_at.column] if table.known_at else []
    every = [
        table.date.column,
        *moment,
        tuple(table.only),
        *(each.column for each in told if isinstance(each, Told)),
    ]
    every += [places for column in table.columns for places in column.places]
    return {place for places in every for place in places}
