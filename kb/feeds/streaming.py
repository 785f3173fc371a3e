"""The bytes of an answer while they stream in: unpacked piece by piece, and cut off at a limit."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kb.feeds.unanswered import Unanswered

GZIP = "gzip"
_PLAIN = ("", "identity")
_EITHER_HEADER = 47  # of zlib: 15 bits of window, and gzip or zlib told apart by itself
PIECE = 1 << 20


@dataclass(frozen=True)
class Bounds:
    """How long an answer may be and take.

    limit  bytes, packed as well as unpacked
    tick   seconds that only go on
    until  the tick at which it must be there
    """

    limit: int
    tick: Callable[[], float]
    until: float


def whole(pieces: Iterator[bytes], packed_as: str, bounds: Bounds) -> bytes:
    """All that is answered; Unanswered for what is too long, too slow or damaged.

    packed_as  the Content-Encoding
    """
    encoding = packed_as.strip().lower()
    if encoding in _PLAIN:
        return _within(pieces, bounds)
    if encoding not in (GZIP, "x-gzip", "deflate"):
        raise Unanswered(f"it answers packed as {packed_as[:40]!r}, which was not asked for")
    return _within(_unpacked(_counted(pieces, bounds.limit), bounds.limit), bounds)


def _within(pieces: Iterator[bytes], bounds: Bounds) -> bytes:
    content = bytearray()
    for piece in _counted(pieces, bounds.limit):
        if bounds.tick() > bounds.until:
            raise Unanswered("its answer does not come to an end", passing=True)
        content += piece
    return bytes(content)


def _counted(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    read = 0
    for piece in pieces:
        read += len(piece)
        if read > limit:
            raise too_long(limit)
        yield piece


def too_long(limit: int) -> Unanswered:
    """An answer that was cut off at its limit."""
    return Unanswered(f"its answer has more than {limit:,} bytes and was cut off there")


def _unpacked(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Bytes unpacked by pieces of a size, so that a small answer cannot fill the memory."""
    opened = zlib.decompressobj(_EITHER_HEADER)
    try:
        for piece in pieces:
            yield opened.decompress(piece, PIECE)
            while opened.unconsumed_tail:
                yield opened.decompress(opened.unconsumed_tail, PIECE)
        yield opened.flush(min(limit, PIECE) + 1)
    except zlib.error:
        raise Unanswered("its compression is damaged", passing=True) from None
    if not opened.eof:
        raise Unanswered("its answer was cut off on the way", passing=True)
