"""The table: rows in, lines of text out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Row:
    """One measurement against its yardstick, in words and numbers as they are printed."""

    what: str
    ours: str
    yardstick: str
    ratio: str
    aim: str
    met: str


HEADER = Row("what is measured", "ours", "yardstick", "ratio", "aim", "met")


def verdict(met: bool) -> str:
    """Whether an aim is met, as the table says it."""
    return "yes" if met else "NO"


def printed(rows: Sequence[Row]) -> str:
    """The rows under their header, each column as wide as its widest cell."""
    cells = [astuple(row) for row in (HEADER, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]]) + "\n"
