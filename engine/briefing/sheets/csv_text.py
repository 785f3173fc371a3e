"""Rows as csv for a spreadsheet: numbers as they are, and no text that it takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from engine.briefing.parts import Briefing
from engine.briefing.sheets.quantities import QuantityRow, answer, front
from kb.shown import harmless

Cell = str | float | None
HEAD = (
    "table", "quantity", "low", "mid", "high", "unit", "as_of", "source", "facts", "day_change",
    "week_change", "change_unit",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would work out."""


def as_csv(briefing: Briefing) -> str:
    """The front page's table and the answer, a quantity a line."""
    noted: list[tuple[Cell, ...]] = [("note", briefing.run.note)] if briefing.run.note else []
    return csv_of(HEAD, [*map(cells, (*front(briefing), *answer(briefing))), *noted])


def cells(row: QuantityRow) -> tuple[Cell, ...]:
    """A row in the order of HEAD."""
    return tuple(vars(row).values())


def csv_of(head: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """A header and rows as csv, lines ending in a line feed; an empty cell where nothing is known.

    Numbers are written so that they are read back as they are.
    """
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(map(_text, head))
    writer.writerows([_text(cell) if isinstance(cell, str) else cell for cell in r] for r in rows)
    return told.getvalue()


def _text(cell: str) -> str:
    """A text behind an apostrophe where it would be taken for a formula."""
    shown = harmless(cell)
    return f"'{shown}" if cell.lstrip(" ").startswith(FORMULA) else shown
