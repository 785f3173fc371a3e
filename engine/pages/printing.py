"""What a text may print and by which filter: every number in its own unit, every day as a date.

In: a node of a text's syntax tree. Out: what is wrong with printing it, "" where nothing is. What
shows a number outside the briefing prints it by the filter that its name is given first, so that a
fall in percentage points is not a percentage somewhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Environment, nodes

from engine.pages.book import RuleBook
from engine.pages.page import Page
from kb.units import Dimension, either, spell

UNITS: dict[str, str | None] = {
    "pct": "ratio",
    "pp": "ratio",
    "bp": "ratio",
    "x": "ratio",
    "word": "ratio",
    "usd": "USD",
    "price": "USD/coin",
    "coins": "coin",
    "days": "day",
    "num": None,
    "count": None,
}
DATES = ("day", "isoday")
SHAPES = ("size", "middle", "without")
FILTERS = (*UNITS, *DATES, *SHAPES)
DAYS_OF_A_FACT = ("as_of", "target")
WORDS_OF_A_FACT = ("source", "coverage")
WORDS = ("asset", "misses")

Dimensions = Mapping[str, Mapping[str, Dimension]]
STYLES = frozenset(UNITS) - {"word"}
"""The filters that print a number as a number."""


def styles_of(unit: str) -> tuple[str, ...]:
    """The filters that print a unit."""
    return tuple(name for name, prints in UNITS.items() if prints in (None, unit))


def written(node: nodes.Node | None) -> str:
    """A name as it stands between the braces."""
    match node:
        case nodes.Name(name=name):
            return name
        case nodes.Getattr(node=owner, attr=attribute):
            return f"{written(owner)}.{attribute}"
        case nodes.Filter(node=inner, name=name):
            return f"{written(inner)} | {name}"
    return "this"


class Printing:
    """Knows the units of all that the texts of a page may print.

    dimensions  by claim, and for `assume`, the dimension of each name
    """

    def __init__(self, page: Page, dimensions: Dimensions) -> None:
        self._page, self._dimensions = page, dimensions
        self._own = dimensions.get(page.claim, {})

    def unfit_filter(self, node: nodes.Filter) -> str:
        """Why a filter cannot print what stands before it: its unit is another."""
        if node.name in SHAPES:
            return ""
        inner = _unshaped(node.node)
        wanted, given = UNITS.get(node.name), self._unit(inner)
        if path := self._path(inner):
            return path
        if given is None or (given == "date") != (node.name in DATES):
            return f"{node.name} prints no such thing; print what has its unit"
        if wanted not in (None, given):
            instead = f"print it with {either(styles_of(given))}"
            return f"{node.name} prints {wanted}, and this is in {given}; {instead}"
        return ""

    def unstyled(self, node: nodes.Expr) -> str:
        """Why a number, a day or a claim cannot be printed without a filter which styles it."""
        inner = _unshaped(node)
        if isinstance(inner, nodes.Filter | nodes.TemplateData) or _is_text(inner):
            return ""
        unit, name = self._unit(inner), written(node)
        if path := self._path(inner):
            return path
        if unit is None:
            return f"{name} is no number; print a fact or a quantity"
        style = DATES[0] if unit == "date" else styles_of(unit)[0]
        return f"{name} has no style; write {{{{ {name} | {style} }}}}"

    def _path(self, node: nodes.Node | None) -> str:
        if isinstance(node, nodes.Name) and node.name in self._page.paths:
            return f"{node.name} is a path of days; print what a formula makes of it"
        return ""

    def _unit(self, node: nodes.Node | None) -> str | None:
        match node:
            case nodes.Name(name=name) if name in self._own:
                return spell(self._own[name])
            case nodes.Getattr(attr=attribute) if attribute in DAYS_OF_A_FACT:
                return "date"
            case nodes.Getattr():
                path = written(node)
                owner, _, name = path.partition(".")
                found = self._own.get(path, self._dimensions.get(owner, {}).get(name))
                return None if found is None else spell(found)
        return None


def _unshaped(node: nodes.Node | None) -> nodes.Node | None:
    """What is printed, behind the filters that keep its unit."""
    while isinstance(node, nodes.Filter) and node.name in SHAPES:
        node = node.node
    return node


def _is_text(node: nodes.Node | None) -> bool:
    match node:
        case nodes.Name(name=name):
            return name in WORDS
        case nodes.Getattr(attr=attribute):
            return written(node).startswith("said.") or attribute in WORDS_OF_A_FACT
    return False


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
    return own or next(rows, None) or _by_others(tuple(map(_sections, book.pages))).get(path)


@lru_cache(maxsize=8)
def _by_others(pages: tuple[tuple[str, ...], ...]) -> Mapping[str, str]:
    """By the full name of what pages print of each other, the filter that comes first."""
    found: dict[str, str] = {}
    for styles in map(_first_styles, pages):
        found = {**styles, **found}
    return found


def _of(page: Page) -> Mapping[str, str]:
    return _first_styles(_sections(page))


def _sections(page: Page) -> tuple[str, ...]:
    return tuple(section.text for _, section in page.sections)


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
