"""The texts of a page, checked at load: what they name, how they print it, and bare numbers.

A section that is rarely rendered must not hide a misspelling until the morning it speaks, and no
text may reach for a number in any other way than by naming it and printing it in its own unit. So
texts may name, print, test and branch, and nothing else. Nothing is rendered here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from jinja2 import TemplateSyntaxError, nodes

from engine.pages.braces import unmatched
from engine.pages.errors import PageError, nearest
from engine.pages.page import Page, Section
from engine.pages.records import records_of
from engine.pages.styles import parsed
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
SHAPES = ("size", "middle")
FILTERS = (*UNITS, *DATES, *SHAPES)
TESTS = ("known", "positive", "negative", "holding")
DAYS_OF_A_FACT = ("as_of", "target")
WORDS_OF_A_FACT = ("source", "coverage")
WORDS = ("asset", "misses")
COMMON = ("asset", "misses", "said", "assume")
PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.And, nodes.Or, nodes.Not,
    nodes.Name, nodes.Getattr, nodes.Filter, nodes.Test,
)  # fmt: skip
PRIVATE = re.compile("[\ue000-\uf8ff]")

Dimensions = Mapping[str, Mapping[str, Dimension]]


def check_texts(page: Page, pages: Mapping[str, Page], dimensions: Dimensions) -> None:
    """Check the title, reasons, reading and sections of a page; raises PageError with the line.

    dimensions  by claim, and for `assume`, the dimension of each name
    """
    words = [
        (page.title, page.reading.heading),
        *((each.reason, each.line) for each in page.lines()),
        *((said.label, said.line) for said in page.said),
    ]
    for text, line in words:
        if any(sign.isnumeric() for sign in text):
            raise PageError(page.file, line, f"a bare number stands in {text!r}; spell it")
    for section in (page.reading, *(section for _, section in page.sections)):
        _check(page, section, pages, dimensions)


def _check(page: Page, section: Section, pages: Mapping[str, Page], dimensions: Dimensions) -> None:
    try:
        tree = parsed(section.text)
    except TemplateSyntaxError as error:
        line, problem = unmatched(section.text, error)
        raise PageError(page.file, section.line + line - 1, problem) from None
    checker = _Checker(page, section, pages, dimensions)
    for node in _nodes(tree):
        checker.node(node)


def _nodes(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Every node, what is inside before what is around; the argument of `word` is its filter's."""
    for child in tree.iter_child_nodes(exclude=("args",) if isinstance(tree, nodes.Filter) else ()):
        yield from _nodes(child)
    yield tree


def styles_of(unit: str) -> tuple[str, ...]:
    """The filters that print a unit."""
    return tuple(name for name, prints in UNITS.items() if prints in (None, unit))


def _written(node: nodes.Node | None) -> str:
    """A name as it stands between the braces."""
    match node:
        case nodes.Name(name=name):
            return name
        case nodes.Getattr(node=owner, attr=attribute):
            return f"{_written(owner)}.{attribute}"
        case nodes.Filter(node=inner, name=name):
            return f"{_written(inner)} | {name}"
    return "this"


def _behind(names: Iterable[str], path: str) -> tuple[str, ...]:
    """What may follow a path and a dot, so that in the end one of the names stands there."""
    head = f"{path}." if path else ""
    parts = (n.removeprefix(head).partition(".")[0] for n in names if n.startswith(head))
    return tuple(dict.fromkeys(parts))


def _instead(unit: str | None) -> str:
    return f"print it with {either(styles_of(unit or ''))}"


class _Checker:
    def __init__(
        self, page: Page, section: Section, pages: Mapping[str, Page], dimensions: Dimensions
    ) -> None:
        self.page, self.section, self.pages, self.dimensions = page, section, pages, dimensions
        self.own = dimensions.get(page.claim, {})
        self.records = records_of(page.let)

    def node(self, node: nodes.Node) -> None:
        """Refuse what a text may not do, name or print."""
        if not isinstance(node, PLAIN):
            kind = type(node).__name__.lower()
            problem = f"{kind} is not for pages; a text only names, prints, tests and branches"
            self._refuse(node, problem)
        match node:
            case nodes.TemplateData(data=text):
                self._plain(node, text)
            case nodes.Name(name=name):
                names = (*self.page.names, *self.records, *self.pages, *COMMON)
                self._known(node, name, names, f"the text names {name!r}")
            case nodes.Getattr(node=owner, attr=attribute):
                path, known = self._owner(owner)
                self._known(node, attribute, known, f"{path} has no {attribute!r}")
            case nodes.Test(name=name):
                self._known(node, name, TESTS, f"no test is named {name!r}")
            case nodes.Filter(name=name):
                self._known(node, name, FILTERS, f"no filter is named {name!r}")
                self._printed(node)
            case nodes.Output(nodes=printed):
                for each in printed:
                    self._styled(each)

    def _known(self, node: nodes.Node, name: str, known: tuple[str, ...], problem: str) -> None:
        if name not in known:
            self._refuse(node, f"{problem}; {nearest(name, known)}")

    def _plain(self, node: nodes.Node, text: str) -> None:
        for row, line in enumerate(text.split("\n")):
            if any(sign.isnumeric() for sign in line) or PRIVATE.search(line):
                problem = f"a bare number stands in {line.strip()!r}; bind it, or spell it"
                raise PageError(self.page.file, self._line(node) + row, problem)

    def _owner(self, owner: nodes.Node) -> tuple[str, tuple[str, ...]]:
        """What stands before a dot, as written, and what may stand behind it."""
        path = _written(owner)
        root, _, rest = path.partition(".")
        if root == "said":
            return path, _behind((said.name for said in self.page.said), rest)
        if path in self.page.names:
            return path, (*DAYS_OF_A_FACT, *WORDS_OF_A_FACT)
        if root in self.records:
            return path, _behind(self.page.names, path)
        names = self.dimensions.get(root, {})
        if rest in names and root in self.pages:
            return path, (*DAYS_OF_A_FACT, *WORDS_OF_A_FACT)
        return path, _behind(names, rest)

    def _printed(self, node: nodes.Filter) -> None:
        """Refuse a filter whose unit is not that of what it prints."""
        inner = node.node
        while isinstance(inner, nodes.Filter) and inner.name in SHAPES:
            inner = inner.node
        wanted, given = UNITS.get(node.name), self._unit(inner)
        if node.name in SHAPES:
            return
        if isinstance(inner, nodes.Name) and inner.name in self.page.paths:
            self._refuse(node, f"{inner.name} is a path of days; print what a formula makes of it")
        if given is None or (given == "date") != (node.name in DATES):
            self._refuse(node, f"{node.name} prints no such thing; print what has its unit")
        if wanted not in (None, given):
            self._refuse(
                node, f"{node.name} prints {wanted}, and this is in {given}; {_instead(given)}"
            )

    def _styled(self, node: nodes.Expr) -> None:
        """Refuse a number, a day or a claim that is printed without a filter which styles it."""
        inner = node
        while isinstance(inner, nodes.Filter) and inner.name in SHAPES and inner.node is not None:
            inner = inner.node
        if isinstance(inner, nodes.Filter | nodes.TemplateData) or self._is_text(inner):
            return
        unit, written = self._unit(inner), _written(node)
        if isinstance(inner, nodes.Name) and inner.name in self.page.paths:
            self._refuse(node, f"{inner.name} is a path of days; print what a formula makes of it")
        if unit is None:
            self._refuse(node, f"{written} is no number; print a fact or a quantity")
        style = DATES[0] if unit == "date" else styles_of(unit or "")[0]
        self._refuse(node, f"{written} has no style; write {{{{ {written} | {style} }}}}")

    def _is_text(self, node: nodes.Node) -> bool:
        match node:
            case nodes.Name(name=name):
                return name in WORDS
            case nodes.Getattr(attr=attribute):
                said = _written(node).startswith("said.")
                return said or attribute in WORDS_OF_A_FACT
        return False

    def _unit(self, node: nodes.Node | None) -> str | None:
        match node:
            case nodes.Name(name=name) if name in self.own:
                return spell(self.own[name])
            case nodes.Getattr(attr=attribute) if attribute in DAYS_OF_A_FACT:
                return "date"
            case nodes.Getattr():
                path = _written(node)
                owner, _, name = path.partition(".")
                found = self.own.get(path, self.dimensions.get(owner, {}).get(name))
                return None if found is None else spell(found)
        return None

    def _line(self, node: nodes.Node) -> int:
        return self.section.line + node.lineno - 1

    def _refuse(self, node: nodes.Node, problem: str) -> None:
        raise PageError(self.page.file, self._line(node), problem)
