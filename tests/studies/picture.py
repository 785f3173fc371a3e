"""A history as a picture: claims by chapter and day in, one SVG document out.

A row a claim, a column a day; colour says what became of it. Above the claims of a chapter a bar
says which share of them held. Marks are days worth finding again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

import numpy as np

from engine.cli.strips import Chapters
from engine.evaluation.values import Codes
from engine.judge.judgement import STATUS_CODE, STATUSES
from engine.judge.logic import BoolArray
from engine.proof.causal import COLOURS
from kb.clock import day_date, day_number

LABEL, PLOT, MARGIN = 180, 880, 12
ROW, GAP, TITLE = 9, 2, 18
CHARACTER = 6  # pixels of a letter of a mark's name
LEVELS = 4  # of the bar of a chapter, and of the names of marks
RULER = 14 * LEVELS + 20


def picture(first: int, chapters: Chapters, marks: Mapping[int, str]) -> str:
    """A standalone SVG document.

    first   the first day, days since 1970-01-01; the claims have a status for each day after it
    marks   names by day
    """
    days = len(next(status for claims in chapters.values() for status in claims.values()))
    height = RULER + sum(TITLE + len(claims) * (ROW + GAP) for claims in chapters.values())
    width, whole = LABEL + PLOT + MARGIN, height + 2 * ROW + 2 * MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{whole}" '
        f'viewBox="0 0 {width} {whole}" font-family="sans-serif" font-size="10" role="img">'
    )
    parts = [head, "<title>When each claim held</title>"]
    parts.append(f'<rect width="{width}" height="{whole}" fill="#ffffff"/>')
    parts += _rows(chapters, days)
    parts += _years(first, days, height)
    parts += _marks(first, days, height, marks)
    parts += _legend(height + MARGIN)
    return "\n".join([*parts, "</svg>", ""])


def _rows(chapters: Chapters, days: int) -> Iterator[str]:
    y = RULER
    for chapter, claims in chapters.items():
        yield f'<text x="{MARGIN}" y="{y + 12}" font-weight="bold">{escape(chapter)}</text>'
        yield from _held(np.stack(list(claims.values())), y + 4, days)
        y += TITLE
        for claim, status in claims.items():
            label = escape(claim.replace("_", " "))
            yield f'<text x="{2 * MARGIN}" y="{y + ROW - 1}" fill="#333333">{label}</text>'
            for code in np.unique(status).tolist():
                yield _runs(status == code, y, days, COLOURS[STATUSES[code]][0])
            y += ROW + GAP


def _held(statuses: Codes, y: int, days: int) -> Iterator[str]:
    """The bar of a chapter: the darker, the more of its claims hold."""
    share = (statuses == STATUS_CODE["holds"]).mean(axis=0)
    level = np.ceil(share * LEVELS)
    for step in range(1, LEVELS + 1):
        if (level == step).any():
            yield _runs(level == step, y, days, COLOURS["holds"][0], step / LEVELS)


def _runs(here: BoolArray, y: int, days: int, colour: str, opacity: float = 1.0) -> str:
    """A bar over every run of days, as one path in units of days."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], here.astype(np.int8), [0]])))
    path = "".join(f"M{start} 0h{stop - start}" for start, stop in _pairs(edges.tolist()))
    faint = "" if opacity == 1.0 else f' stroke-opacity="{opacity:g}"'
    return (
        f'<path transform="translate({LABEL} {y + ROW / 2:g}) scale({PLOT / days:.6g} 1)" '
        f'd="{path}" stroke="{colour}" stroke-width="{ROW}"{faint}/>'
    )


def _pairs(edges: list[int]) -> Iterator[tuple[int, int]]:
    """Edges two by two: where a run starts, and where it stops."""
    yield from zip(edges[::2], edges[1::2], strict=True)


def _years(first: int, days: int, height: int) -> Iterator[str]:
    for year in range(day_date(first).year, day_date(first + days - 1).year + 1):
        x = _x(max(day_number(f"{year}-01-01"), first), first, days)
        yield f'<path d="M{x} {RULER - 12}V{height}" stroke="#ffffff" stroke-width="1"/>'
        yield f'<text x="{x}" y="{RULER - 2}" fill="#555555">{year}</text>'


def _marks(first: int, days: int, height: int, marks: Mapping[int, str]) -> Iterator[str]:
    """A line for each mark; a name that the lines of later ones would cross stands above theirs."""
    shown = sorted((day, name) for day, name in marks.items() if first <= day < first + days)
    placed: list[tuple[float, int]] = []
    for day, name in reversed(shown):
        x, width = _x(day, first, days), CHARACTER * len(name)
        left = x + 3 if x + width < LABEL + PLOT + MARGIN else x - 3 - width
        level = max((level + 1 for other, level in placed if other < left + width), default=0)
        placed.append((x, min(level, LEVELS - 1)))
        y = RULER - 18 - 14 * placed[-1][1]
        yield f'<path d="M{x} {y - 8}V{height}" stroke="#cc0000" stroke-width="0.8"/>'
        yield f'<text x="{left:g}" y="{y}" fill="#990000">{escape(name)}</text>'


def _x(day: int, first: int, days: int) -> float:
    return round(LABEL + (day - first) * PLOT / days, 1)


def _legend(y: int) -> Iterator[str]:
    x = LABEL
    for status in ("holds", "fails", "unknown", "stated"):
        yield f'<rect x="{x}" y="{y}" width="12" height="{ROW}" fill="{COLOURS[status][0]}"/>'
        yield f'<text x="{x + 18}" y="{y + ROW}" fill="#333333">{status}</text>'
        x += 90
    told = "beside a chapter: the darker, the more of its claims hold"
    yield f'<text x="{x}" y="{y + ROW}" fill="#333333">{told}</text>'
