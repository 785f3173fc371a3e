"""A document for whoever reads it here: as wide as the terminal, headings bold, numbers dim.

A file, a pipe and the ledger have the document itself.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable

import click

from engine.cli.output import knows_escapes

_NUMBERS = re.compile(r"\[[SF]\d+\]")


def for_reader(document: str, render: Callable[[int], str]) -> str:
    """The document as it goes to standard output.

    render  the same in a width of columns, where the terminal has fewer than usual
    """
    from engine.briefing.render import NARROWEST, WIDTH

    if not sys.stdout.isatty():
        return document
    columns = shutil.get_terminal_size().columns
    shown = render(max(columns, NARROWEST)) if columns < WIDTH else document
    if not knows_escapes():
        return shown
    return "\n".join(map(_styled, shown.split("\n")))


def _styled(line: str) -> str:
    if line.isupper() and not line.startswith(" "):
        return click.style(line, bold=True)
    return _NUMBERS.sub(lambda found: click.style(found[0], dim=True), line)
