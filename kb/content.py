"""What a fact says, as a hash, and a set of facts as a digest: equal when they say the same.

A row's content is the 128-bit blake2b of its series, source, asset, target, both dates, span,
value, unit and note: no row id, no batch. A set is the sum of its rows' contents modulo 2^256,
hashed with their number. A sum does not depend on the order of rows, needs no memory while rows
stream in, and SQLite itself can add it up; a hash over sorted rows would have to hold or sort them
all. Whoever may choose rows freely could search for two sets of equal sum; the unkeyed chain does
not claim to stop them either.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import blake2b, sha256

import numpy as np

from kb.clock import NO_TARGET, day_number, moment_number
from kb.facts import Fact

CONTENT_BYTES = 16
_LANES = "<u4"
_LANE_BITS = 32
_MODULUS = 1 << 256
_SEPARATOR = "\x1f"  # refused in every field, so two different rows never spell the same text

pack = struct.Struct("<iiqd").pack  # as_of, span, known_at, value
halves = struct.Struct("<qq").unpack  # of a content: the two integers SQLite stores


def opening(series: str, source: str, asset: str, target: int, unit: str) -> blake2b:
    """The hash that many rows begin with; copying it is cheaper than hashing it again."""
    text = _SEPARATOR.join((series, source, asset, str(target), unit, ""))
    return blake2b(text.encode(), digest_size=CONTENT_BYTES)


def content(fact: Fact) -> bytes:
    """The content of one fact: the definition that the loop over a batch is held against.

    Adding 0.0 turns -0.0 into the zero that SQLite stores.
    """
    target = NO_TARGET if fact.target is None else day_number(fact.target)
    row = opening(fact.series, fact.source, fact.asset, target, fact.unit)
    dates = day_number(fact.as_of), fact.span, moment_number(fact.known_at)
    row.update(pack(*dates, fact.value + 0.0) + fact.note.encode())
    return row.digest()


@dataclass(frozen=True)
class ContentSum:
    """The sum of the contents of some rows, and how many they are."""

    rows: int = 0
    total: int = 0

    def plus(self, other: ContentSum) -> ContentSum:
        """The sum over both sets of rows."""
        return ContentSum(self.rows + other.rows, (self.total + other.total) % _MODULUS)

    def digest(self) -> str:
        """The digest of the set, 64 hexadecimal digits."""
        text = b"downdraft facts" + self.rows.to_bytes(8, "little")
        return sha256(text + self.total.to_bytes(32, "little")).hexdigest()


def sum_of(contents: bytes) -> ContentSum:
    """The sum over contents laid end to end."""
    lanes = np.frombuffer(contents, dtype=_LANES).reshape(-1, CONTENT_BYTES // 4)
    return from_lanes(len(lanes), lanes.sum(axis=0, dtype=np.uint64).tolist())


def from_lanes(rows: int, lanes: list[int]) -> ContentSum:
    """The sum whose four 32-bit columns add up to `lanes`, lowest first."""
    total = sum(lane << (_LANE_BITS * place) for place, lane in enumerate(lanes))
    return ContentSum(rows, total % _MODULUS)


# The same four columns added up by SQLite, for from_lanes.
SQL_LANES = """count(*),
    ifnull(sum(fact.content_low & 4294967295), 0),
    ifnull(sum(fact.content_low >> 32 & 4294967295), 0),
    ifnull(sum(fact.content_high & 4294967295), 0),
    ifnull(sum(fact.content_high >> 32 & 4294967295), 0)"""
