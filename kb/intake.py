"""A file into the base: all of its rows or none, or with `keep_good` the good ones, and the bad
ones beside the file with the reason for each."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path

from kb.batch_digest import CHUNK
from kb.batches import OpenBatch, Receipt
from kb.facts import Checker, Fact
from kb.readers import STDIN, BadRow, open_table
from kb.readers.table import Numbered
from kb.rejects import Rejects, RowsRejected
from kb.store import KnowledgeBase

__all__ = ["Intake", "RowsRejected", "add_file"]


@dataclass(frozen=True)
class Intake:
    """What became of a file.

    rejected       how many rows were not facts; complaints are the first sentences about them
    rejected_file  where they are, with keep_good
    dry_run        nothing was changed: the receipt says what would have been
    """

    name: str
    receipt: Receipt
    rejected: int
    complaints: tuple[str, ...]
    rejected_file: Path | None
    dry_run: bool


def add_file(
    kb: KnowledgeBase,
    path: str | Path,
    *,
    source: str | None = None,
    asset: str = "btc",
    known_at: str = "",
    dry_run: bool = False,
    keep_good: bool = False,
    today: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Intake:
    """Add the facts of a file ("-" is standard input) as one batch.

    known_at  of rows that state none
    progress  called with the number of rows read so far, chunk by chunk
    raises    ReadError for a file that cannot be read, RowsRejected for rows that are not facts,
              StoreError when the base or the file of rejected rows cannot be written
    """
    checker = Checker(
        kb.catalog, default_source=source, default_asset=asset, default_known_at=known_at,
        today=today,
    )  # fmt: skip
    with open_table(path, checker) as table:
        beside = _beside(path) if keep_good and not dry_run else None
        rejects = Rejects(table, beside)
        chunks = _chunks(table.rows)
        first = next(chunks)  # read before the base is locked: a pipe may take its time
        with rejects, _uncollected(), kb.transaction():
            batch = OpenBatch(kb.connection)
            read = 0
            for chunk in chain([first], chunks):
                _write(batch, chunk, rejects)
                read += len(chunk)
                if progress:
                    progress(read)
            if rejects.count and not keep_good:
                raise RowsRejected(rejects.message(dry_run))
            receipt = _end(kb, batch, table.name, rejects, dry_run)
    return Intake(
        table.name, receipt, rejects.count, tuple(rejects.complaints), rejects.written, dry_run
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rows make no cycles: looking for some among millions takes a third of the time of a file."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


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
