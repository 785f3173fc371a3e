"""Where the rule base comes from: the pages shipped as `engine.rules`, or a folder of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

from engine.fingerprint import PARSING, code_digest
from engine.pages.book import RuleBook
from engine.pages.errors import PageError
from engine.pages.folder import read_folder
from engine.pages.kept_book import MADE_OF, Kept, again, kept
from kb.cache import cached, in_use
from kb.own_catalog import CATALOG, catalog_with
from kb.shipped import shipped


def load_book(
    folder: Path | None = None, own_catalog: str | None = None,
    tell: Callable[[list[str]], object] = lambda _: None,
) -> RuleBook:  # fmt: skip
    """The rule book of a folder, or the built-in one; parsed once and cached by content.

    own_catalog  the text of a catalogue that goes with the pages, in place of that of the folder
    tell         is called with what lies in the folder and was passed over, where anything was
    """
    with named_in(folder):
        found = read_folder(folder or shipped("engine.rules"))
        if found.passed_over:
            tell(found.passed_over)
        texts = found.texts
        if own_catalog is not None:
            texts[CATALOG] = own_catalog
        book = book_of(texts)
    if folder is None:
        return book
    pages = tuple(one.but(file=_in(folder, one.file)) for one in book.pages)
    return replace(book, pages=pages, root=str(folder))


@contextmanager
def named_in(folder: Path | None) -> Iterator[None]:
    """Give the errors about pages inside the names of the files under the folder asked for."""
    try:
        yield
    except PageError as error:
        raise PageError(_in(folder, error.file), error.line, error.problem) from None


def book_of(texts: dict[str, str]) -> RuleBook:
    """The rule book of these texts; parsed once and cached by content.

    It is parsed anew where the code that parses says something else, or that of a plugin whose
    formulas the pages call. One process reads it once, but for a book that calls plugins.
    """
    if not in_use():
        return _build(texts)
    named = tuple((name, texts[name]) for name in sorted(texts))
    book = _read_once(named)
    return _read(named) if book.plugins else book


@lru_cache(maxsize=4)
def _read_once(named: tuple[tuple[str, str], ...]) -> RuleBook:
    return _read(named)


def _read(named: tuple[tuple[str, str], ...]) -> RuleBook:
    key = (*chain.from_iterable(named), code_digest(PARSING))
    return again(cached("book", key, lambda: kept(_build(dict(named))), MADE_OF, _same_plugins))


def _same_plugins(found: Kept) -> bool:
    """Whether the plugins whose formulas a book calls are as they were when it was checked."""
    plugins = found.book.plugins.items()
    return all(code_digest((module,)) == digest for module, digest in plugins)


def _in(folder: Path | None, file: str) -> str:
    """The name of a file as the user knows it: under the folder that was asked for."""
    return file if folder is None else str(folder / file.removeprefix("rules/"))


def _build(texts: dict[str, str]) -> RuleBook:
    from engine.pages.build import build_book  # a cached rule book needs no parser

    return build_book(texts, catalog_with(texts.get(CATALOG, "")))
