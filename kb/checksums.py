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
    noted = [(place, note) for place, note in enumerate(notes) if note]
    return bytes(
        checksums_of(
            table, np.array(series, dtype=np.uint64)[table["series"]],
            np.array(units, dtype=np.uint64)[table["unit"]], noted,
            np.frombuffer(publications, dtype=np.uint8),
        )
    )  # fmt: skip


def checksums_of(
    rows: NDArray[np.void], series: NDArray[np.uint64], units: NDArray[np.uint64],
    notes: Sequence[tuple[int, str]], publications: NDArray[np.uint8],
) -> NDArray[np.uint32]:  # fmt: skip
    """The checksums of rows with the fields as_of, known_at, span and value, in their order.

    series, units  the checksum of its names for each row
    notes          by the place of their row, those that say anything
    """
    value = np.ascontiguousarray(rows["value"]).view("<u8")
    parts = [units, *(rows[name].astype(np.uint64) for name in ("as_of", "known_at", "span"))]
    mixed = series.copy()
    for part in (*parts, value):  # in place, which is half of the time
        mixed ^= part
        mixed *= _ODD
        mixed ^= mixed >> _SHIFT
    if notes:
        noted = [place for place, _ in notes]
        said = np.array([crc32(note.encode()) for _, note in notes], dtype=np.uint64)
        mixed[noted] = _mixed(mixed[noted], said)
    recorded = publications > 0
    mixed[recorded] = _mixed(mixed[recorded], publications[recorded].astype(np.uint64))
    return (mixed >> _HALF).astype("<u4")


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
