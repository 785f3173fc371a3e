"""Mutants that cannot differ from the page they come from, excused by name, with the reason."""

from __future__ import annotations

from engine.pages.book import RuleBook
from engine.pages.errors import PageError, nearest
from engine.pages.folder import EXCUSES
from engine.pages.frontmatter import Mapping, read_yaml, text_of


def excuses(book: RuleBook, known: tuple[str, ...]) -> dict[str, str]:
    """The reason for each excused mutant; `known` are the names of all mutants of the book.

    raises  PageError for a mutant that does not exist or an excuse without a reason
    """
    text, file = book.texts.get(EXCUSES, ""), book.file(EXCUSES)
    tree = read_yaml(text, file) if text.strip() else Mapping({}, 0)
    found = {}
    for name, node in tree:
        line = tree.lines[name]
        if name not in known:
            raise PageError(file, line, f"no mutant is named {name!r}; {nearest(name, known)}")
        found[name] = text_of(node, file, name)
        if not found[name]:
            raise PageError(file, line, f"{name} is excused without a reason; write why")
    return found
