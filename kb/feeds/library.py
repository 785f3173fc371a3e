"""Where feeds come from: the ready pages beside this module and those of a folder of one's own;
each checked against its own form, the catalogue and the parsers there are."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from kb.built_in import catalog as ours
from kb.catalog import Catalog
from kb.feeds.checked import CheckedHead, head_of
from kb.feeds.feed import Feed
from kb.feeds.page import FeedError, read_parts
from kb.marked_yaml import Unreadable, read_marked
from kb.plain_file import NotPlain, read_plain

SUFFIX = ".md"


def feeds(folder: Path | None = None, catalog: Catalog | None = None) -> dict[str, Feed]:
    """Every feed by its name: the ready ones and, over them, those of a folder.

    catalog  what their series, sources and units are held against; ours where none is given
    raises   FeedError naming file and line
    """
    known = catalog or ours()
    found = {
        name: read_feed(text, name, f"{name}{SUFFIX}", known)
        for name, text in ready_pages().items()
    }
    for file in sorted(folder.glob(f"*{SUFFIX}")) if folder else ():
        if file.stem in found:
            raise FeedError(f"{file} has the name of a ready feed; call it something else")
        found[file.stem] = read_file(file, known)
    return found


def read_file(file: Path, catalog: Catalog) -> Feed:
    """The feed of one page of one's own; raises FeedError naming file and line."""
    return read_feed(_text(file), file.stem, str(file), catalog)


def ready_pages() -> dict[str, str]:
    """The texts of the ready pages by their names."""
    folder = sorted(files("kb.feeds").joinpath("ready").iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(SUFFIX): file.read_text(encoding="utf-8")
        for file in folder
        if file.name.endswith(SUFFIX)
    }


def _text(file: Path) -> str:
    try:
        return read_plain(file).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FeedError(f"{file} is not UTF-8; save it as that") from None
    except NotPlain as problem:
        raise FeedError(f"{file}: {problem}") from None


def read_feed(text: str, name: str, where: str, catalog: Catalog) -> Feed:
    """A feed from the text of its page.

    where   what errors call the page; raises FeedError or MapError
    """
    parts = read_parts(text, where)
    try:
        tree, lines = read_marked(parts.head)
    except Unreadable as problem:
        raise FeedError(f"{where} line {problem.line}: {problem}") from None
    head = head_of(tree, lines, where)
    page = CheckedHead(where, lines, head, catalog)
    page.check()
    return Feed(
        name, parts.title, parts.prose, head, page.map(), page.parser(), parts.samples, where,
        page.credit(),
    )  # fmt: skip
