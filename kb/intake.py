"""A file or the rows of a program into the base, through what takes a table of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kb.facts import COLUMNS, Checker, FactError
from kb.readers import STDIN, BadRow, open_table
from kb.readers.table import Numbered, Table, at_least_one, cells_of
from kb.rejects import RowsRejected
from kb.store import KnowledgeBase
from kb.taking import Intake, Taking

if TYPE_CHECKING:
    from kb.maps.model import Map

__all__ = ["Intake", "RowsRejected", "add_file", "add_rows"]


def add_file(
    kb: KnowledgeBase,
    path: str | Path,
    *,
    source: str | None = None,
    asset: str = "btc",
    known_at: str = "",
    dry_run: bool = False,
    keep_good: bool = False,
    accept: str = "",
    today: date | None = None,
    progress: Callable[[int], None] | None = None,
    table: Map | None = None,
    new_sources: Sequence[str] = (),
) -> Intake:
    """Add the facts of a file ("-" is standard input) as one batch.

    known_at     of rows that state none
    accept       why rows that are suspect against their series are added all the same
    table        how its columns are to be read, where they are not those of ours
    new_sources  sources that are meant, however like one that is known
    progress  called with the number of rows read so far, chunk by chunk
    raises    ReadError for a file that cannot be read, RowsRejected for rows that are not facts,
              StoreError when the base or the file of rejected rows cannot be written, FactError
              for a reason that is no note
    """
    checker = Checker(
        kb.catalog, default_source=source, default_asset=asset, default_known_at=known_at,
        today=today, new_sources=(*new_sources, *kb.sources()),
    )  # fmt: skip
    taking = Taking(kb, accept, dry_run, keep_good, progress)
    beside = _beside(path) if keep_good and not dry_run else None
    return taking.take(_opened(path, table, checker), checker, beside)


def add_rows(
    kb: KnowledgeBase,
    rows: Iterable[Mapping[str, object]],
    *,
    source: str | None = None,
    asset: str = "btc",
    known_at: str = "",
    accept: str = "",
) -> Intake:
    """Add rows that a program holds, as mappings of our columns to values, as one batch.

    Values are texts, numbers and dates; the arguments and the errors are those of `add_file`, a row
    is named by its number from 1.
    """
    checker = Checker(
        kb.catalog, default_source=source, default_asset=asset, default_known_at=known_at,
        new_sources=kb.sources(),
    )  # fmt: skip
    table = Table("the rows", COLUMNS, at_least_one(_stated(rows, checker), "what was given"))
    return Taking(kb, accept).take(nullcontext(table), checker)


def _stated(rows: Iterable[Mapping[str, object]], checker: Checker) -> Iterator[Numbered]:
    for line, raw in enumerate(rows, start=1):
        cells = cells_of(raw)
        try:
            yield line, cells, checker.fact(raw)
        except FactError as error:
            yield line, cells, BadRow(line, str(error), str(cells))


def _opened(path: str | Path, table: Map | None, checker: Checker) -> AbstractContextManager[Table]:
    if table is None:
        return open_table(path, checker)
    from kb.maps.reading import open_mapped  # most files are in our own columns

    return open_mapped(path, table, checker)


def _beside(path: str | Path) -> Path:
    if str(path) == STDIN:
        return Path("stdin.rejected.csv")
    given = Path(path)
    name = given.stem if given.suffix.lower() in ("", ".csv") else given.name
    return given.with_name(f"{name}.rejected.csv")
