"""A briefing as an Excel workbook, by way of openpyxl where it is installed.

The same run gives the same bytes under one version of openpyxl: the moment of the workbook is that
of the question, and what its zip holds is stored with one date and as it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from engine.briefing.parts import Briefing
from engine.briefing.sheets import quantities
from engine.briefing.sheets.csv_text import HEAD
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.words.cite import unmarked
from kb.clock import moment
from kb.errors import StoreError
from kb.shown import harmless

MISSING = (
    "an Excel workbook needs openpyxl: `pip install downdraft[xlsx]`, or take --format csv or json"
)
FORMATS = {
    "ratio": "0.00%",
    "share": "0.00%",
    "USD": "#,##0",
    "USD/coin": "#,##0.00",
    "coin": "#,##0",
}
"""How numbers of a unit are shown; others with up to four places."""
PLAIN = "#,##0.####"
FINDINGS = ("claim", "title", "chapter", "finding", "why not", "sentences")
EVIDENCE = ("fact", "series", "value", "unit", "dates", "known", "source", "batch", "note")
FORECAST = ("horizon, days", "chance of a close under it", "price", "unit")
TOLD = (10, 25, 50, 75, 90)
"""The chances in whole percent that the sheet of levels tells."""
LETTERS, WIDTH = "ABCDEFGHIJKL", 18
"""The columns that are made wide enough to be read, in characters."""
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
Amount = tuple[float | None, str]
"""A number and its unit."""
Line = Iterable[str | Amount]


def workbook(briefing: Briefing) -> bytes:
    """The sheets front, answer, findings, levels and evidence; StoreError without openpyxl."""
    try:
        openpyxl = import_module("openpyxl")
    except ImportError:
        raise StoreError(MISSING) from None
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in _sheets(briefing):
        _write(book.create_sheet(name), lines)
    known = moment(briefing.run.question.known_at)
    book.properties.created = known.replace(tzinfo=None)
    book.properties.creator = "downdraft"
    told = io.BytesIO()
    book.save(told)
    return _steady(told.getvalue(), f"{known:%Y-%m-%dT%H:%M:%SZ}".encode())


def _sheets(briefing: Briefing) -> Iterator[tuple[str, list[Line]]]:
    yield "front", [*_said(briefing), (), HEAD, *map(_quantity, quantities.front(briefing))]
    yield "answer", [HEAD, *map(_quantity, quantities.answer(briefing))]
    yield "findings", [FINDINGS, *_findings(briefing)]
    levels = map(_quantity, quantities.levels(briefing))
    yield "levels", [HEAD, *levels, (), FORECAST, *_forecast(briefing)]
    yield "evidence", [EVIDENCE, *_evidence(briefing)]


def _quantity(row: quantities.QuantityRow) -> Iterator[str | Amount]:
    """A row in the order of HEAD."""
    yield from (row.table, row.label)
    yield from ((each, row.unit) for each in (row.low, row.mid, row.high))
    yield from (row.unit, row.as_of, row.source, row.facts)
    yield from ((row.day, row.changed_in), (row.week, row.changed_in), row.changed_in)


def _said(briefing: Briefing) -> Iterator[Line]:
    """Whose day it is, and its headline."""
    asked = briefing.stamp
    yield (unmarked(f"{asked['asset']} · {asked['as_of']} · known by {asked['known_at']}"),)
    yield (f"run {briefing.run.id}",)
    for sentence in briefing.headline:
        yield (unmarked(sentence.text),)


def _findings(briefing: Briefing) -> Iterator[Line]:
    run, texts = briefing.run, dict[str, list[str]]()
    for sentence in (each for each in briefing.sentences if not each.short):
        texts.setdefault(sentence.claim, []).append(sentence.text)
    for page in run.book.pages:
        found = run.findings[page.claim]
        said = " ".join(texts.get(page.claim, ()))
        yield page.claim, page.title, page.chapter, found.status, found.reason or "", said


def _forecast(briefing: Briefing) -> Iterator[Line]:
    """The price under which some close of a horizon falls, by its chance."""
    made = briefing.forecast.statement
    for horizon, days in enumerate(HORIZONS if made else ()):
        for percent in TOLD:
            place = round(percent / 100 * (len(LEVELS) + 1)) - 1
            price = made.level(horizon, place) if made else None
            yield (days, "day"), (percent / 100, "ratio"), (price, "USD/coin"), "USD/coin"


def _evidence(briefing: Briefing) -> Iterator[Line]:
    for row in briefing.evidence:
        name, series, value, dates, known, source = map(unmarked, row.cells)
        given = value if row.value is None else (row.value, row.unit)
        rest = (dates, known, source, unmarked(row.batch), unmarked(row.cite))
        yield name, series, given, row.unit, *rest


def _write(sheet: Any, lines: Iterable[Line]) -> None:
    """Lines into a sheet: numbers as numbers, every text as a text and never as a formula."""
    for letter in LETTERS:
        sheet.column_dimensions[letter].width = WIDTH
    for at, line in enumerate(lines, start=1):
        for column, told in enumerate(line, start=1):
            value, unit = told if isinstance(told, tuple) else (harmless(told), "")
            if value is not None and value != "":
                cell = sheet.cell(at, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
                else:
                    cell.number_format = FORMATS.get(unit, PLAIN)


def _steady(content: bytes, modified: bytes) -> bytes:
    """The same workbook with one date in it and on each of its parts, nothing compressed."""
    told = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(told, "w") as kept:
        for part in sorted(made.namelist()):
            text = made.read(part)
            if part == "docProps/core.xml":
                text = MODIFIED.sub(rb"\g<1>" + modified, text)
            kept.writestr(zipfile.ZipInfo(part), text)
    return told.getvalue()
