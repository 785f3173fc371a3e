"""Where the rule base comes from: the pages shipped as `engine.rules`, or a folder of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from engine.fingerprint import PARSING, code_digest
from engine.pages.book import RuleBook
from engine.pages.errors import PageError
from kb.cache import cached
from kb.own_catalog import CATALOG, catalog_with


def read_texts(root: Traversable) -> dict[str, str]:
    """Every page and YAML file under a folder, by its path inside it."""
    found: dict[str, str] = {}
    _collect(root, "", found)
    return found


def _collect(folder: Traversable, prefix: str, found: dict[str, str]) -> None:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and not entry.name.startswith(("_", ".")):
            _collect(entry, f"{prefix}{entry.name}/", found)
        elif entry.name.endswith((".md", ".yaml")):
            found[prefix + entry.name] = _text(entry, prefix + entry.name)


def _text(entry: Traversable, name: str) -> str:
    try:
        return entry.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PageError(f"rules/{name}", line, "this is not UTF-8; save the file as it") from None


def load_book(folder: Path | None = None, own_catalog: str | None = None) -> RuleBook:
    """The rule book of a folder, or the built-in one; parsed once and cached by content.

    own_catalog  the text of a catalogue that goes with the pages, in place of that of the folder
    """
    with named_in(folder):
        texts = read_texts(folder or files("engine.rules"))
        if own_catalog is not None:
            texts[CATALOG] = own_catalog
        book = book_of(texts)
    if folder is None:
        return book
    pages = tuple(replace(page, file=_in(folder, page.file)) for page in book.pages)
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
    formulas the pages call.
    """
    key = [part for name in sorted(texts) for part in (name, texts[name])]
    return cached("book", [*key, code_digest(PARSING)], lambda: _build(texts), _same_plugins)


def _same_plugins(book: RuleBook) -> bool:
    """Whether the plugins whose formulas a book calls are as they were when it was checked."""
    return all(code_digest((module,)) == digest for module, digest in book.plugins.items())


def _in(folder: Path | None, file: str) -> str:
    """The name of a file as the user knows it: under the folder that was asked for."""
    return file if folder is None else str(folder / file.removeprefix("rules/"))


def _build(texts: dict[str, str]) -> RuleBook:
    from engine.pages.build import build_book  # a cached rule book needs no parser

    return build_book(texts, catalog_with(texts.get(CATALOG, "")))
