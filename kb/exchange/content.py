"""What a batch says, as it travels: its rows in, bytes out; bytes in, facts and a digest out.

The bytes name each source series and unit once, in the order in which the digest of the batch names
them, so the digest is taken of what came and not of what the sender says.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from pydantic import ValidationError

from kb.batch_digest import RowDigest, SpeltSeries
from kb.chain import canonical
from kb.checksums import ROW
from kb.clock import moment, read_date
from kb.errors import StoreError
from kb.fact_columns import Places
from kb.facts import Fact
from kb.publication import PUBLICATIONS
from kb.units import UnitError, unit

LARGEST = 1 << 28
"""Bytes that the rows of a batch, or the pages of a rule book, come to at most."""
_NO_FACT = (ValidationError, UnitError, ValueError, TypeError, LookupError, OSError, OverflowError)


class Spelt(NamedTuple):
    """A fact in plain values: days and seconds since 1970, a place in PUBLICATIONS."""

    series: SpeltSeries
    as_of: int
    known_at: int
    span: int
    unit: str
    value: float
    note: str
    publication: int

    def fact(self) -> Fact:
        """The fact, checked as one from outside; StoreError where it is none."""
        series, source, asset, target = self.series
        try:
            unit(self.unit)
            return Fact(
                series=series, source=source, asset=asset,
                target=None if target is None else read_date(target),
                as_of=moment(self.as_of * 86_400).date(), known_at=moment(self.known_at),
                span=self.span, unit=self.unit, value=self.value, note=self.note,
                publication=PUBLICATIONS[self.publication],
            )  # fmt: skip
        except _NO_FACT as error:
            what = f"{self.series[0]!r} on day {self.as_of} holds what no fact may"
            raise StoreError(what) from error


@dataclass(frozen=True)
class Content:
    """The rows of a batch in their order."""

    rows: tuple[Spelt, ...]

    def digest(self) -> str:
        """As the base that wrote the batch took it."""
        series: Places[SpeltSeries] = Places()
        units: Places[str] = Places()
        table = np.empty(len(self.rows), dtype=ROW)
        for name, column in (
            ("series", [series[row.series] for row in self.rows]),
            ("unit", [units[row.unit] for row in self.rows]),
            *((name, [getattr(row, name) for row in self.rows])
              for name in ("as_of", "known_at", "span")),
        ):  # fmt: skip
            table[name] = column
        table["value"] = (np.array([row.value for row in self.rows]) + 0.0).view(np.uint64)
        digest = RowDigest()
        digest.name(series.since(0), units.since(0))
        published = bytes(row.publication for row in self.rows)
        digest.take(table.tobytes(), [row.note for row in self.rows], published)
        return digest.digest()

    def packed(self) -> bytes:
        """The bytes that travel."""
        series: Places[SpeltSeries] = Places()
        rows = [(series[row.series], *row[1:]) for row in self.rows]
        return squeezed({"series": series.since(0), "rows": rows})


def content_of(rows: Iterable[Spelt]) -> Content:
    """Rows as the content of a batch."""
    return Content(tuple(rows))


def unpacked(given: bytes) -> Content:
    """The content that bytes hold; StoreError where they hold none."""
    found = opened(given)
    try:
        series: list[SpeltSeries] = [
            (_text(name), _text(source), _text(asset), target and _text(target))
            for name, source, asset, target in found["series"]
        ]
        return Content(tuple(_row(series, *row) for row in found["rows"]))
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise _no_content() from error


def _row(
    series: Sequence[SpeltSeries], place: object, as_of: object, known_at: object, span: object,
    unit: object, value: object, note: object, publication: object,
) -> Spelt:  # fmt: skip
    """A row of what came; ValueError where a cell is of another kind than such cells are."""
    if type(value) not in (int, float):
        raise ValueError("a value is no number")
    return Spelt(
        series[_whole(place, 0, len(series))], _whole(as_of, -(2**31)),
        _whole(known_at, -(2**63), 2**63),
        _whole(span, -(2**31)), _text(unit), float(value), _text(note),  # type: ignore[arg-type]
        _whole(publication, 0, 256),
    )  # fmt: skip


def _whole(given: object, least: int, end: int = 2**31) -> int:
    if type(given) is not int or not least <= given < end:
        raise ValueError("a cell is no whole number, or out of range")
    return given


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError("a name or a note is no text")
    given.encode()  # a lone surrogate is a ValueError
    return given


def squeezed(said: object) -> bytes:
    """Canonical JSON, compressed."""
    return zlib.compress(canonical(said).encode(), 6)


def opened(given: bytes, largest: int = LARGEST) -> dict[str, Any]:
    """What such bytes say; StoreError where they say nothing, or too much."""
    try:
        text = (unpacking := zlib.decompressobj()).decompress(given, largest)
        if not unpacking.eof:
            raise ValueError("it is too long, or was cut off")
        found = json.loads(text)
        if not isinstance(found, dict):
            raise TypeError("it is no object")
        return found
    except (zlib.error, ValueError, TypeError, RecursionError) as error:
        raise _no_content() from error


def _no_content() -> StoreError:
    return StoreError(
        "what came is not the content of a batch or a rule book, or more than "
        f"{LARGEST:,} bytes of it; have it sent again"
    )
