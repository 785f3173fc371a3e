"""A file of the cache of which each block is read by itself: blocks in, one of them checked out.

The blocks come first and an index last, which says of each whose it is, how long, and its sha256.
The file begins with the sha256 of the index, so a block is what was kept, or is not believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from os import SEEK_END
from typing import IO, Any, NamedTuple

from kb.cache import Damaged, Keeping, opened

_LENGTH = 8
"""Bytes at the end of the file that say how long the index is."""


class Block(NamedTuple):
    """Where a block lies, in bytes from the first of the file, and the hash of what it holds."""

    start: int
    size: int
    sha256: str


class KeptBlocks:
    """A file that was kept: what it says of itself, and its blocks by whose they are."""

    def __init__(self, file: IO[bytes], digest: str) -> None:
        self._file = file
        start = file.tell()
        file.seek(-_LENGTH, SEEK_END)
        end = file.tell()
        size = int.from_bytes(file.read(), "little")
        file.seek(max(end - size, start))
        index = file.read(end - file.tell())
        if sha256(index).hexdigest() != digest:
            raise Damaged("the index of a file")
        self.head, blocks = json.loads(index)
        self._blocks: dict[int, list[Block]] = {}
        for whose, length, digest in blocks:
            self._blocks.setdefault(whose, []).append(Block(start, length, digest))
            start += length

    def of(self, whose: int) -> Iterator[bytes]:
        """The blocks of one, in their order.

        raises  Damaged where one of them is not what was kept
        """
        for start, size, digest in self._blocks.get(whose, ()):
            self._file.seek(start)
            content = self._file.read(size)
            if sha256(content).hexdigest() != digest:
                raise Damaged("a block of a file")
            yield content


@contextmanager
def kept_blocks(name: str) -> Iterator[KeptBlocks | None]:
    """What was kept under a name; None where there is nothing, or something else than was kept."""
    with opened(name) as file:
        found = None
        with suppress(OSError, ValueError, TypeError):
            found = KeptBlocks(file.content, file.digest) if file else None
        yield found


def keep_blocks(name: str, head: Any, blocks: Iterable[tuple[int, bytes]]) -> None:
    """Keep blocks under a name, each with whose it is, in the order in which they come.

    head  what the file says of itself, of plain values
    """
    with Keeping(name) as file:
        index = []
        for whose, content in blocks:
            file.aside(content)
            index.append((whose, len(content), sha256(content).hexdigest()))
        line = json.dumps([head, index]).encode()
        file.write(line)
        file.aside(len(line).to_bytes(_LENGTH, "little"))
