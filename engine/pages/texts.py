"""The texts of a page, checked at load: names, filters, attributes and bare numbers.

A section that is rarely rendered must not hide a misspelling until the morning it speaks. Nothing
is rendered here; the text is only parsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from engine.pages.errors import PageError, nearest
from engine.pages.page import Page, Section

FILTERS = (
    "pct", "pp", "bp", "usd", "price", "coins", "x", "num", "count", "days", "day", "isoday",
    "word", "size", "middle",
)  # fmt: skip
TESTS = ("known", "positive", "negative")
FACT_ATTRIBUTES = ("as_of", "target", "source", "coverage")
COMMON = ("asset", "misses", "said", "assume")


def check_texts(page: Page, pages: Mapping[str, Page], assumed: tuple[str, ...]) -> None:
    """Check the sections and the reading of a page; raises PageError with the line."""
    for section in (page.reading, *(section for _, section in page.sections)):
        _check(page, section, pages, assumed)


def _check(
    page: Page, section: Section, pages: Mapping[str, Page], assumed: tuple[str, ...]
) -> None:
    environment = Environment()
    environment.filters |= dict.fromkeys(FILTERS, str)
    environment.tests |= dict.fromkeys(TESTS, callable)
    try:
        tree = environment.parse(section.text)
    except TemplateSyntaxError as error:
        line = section.line + error.lineno - 1
        raise PageError(page.file, line, f"{error.message}; check the braces") from None
    checker = _Checker(page, section, pages, assumed)
    for node in tree.find_all((nodes.TemplateData, nodes.Filter, nodes.Test, nodes.Getattr)):
        checker.node(node)
    for name in sorted(meta.find_undeclared_variables(tree)):
        checker.name(name, tree)


class _Checker:
    def __init__(
        self, page: Page, section: Section, pages: Mapping[str, Page], assumed: tuple[str, ...]
    ) -> None:
        self.page, self.section, self.pages, self.assumed = page, section, pages, assumed
        self.names = (*page.names, *pages, *COMMON)

    def name(self, name: str, tree: nodes.Template) -> None:
        """Refuse a name that the text cannot use."""
        if name not in self.names:
            found = next(n for n in tree.find_all(nodes.Name) if n.name == name)
            self._refuse(found, f"the text names {name!r}; {nearest(name, self.names)}")

    def node(self, node: nodes.Node) -> None:
        """Refuse a bare number, an unknown filter or test, an attribute that is not there."""
        match node:
            case nodes.TemplateData(data=text):
                self._plain(node, text)
            case nodes.Filter(name=name) if name not in FILTERS:
                self._refuse(node, f"no filter is named {name!r}; {nearest(name, FILTERS)}")
            case nodes.Test(name=name) if name not in TESTS:
                self._refuse(node, f"no test is named {name!r}; {nearest(name, TESTS)}")
            case nodes.Getattr(node=nodes.Name(name=owner), attr=attribute):
                known = tuple(self._attributes(owner))
                if attribute not in known:
                    near = nearest(attribute, known)
                    self._refuse(node, f"{owner} has no {attribute!r}; {near}")

    def _plain(self, node: nodes.Node, text: str) -> None:
        for row, line in enumerate(text.split("\n")):
            if any(sign.isnumeric() for sign in line):
                problem = f"a bare number stands in {line.strip()!r}; bind it, or spell it"
                raise PageError(self.page.file, self._line(node) + row, problem)

    def _attributes(self, owner: str) -> Iterator[str]:
        if owner == "said":
            yield from (said.name for said in self.page.said)
        elif owner == "assume":
            yield from self.assumed
        elif owner in self.page.names:
            yield from FACT_ATTRIBUTES
        elif owner in self.pages:
            yield from (*self.pages[owner].names, "finding")

    def _line(self, node: nodes.Node) -> int:
        return self.section.line + node.lineno - 1

    def _refuse(self, node: nodes.Node, problem: str) -> None:
        raise PageError(self.page.file, self._line(node), problem)
