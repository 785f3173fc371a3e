"""Mutants that cannot differ from the page they come from, excused by name, with the reason."""

from __future__ import annotations

from engine.pages.book import RuleBook
from engine.pages.errors import nearest
from engine.pages.folder import EXCUSES
from engine.pages.frontmatter import read_shared


def excuses(book: RuleBook, known: tuple[str, ...]) -> dict[str, str]:
    """The reason for each excused mutant; `known` are the names of all mutants of the book.

    raises  PageError for a mutant that does not exist or an excuse without a reason
    """
    text, file = book.texts.get(EXCUSES, ""), book.file(EXCUSES)
    tree, found = read_shared(text, file), {}
    for name, node in tree:
        if name not in known:
            raise tree.wrong_at(name, f"no mutant is named {name!r}; {nearest(name, known)}")
        found[name] = node.text(name)
        if not found[name]:
            raise tree.wrong_at(name, f"{name} is excused without a reason; write why")
    return found
