"""Checksums: four bytes for each fact of a batch, so that one that was altered later can be named.

The digest of a batch proves that nothing in it was altered; the checksums only find the fact where
something was. A checksum is made of what a fact says, names and all, and not of its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kb.chain import canonical

# A row as the digest of a batch packs it; the bits of the value are mixed as they are.
ROW = np.dtype(
    [
        ("series", "<i4"), ("as_of", "<i4"), ("known_at", "<i8"), ("span", "<i4"), ("unit", "<i4"),
        ("value", "<u8"),
    ]
)  # fmt: skip
_ODD, _HALF, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(32), np.uint64(29)


def name_checksum(name: object) -> int:
    """The checksum of a name: of a source series, of a unit."""
    return crc32(canonical(name).encode())


def row_checksums(
    rows: bytes, notes: Sequence[str], publications: bytes, series: Sequence[int],
    units: Sequence[int],
) -> bytes:  # fmt: skip
    """The checksums of packed rows one after the other; `series` and `units` are those of names."""
    table = np.frombuffer(rows, dtype=ROW)
    mixed = np.array(series, dtype=np.uint64)[table["series"]]
    parts = [np.array(units, dtype=np.uint64)[table["unit"]]]
    parts += [table[name].astype(np.uint64) for name in ("as_of", "known_at", "span", "value")]
    for part in parts:
        mixed = _mixed(mixed, part)
    noted = [place for place, note in enumerate(notes) if note]
    if noted:
        said = np.array([crc32(notes[place].encode()) for place in noted], dtype=np.uint64)
        mixed[noted] = _mixed(mixed[noted], said)
    published = np.frombuffer(publications, dtype=np.uint8)
    recorded = published > 0
    mixed[recorded] = _mixed(mixed[recorded], published[recorded].astype(np.uint64))
    return bytes((mixed >> _HALF).astype("<u4"))


def _mixed(checksums: NDArray[np.uint64], part: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed: NDArray[np.uint64] = (checksums ^ part) * _ODD
    return mixed ^ (mixed >> _SHIFT)


def altered(written: bytes, now: bytes) -> list[int]:
    """The places where checksums differ; none where they are not even as many."""
    if len(written) != len(now):
        return []
    then, again = (np.frombuffer(each, dtype="<u4") for each in (written, now))
    differing: NDArray[np.intp] = np.flatnonzero(then != again)
    return [int(place) for place in differing]
