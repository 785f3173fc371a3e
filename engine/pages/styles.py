"""How a rule book prints its numbers: the filter that a name is given first.

What shows a number outside the briefing prints it as the page does, so that a fall in percentage
points is not a percentage somewhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Environment, nodes

from engine.pages.book import RuleBook
from engine.pages.page import Page
from engine.pages.printing import UNITS

STYLES = frozenset(UNITS) - {"word"}
"""The filters that print a number as a number."""
_PLAIN = Environment()


@lru_cache(maxsize=1_024)
def parsed(text: str) -> nodes.Template:
    """The syntax tree of a section; raises TemplateSyntaxError."""
    return _PLAIN.parse(text)


def first_style(book: RuleBook, page: Page, name: str) -> str | None:
    """The filter that a name of a page is printed with, first by its own sections.

    Where they do not print it, by a table of the briefing or another page; None where none does.
    """
    path = f"{page.claim}.{name}"
    own = _of(page).get(name)
    rows = (row.style for row in book.order.rows if (page.claim, name) in row.quantities)
    others = (_of(other).get(path) for other in book.pages)
    return own or next(rows, None) or next(filter(None, others), None)


def _of(page: Page) -> Mapping[str, str]:
    return _first_styles(tuple(section.text for _, section in page.sections))


@lru_cache(maxsize=1_024)
def _first_styles(texts: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        for node in parsed(text).find_all(nodes.Filter):
            name = _printed(node)
            if name and node.name in STYLES:
                found.setdefault(name, node.name)
    return found


def _printed(node: nodes.Filter) -> str:
    """The name that a filter prints, as written, through other filters; "" for anything else."""
    inner = node.node
    while isinstance(inner, nodes.Filter):
        inner = inner.node
    match inner:
        case nodes.Name(name=name):
            return str(name)
        case nodes.Getattr(node=nodes.Name(name=claim), attr=name):
            return f"{claim}.{name}"
    return ""
