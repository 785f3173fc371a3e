"""A screen for a terminal: a screen in, lines of at most so many columns out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from engine.screen.screen import Screen
from engine.screen.words import HEADS, Cells, cells, legend, sentences, title
from kb.shown import harmless

WIDTH = 96
"""As the front page has it."""
COLUMNS = (10, 10, 8, 9, 7, 26, 12, 14)
"""The width of each of Cells; numbers stand to the right."""


def as_text(found: Screen) -> str:
    """The table, with what is said of each asset under it, and how it is to be read."""
    return harmless("\n".join(_lines(found)) + "\n")


def _lines(found: Screen) -> Iterator[str]:
    yield title(found)
    yield ""
    yield _line(HEADS)
    for row in found.rows:
        if len(row.asset) >= COLUMNS[0]:
            yield row.asset
        if not row.why or len(row.asset) < COLUMNS[0]:
            yield _line(cells(row))
        yield from _wrapped(" ".join(sentences(found, row)), "  ")
    yield ""
    yield from _wrapped(legend(found), "")


def _line(row: Cells) -> str:
    """A row; a name that is too long for its column stands on a line before."""
    asset, *numbers, spark = row
    first, *widths, _ = COLUMNS
    told = "".join(cell.rjust(width) for cell, width in zip(numbers, widths, strict=True))
    return f"{(asset if len(asset) < first else '').ljust(first)}{told} {spark}".rstrip()


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
