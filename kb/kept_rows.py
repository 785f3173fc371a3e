"""Every checked fact of a base, kept by groups of assets: what is kept in, the rows of some out.

A briefing reads the group of its asset and what is told of no asset, whatever else a base holds.
There are two files: most of the facts in one, in the other those that came since, so that after a
day's facts only the small one is written anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.by_group import ByGroup
from kb.cache import forget, forget_others, named
from kb.kept_blocks import KeptBlocks, keep_blocks, kept_blocks
from kb.packed_rows import AT_ONCE, Rows
from kb.plausible.words import ACCEPTED
from kb.visible import COMMON, STORED, by_id

FORMAT = "2"
"""What files of another make do not share."""
TOGETHER = 16
"""Assets whose facts lie together: what they are read for is shared among them."""
KINDS = ("rows", "later_rows")
"""Of the file of most facts, and of that of those which came since."""
GROWN = 0.1
"""The share by which a base has grown when all of it is kept anew."""
_LINK = "SELECT 1 FROM batch WHERE id = ? AND chain = ? AND last_fact = ?"

Note = tuple[int, str]
StrandRow = tuple[int, str, str, str, int]
"""A source series as the base has it: its row id, series, source, asset and target."""


class Said(NamedTuple):
    """The names of row ids in full, of source series and of units, in the order of their ids."""

    series: Sequence[StrandRow]
    units: Sequence[tuple[int, str]]

    def digest(self, series: int | None = None, units: int | None = None) -> str:
        """The hash of all of them, or of the first so many."""
        return sha256(repr((self.series[:series], self.units[:units])).encode()).hexdigest()

    def groups(self) -> dict[str, int]:
        """The group of each asset: names are only ever added, so that it stays the same."""
        assets = dict.fromkeys(asset for _, _, _, asset, _ in self.series if asset != COMMON)
        return {COMMON: 0} | {asset: 1 + n // TOGETHER for n, asset in enumerate(assets)}

    def group_of(self) -> tuple[NDArray[np.int32], int]:
        """The group of each source series by its row id, and how many groups there are."""
        groups = self.groups()
        numbers = [groups[asset] for _, _, _, asset, _ in self.series]
        return by_id([row[0] for row in self.series], numbers), max(groups.values()) + 1


def accepted_of(notes: Iterable[Note], last: int) -> Iterator[int]:
    """The facts up to a row id that somebody accepts, by their notes, however they look."""
    return (number for number, note in notes if note.startswith(ACCEPTED) and number <= last)


class UpTo(NamedTuple):
    """Which facts a file holds: those behind one up to the last of a batch with its link.

    series, units, said  how many names there were then, and their hash
    notes                of these facts
    """

    behind: int
    batch: int
    chain: str
    last: int
    series: int
    units: int
    said: str
    notes: list[Note]


NONE = UpTo(0, 0, "", 0, 0, 0, "", [])


class KeptRows:
    """What is kept of a base under a key, its files open."""

    def __init__(
        self, key: Sequence[str] = (), files: Sequence[tuple[UpTo, KeptBlocks]] = ()
    ) -> None:
        self._key, self._files = key, files

    @property
    def up_to(self) -> UpTo:
        """Up to where facts are kept, with the notes of all of them."""
        if not self._files:
            return NONE._replace(notes=[])
        notes = [note for up_to, _ in self._files for note in up_to.notes]
        return self._files[-1][0]._replace(behind=0, notes=notes)

    def of(self, group: int) -> Iterator[Rows]:
        """The rows of a group, in parts.

        raises  Damaged where a part is not what was kept
        """
        for _, blocks in self._files:
            for content in blocks.of(group):
                yield np.frombuffer(content, dtype=STORED)

    def keep(self, rows: ByGroup, now: UpTo) -> None:
        """Keep rows that came since, and with them what the file that they go to held.

        now     with the notes of all facts
        raises  Damaged where that is not what was kept
        """
        first = self._files[0][0].last if self._files else 0
        anew = now.last > first * (1 + GROWN)
        kind, behind, before = (0, 0, self._files) if anew else (1, first, self._files[1:])
        own = now._replace(behind=behind, notes=[each for each in now.notes if each[0] > behind])
        name = named(KINDS[kind], self._key)
        with_them = KeptRows(self._key, before)
        groups = ((n, chain(with_them.of(n), rows.of(n))) for n in range(rows.groups))
        blocks = ((n, part.tobytes()) for n, parts in groups for part in _blocks(parts))
        keep_blocks(name, own, blocks)
        forget_others(KINDS[kind], name, but=2)
        if anew:
            forget(named(KINDS[1], self._key))


@contextmanager
def kept_rows(
    connection: sqlite3.Connection, said: Said, key: Sequence[str], believed: bool
) -> Iterator[KeptRows]:
    """What is kept under a key, as far as it is of this base still.

    believed  False to find nothing there, so that it is kept anew
    """
    with ExitStack() as stack:
        files: list[tuple[UpTo, KeptBlocks]] = []
        for kind in KINDS if believed else ():
            blocks = stack.enter_context(kept_blocks(named(kind, (FORMAT, *key))))
            up_to = _of_this(connection, said, blocks)
            if (
                blocks is None
                or up_to is None
                or up_to.behind != (files[-1][0].last if files else 0)
            ):
                break
            files.append((up_to, blocks))
        yield KeptRows((FORMAT, *key), files)


def _of_this(connection: sqlite3.Connection, said: Said, blocks: KeptBlocks | None) -> UpTo | None:
    """Up to where a file holds facts; None where they are not of this base."""
    with suppress(TypeError, ValueError):
        up_to = UpTo(*blocks.head) if blocks else NONE
        link = (up_to.batch, up_to.chain, up_to.last)
        if (
            connection.execute(_LINK, link).fetchone()
            and up_to.said == said.digest(up_to.series, up_to.units)
        ):  # fmt: skip
            return up_to._replace(notes=[(number, note) for number, note in up_to.notes])
    return None


def _blocks(parts: Iterable[Rows]) -> Iterator[Rows]:
    """Rows in parts of as many as a block holds."""
    waiting: list[Rows] = []
    held = 0
    for part in parts:
        waiting.append(part)
        held += len(part)
        if held >= AT_ONCE:
            rows = np.concatenate(waiting)
            whole = held - held % AT_ONCE
            yield from (rows[at : at + AT_ONCE] for at in range(0, whole, AT_ONCE))
            waiting, held = [rows[whole:]], held - whole
    if held:
        yield np.concatenate(waiting)
