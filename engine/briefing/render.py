"""Whole documents: a composed briefing through a template, with the last check for bare numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from jinja2 import FunctionLoader

from engine.briefing.formats import FRONT, TEMPLATES, WORKBOOK
from engine.briefing.marker import ExhibitRow
from engine.briefing.parts import Briefing, Opening
from engine.words.cite import Refs, bind, unmarked
from engine.words.filters import make_environment
from kb.shipped import shipped

WIDTH, NARROWEST, STAMP = 96, 80, 17
SCORE = (
    ("confirmed", 11), ("as stated", 11), ("contradicted", 14), ("own word", 10), ("unknown", 9),
    ("stated", 8), ("opinions", 10),
)  # fmt: skip
"""The columns of a document's score, each with its width."""
COLUMNS: dict[str, object] = {
    "label": 37, "value": 49, "cell": 12, "chance": 14, "name": 13, "score": SCORE,
    "gauge": 28, "now": 11, "move": 10, "place": 21,
}  # fmt: skip


def document(briefing: Briefing | Opening, form: str) -> str | bytes:
    """What a format's file holds; StoreError for a workbook that nothing here can write."""
    if isinstance(briefing, Opening) or form != WORKBOOK:
        return render(briefing, form)
    from engine.briefing.sheets.workbook import workbook

    return workbook(briefing)


def render(briefing: Briefing | Opening, form: str, width: int = WIDTH) -> str:
    """The briefing as text, md, html, json or csv, its front page, or its judgement on a floor.

    A rule book that describes no front page has its whole text in that place; an opening has no
    form but its front page.

    width   columns of a text; in fewer than usual there are no sparklines
    raises  BareNumber if any digit of it is bound to nothing
    """
    refs = briefing.marker.writer.refs
    if isinstance(briefing, Opening):
        return laid_out(refs, TEMPLATES[FRONT], briefing, width)
    form = "text" if form == FRONT and briefing.front is None else form
    if form == "json":
        from engine.briefing.export import as_json

        return as_json(briefing)
    if form == "csv":
        from engine.briefing.sheets.csv_text import as_csv

        return as_csv(briefing)
    if form == "html":
        from engine.briefing.html.page import as_page

        loader = FunctionLoader(_template)
        return as_page(briefing, make_environment(refs, loader, laid_out=True, markup=True))
    return laid_out(refs, TEMPLATES[form], briefing, width)


def laid_out(refs: Refs, template: str, b: object, width: int = WIDTH) -> str:
    """A composed document `b` through one of our templates for text or Markdown.

    raises  BareNumber if any digit of it is bound to nothing
    """
    environment = make_environment(refs, FunctionLoader(_template), laid_out=True)
    wrapped = partial(wrap, width=width)
    told = {"cell": _cell, "wrap": wrapped, "pad": pad, "right": right, "cited": cited}
    environment.filters |= told
    columns = COLUMNS | {"stamp": width - STAMP, "spark": width >= WIDTH}
    if width < WIDTH:
        score = tuple((name, room - 1) for name, room in SCORE)
        columns |= {
            "label": 35,
            "value": 33,
            "cell": 10,
            "chance": 12,
            "gauge": 25,
            "name": 11,
            "score": score,
        }
    marked = environment.get_template(template).render(b=b, w=columns)
    lines = bind(marked, refs).text.strip("\n").split("\n")
    return "\n".join(map(str.rstrip, lines)) + "\n"


def cited(rows: Iterable[ExhibitRow], body: str) -> list[ExhibitRow]:
    """The numbered facts that a text cites, by themselves or inside a range."""
    ends = re.findall(r"\bF(\d+)(?:–F(\d+))?", unmarked(body))
    told = {n for low, high in ends for n in range(int(low), int(high or low) + 1)}
    return [row for row in rows if int(unmarked(row.cells[0])[1:]) in told]


def _template(name: str) -> str:
    return shipped("engine.templates").joinpath(name).read_text(encoding="utf-8")


def _cell(text: str) -> str:
    """A text inside a Markdown table: no pipes, no line breaks, no markup of its own."""
    for sign in "\\`*_<>[]|&~":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def pad(text: str, width: int) -> str:
    """A text filled up to a width that is counted without its marks, two spaces at the least."""
    return text + " " * max(width - len(unmarked(text)), 2)


def right(text: str, width: int) -> str:
    """A text pushed to the right of a column, a space before it at the least."""
    return " " * max(width - len(unmarked(text)), 1) + text


def wrap(text: str, indent: str = "", width: int = WIDTH, first: str = "") -> str:
    """A text broken into lines of a width that is counted without its marks.

    first  what the first line begins with, instead of the indent
    """
    lines, line, begun = [], first or indent, False
    used = len(unmarked(line))
    for word in text.split():
        size = len(unmarked(word))
        if begun and used + 1 + size > width:
            lines.append(line)
            line, used, begun = indent, len(indent), False
        line += f" {word}" if begun else word
        used += size + begun
        begun = True
    return "\n".join([*lines, line])
