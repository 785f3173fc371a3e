"""A file into the base: all of its rows or none, or with `keep_good` the good ones, and the bad
ones beside the file with the reason for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from kb.batch_digest import CHUNK
from kb.batches import OpenBatch
from kb.doubter import Doubter
from kb.fact_cells import check_note
from kb.facts import Checker, Fact
from kb.readers import STDIN, BadRow, open_table
from kb.readers.table import Numbered, Table
from kb.receipt import Receipt
from kb.rejects import Rejects, RowsRejected
from kb.store import KnowledgeBase
from kb.uncollected import uncollected

if TYPE_CHECKING:
    from kb.maps.model import Map

__all__ = ["Intake", "RowsRejected", "add_file"]

SHOWN = 12  # facts of a file that are shown before they are added


@dataclass(frozen=True)
class Intake:
    """What became of a file.

    rejected       how many rows were not facts; complaints are the first sentences about them
    accepted       how many suspect rows were added because somebody accepts them
    rejected_file  where they are, with keep_good
    dry_run        nothing was changed: the receipt says what would have been
    first          the first facts, as they are or would be
    remarks        what was passed over or read as something else, a clause each
    """

    name: str
    receipt: Receipt
    rejected: int
    complaints: tuple[str, ...]
    accepted: int
    rejected_file: Path | None
    dry_run: bool
    first: tuple[Fact, ...] = ()
    remarks: tuple[str, ...] = ()


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
    check_note(accept)
    checker = Checker(
        kb.catalog, default_source=source, default_asset=asset, default_known_at=known_at,
        today=today, new_sources=(*new_sources, *kb.sources()),
    )  # fmt: skip
    with _opened(path, table, checker) as rows, _tried_on(kb, dry_run) as base:
        beside = _beside(path) if keep_good and not dry_run else None
        rejects = Rejects(rows, beside)
        chunks = _chunks(rows.rows)
        first = next(chunks)  # read before the base is locked: a pipe may take its time
        with rejects, uncollected(), base.transaction():
            batch, doubter = OpenBatch(base.connection, base.catalog), Doubter(base, accept)
            read = 0
            for chunk in chain([first], chunks):
                _write(batch, doubter.looked_at(chunk), rejects)
                read += len(chunk)
                if progress:
                    progress(read)
            if rejects.count and not keep_good:
                raise RowsRejected(rejects.message(dry_run))
            receipt = _end(base, batch, rows.name, rejects, dry_run)
    return Intake(
        rows.name, receipt, rejects.count, tuple(rejects.complaints), doubter.accepted,
        rejects.written, dry_run,
        first=tuple(islice((row for _, _, row in first if isinstance(row, Fact)), SHOWN)),
        remarks=(*rows.remarks(), *checker.names.remarks()),
    )  # fmt: skip


def _tried_on(kb: KnowledgeBase, dry_run: bool) -> AbstractContextManager[KnowledgeBase]:
    """The base that rows go into: a copy where nothing is to change, which needs no leave."""
    return kb.copied() if dry_run else nullcontext(kb)


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


def _chunks(rows: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _write(batch: OpenBatch, chunk: list[Numbered], rejects: Rejects) -> None:
    good = [numbered for numbered in chunk if not isinstance(numbered[2], BadRow)]
    conflicts = batch.write([row for _, _, row in good if isinstance(row, Fact)])
    bad = [(line, cells, row.reason) for line, cells, row in chunk if isinstance(row, BadRow)]
    bad += [(*good[conflict.place][:2], conflict.reason) for conflict in conflicts]
    rejects.conflicts += len(conflicts)
    for line, cells, reason in sorted(bad, key=lambda entry: entry[0]):
        rejects.add(line, cells, reason)


def _end(
    kb: KnowledgeBase, batch: OpenBatch, name: str, rejects: Rejects, dry_run: bool
) -> Receipt:
    if dry_run:
        receipt = batch.receipt(rejects.conflicts)
        kb.connection.execute("ROLLBACK")
        return receipt
    rejects.put_in_place()
    return kb.finish(batch, name, rejects.conflicts)
