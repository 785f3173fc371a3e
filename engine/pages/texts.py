"""The texts of a page, checked at load: what they name, how they print it, and bare numbers.

A section that is rarely rendered must not hide a misspelling until the morning it speaks, and no
text may reach for a number in any other way than by naming it and printing it in its own unit. So
texts may name, print, test and branch, and nothing else. Nothing is rendered here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from jinja2 import TemplateSyntaxError, nodes

from engine.pages.errors import PageError, bare_number, nearest
from engine.pages.page import Page, Section
from engine.pages.printing import (
    DAYS_OF_A_FACT,
    FILTERS,
    WORDS,
    WORDS_OF_A_FACT,
    Dimensions,
    Printing,
    parsed,
    written,
)
from engine.pages.records import records_of

TESTS = ("known", "positive", "negative", "holding")
COMMON = (*WORDS, "said", "assume")
PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.And, nodes.Or, nodes.Not,
    nodes.Name, nodes.Getattr, nodes.Filter, nodes.Test,
)  # fmt: skip
DEEPEST = 40
TOO_DEEP = "too much stands inside each other here; write it as several sentences"
PRIVATE = re.compile("[\ue000-\uf8ff]")
_BRANCH = re.compile(r"\{%[-+]?\s*(if|elif|else|endif)\b")


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
        if bare := bare_number(text):
            raise PageError(page.file, line, bare)
    for section in (page.reading, *(section for _, section in page.sections)):
        _check(page, section, pages, dimensions)


def _check(page: Page, section: Section, pages: Mapping[str, Page], dimensions: Dimensions) -> None:
    try:
        tree = parsed(section.text)
    except TemplateSyntaxError as error:
        line, problem = _unmatched(section.text, error)
        raise PageError(page.file, section.line + line - 1, problem) from None
    except RecursionError:
        raise PageError(page.file, section.line, TOO_DEEP) from None
    checker = _Checker(page, section, pages, dimensions)
    for node in _nodes(tree, checker):
        checker.node(node)


def _unmatched(text: str, error: TemplateSyntaxError) -> tuple[int, str]:
    """Where braces do not go together, and how: an {% if %} without its end, or else."""
    opened: list[int] = []
    for row, line in enumerate(text.split("\n"), start=1):
        for word in _BRANCH.findall(line):
            if word == "if":
                opened.append(row)
            elif word == "endif" and opened:
                opened.pop()
            elif not opened:
                return row, f"this {{% {word} %}} belongs to no {{% if %}}; take it out"
    if opened:
        return opened[-1], "an {% if %} is not closed; write {% endif %} where it ends"
    return error.lineno, f"{error.message}; check the braces"


def _nodes(tree: nodes.Node, checker: _Checker, depth: int = 0) -> Iterator[nodes.Node]:
    """Every node, what is inside before what is around; the argument of `word` is its filter's."""
    checker.refuse_if(tree, TOO_DEEP if depth > DEEPEST else "")
    for child in tree.iter_child_nodes(exclude=("args",) if isinstance(tree, nodes.Filter) else ()):
        yield from _nodes(child, checker, depth + 1)
    yield tree


def _behind(names: Iterable[str], path: str) -> tuple[str, ...]:
    """What may follow a path and a dot, so that in the end one of the names stands there."""
    head = f"{path}." if path else ""
    parts = (n.removeprefix(head).partition(".")[0] for n in names if n.startswith(head))
    return tuple(dict.fromkeys(parts))


class _Checker:
    def __init__(
        self, page: Page, section: Section, pages: Mapping[str, Page], dimensions: Dimensions
    ) -> None:
        self.page, self.section, self.pages, self.dimensions = page, section, pages, dimensions
        self.printing = Printing(page, dimensions)
        self.records = records_of(page.let)

    def node(self, node: nodes.Node) -> None:
        """Refuse what a text may not do, name or print."""
        if not isinstance(node, PLAIN):
            kind = type(node).__name__.lower()
            problem = f"{kind} is not for pages; a text only names, prints, tests and branches"
            self.refuse_if(node, problem)
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
                self.refuse_if(node, self.printing.unfit_filter(node))
            case nodes.Output(nodes=printed):
                for each in printed:
                    self.refuse_if(each, self.printing.unstyled(each))

    def _known(self, node: nodes.Node, name: str, known: tuple[str, ...], problem: str) -> None:
        if name not in known:
            self.refuse_if(node, f"{problem}; {nearest(name, known)}")

    def _plain(self, node: nodes.Node, text: str) -> None:
        for row, line in enumerate(text.split("\n")):
            if any(sign.isnumeric() for sign in line) or PRIVATE.search(line):
                problem = f"a bare number stands in {line.strip()!r}; bind it, or spell it"
                raise PageError(self.page.file, self._line(node) + row, problem)

    def _owner(self, owner: nodes.Node) -> tuple[str, tuple[str, ...]]:
        """What stands before a dot, as written, and what may stand behind it."""
        path = written(owner)
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

    def _line(self, node: nodes.Node) -> int:
        return self.section.line + node.lineno - 1

    def refuse_if(self, node: nodes.Node, problem: str) -> None:
        """Refuse the line of a node, where there is anything wrong with it."""
        if problem:
            raise PageError(self.page.file, self._line(node), problem)
