"""A table of rows into the base: all of them or none, or with `keep_good` the good ones, and the
bad ones beside the file with the reason for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from kb.batch_digest import CHUNK
from kb.batches import OpenBatch
from kb.doubter import Doubter
from kb.fact_cells import check_note
from kb.fact_columns import FactColumns
from kb.facts import Checker, Fact
from kb.readers import BadRow
from kb.readers.table import Numbered, Table
from kb.receipt import Receipt
from kb.rejects import Rejects, RowsRejected
from kb.store import KnowledgeBase
from kb.uncollected import uncollected

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


@dataclass(frozen=True)
class Taking:
    """How the rows of a table are taken into a base."""

    kb: KnowledgeBase
    accept: str
    dry_run: bool = False
    keep_good: bool = False
    progress: Callable[[int], None] | None = None

    def take(
        self, opened: AbstractContextManager[Table], checker: Checker, beside: Path | None = None
    ) -> Intake:
        """Take them; `beside` is the file of the rows that are none, where they are kept."""
        why = self.accept
        check_note(why)
        with opened as rows, _tried_on(self.kb, self.dry_run) as base:
            rejects = Rejects(rows, beside)
            chunks = _chunks(rows.rows)
            first = next(chunks)  # read before the base is locked: a pipe may take its time
            with rejects, uncollected(), base.transaction():
                batch, doubter = (
                    OpenBatch(base.connection, base.catalog),
                    Doubter(base, self.accept),
                )
                self._write(batch, doubter, chain([first], chunks), rejects)
                if rejects.count and not self.keep_good:
                    raise RowsRejected(rejects.message(self.dry_run))
                receipt = _end(base, batch, rows.name, rejects, self.dry_run)
        return Intake(
            rows.name, receipt, rejects.count, tuple(rejects.complaints), doubter.accepted,
            rejects.written, self.dry_run,
            first=tuple(islice((row for _, _, row in first if isinstance(row, Fact)), SHOWN)),
            remarks=(*rows.remarks(), *checker.names.remarks()),
        )  # fmt: skip

    def _write(
        self, batch: OpenBatch, doubter: Doubter, chunks: Iterable[list[Numbered]], rejects: Rejects
    ) -> None:
        read = 0
        for chunk in chunks:
            _write(batch, *doubter.looked_at(chunk), rejects)
            read += len(chunk)
            if self.progress:
                self.progress(read)


def _tried_on(kb: KnowledgeBase, dry_run: bool) -> AbstractContextManager[KnowledgeBase]:
    """The base that rows go into: a copy where nothing is to change, which needs no leave."""
    return kb.copied() if dry_run else nullcontext(kb)


def _chunks(rows: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _write(batch: OpenBatch, chunk: list[Numbered], facts: FactColumns, rejects: Rejects) -> None:
    conflicts = batch.write(facts)
    good = [row for row in chunk if not isinstance(row[2], BadRow)] if conflicts else []
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
