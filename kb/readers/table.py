"""What every reader gives: a table's columns and its rows, each a fact or the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from kb.errors import ReadError
from kb.facts import COLUMNS, Fact
from kb.frozen import dataclass

REASON = "reason"  # the column --keep-good adds; a mended file may still have it


@dataclass(frozen=True)
class BadRow:
    """A row that is not a fact: where it stands, why, and what it says."""

    line: int
    reason: str
    raw: str


Row = Fact | BadRow
Cells = Sequence[str]
Numbered = tuple[int, Cells, Row]


@dataclass(frozen=True)
class Table:
    """A file's rows as (line, cells, row); the cells stand in the order of `columns`.

    remarks  what was passed over among the rows that were read, a clause each
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Numbered]
    remarks: Callable[[], tuple[str, ...]] = lambda: ()


def cells_of(raw: Mapping[str, object]) -> list[str]:
    """The cells of a row given by column, in the order of COLUMNS."""
    return ["" if (cell := raw.get(column)) is None else str(cell) for column in COLUMNS]


def at_least_one(rows: Iterator[Numbered], name: str) -> Iterator[Numbered]:
    """The same rows; ReadError when there is none."""
    first = next(rows, None)
    if first is None:
        raise ReadError(f"{name} holds no facts; `downdraft add --template` shows what to fill in")
    yield first
    yield from rows


def unknown_column(column: str) -> str:
    """A sentence about a column that does not exist, with the nearest that do."""
    near = get_close_matches(column, COLUMNS, n=1, cutoff=0.5)
    known = f"did you mean {near[0]!r}?" if near else f"the columns are {', '.join(COLUMNS)}"
    return f"column {column[:40]!r} is not known; {known}"
