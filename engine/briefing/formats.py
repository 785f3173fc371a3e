"""The formats of a briefing: the ending of its file, and the template that lays it out."""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """A format; one without a template is made from another or from the contract."""

    ending: str
    template: str = ""


FRONT = "front"
"""The one screen alone."""
WORKBOOK = "xlsx"
"""The one format that is no text."""
FORMATS = {
    FRONT: Format("", "front.txt.j2"),
    "text": Format(".txt", "briefing.txt.j2"),
    "md": Format(".md", "briefing.md.j2"),
    "html": Format(".html", "briefing.html.j2"),
    "json": Format(".json"),
    "csv": Format(".csv"),
    WORKBOOK: Format(".xlsx"),
}
FLOOR = "floor"
"""Only the judgement on where it stops, which is a command of its own."""
TEMPLATES = {name: form.template for name, form in FORMATS.items() if form.template} | {
    FLOOR: "floor.txt.j2"
}


def of_ending(ending: str) -> str | None:
    """The format of a file by the ending of its name, `.md`; None where no format has it."""
    endings = {form.ending: name for name, form in FORMATS.items() if form.ending}
    return endings.get(ending)
