"""Pages of the studies: a template and what it names in, its text in lines of a good length out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
WIDTH = 100
TIE = "\N{NO-BREAK SPACE}"


def written(template: str, context: Mapping[str, object], **filters: Callable[..., object]) -> str:
    """What a template of this folder says."""
    environment = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    environment.filters.update(filters)
    return filled(environment.get_template(template).render(context))


def filled(page: str) -> str:
    """The page, its paragraphs and items filled to WIDTH, its tables and headings as they are."""
    blocks = [block for block in page.split("\n\n") if block.strip()]
    return "\n\n".join(_filled(block.strip("\n")) for block in blocks) + "\n"


def _filled(block: str) -> str:
    if block.startswith(("|", "#")):
        return block
    return "\n".join(_item(item) for item in re.split(r"\n(?=- )", block))


def _item(item: str) -> str:
    """One paragraph or item, with no line that begins with a dash or a per cent sign."""
    told = re.sub(r" (?=%)| (?=– )|(?<=–) ", TIE, " ".join(item.split()))
    indent = "  " if item.startswith("- ") else ""
    lines = textwrap.fill(
        told, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return lines.replace(TIE, " ")
