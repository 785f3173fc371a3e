"""What tasks share: a base and a rule book in, their files on a shelf out, and read by a worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

from engine.cluster.shelf import Shelf
from engine.judge.history import deciding
from engine.pages.asset import assets_apart, for_asset
from engine.pages.book import RuleBook
from engine.pages.library import book_of
from kb.cache import forget_others, keep, kept, named
from kb.errors import StoreError
from kb.laid_out import panel_files
from kb.panel_file import FORMAT, PanelFile
from kb.plain_values import from_bytes, to_bytes
from kb.store import KnowledgeBase

Laid = tuple[tuple[str, ...], str]
"""Whose facts a file holds, and its name."""
_CHAIN = "SELECT chain FROM batch WHERE id = ?"


def shared(
    shelf: Shelf, kb: KnowledgeBase, book: RuleBook, assets: Sequence[str], batch: int
) -> list[dict[str, Any]]:
    """What the tasks of each group of assets are asked, on the facts of a base up to a batch.

    Files that lie there already are left as they are, and the base is not read for them.
    """
    return list(shared_in_turn(shelf, kb, book, assets, batch))


def shared_in_turn(
    shelf: Shelf, kb: KnowledgeBase, book: RuleBook, assets: Sequence[str], batch: int
) -> Iterator[dict[str, Any]]:
    """The same, each as soon as its file lies there, so that work begins while others are made."""
    chain = kb.rows(_CHAIN, batch)
    kept_as = named("panels", (FORMAT, shelf.place, kb.name, str(chain), *assets))
    pages = shelf.put_named("pages", to_bytes(dict(book.texts), ()))
    there = _kept(shelf, kept_as)
    made = ((few, shelf.put_named("panel", each)) for few, each in panel_files(kb, assets, batch))
    laid: list[Laid] = []
    for few, name in there or made:
        laid.append((few, name))
        if len(laid) > 1:  # the first is what is told of no asset
            yield {
                "assets": list(few), "panels": [name, laid[0][1]], "pages": pages,
                "engine": book.engine, "base": kb.name,
            }  # fmt: skip
    if there is None:
        keep(kept_as, to_bytes(tuple(laid), ()))
        forget_others("panels", kept_as)


def _kept(shelf: Shelf, kept_as: str) -> Sequence[Laid] | None:
    """The files that were made of the same and with whose facts, where all of them lie there."""
    with suppress(Exception):
        files: Sequence[Laid] = from_bytes(kept(kept_as) or b"", ())
        if all(shelf.has(name) for _, name in files):
            return files
    return None


def read_shared(shelf: Shelf, asked: Mapping[str, Any]) -> tuple[PanelFile, RuleBook]:
    """The facts and the pages that a task is about.

    raises  StoreError where they are not there, or the code that judges is another one here
    """
    book = _book(shelf, asked["pages"])
    if book.engine != asked["engine"]:
        raise StoreError(
            f"a worker judges by other code ({book.engine}) than this command ({asked['engine']}); "
            "install the same downdraft, and the same plugins, on all machines"
        )
    return _panels(shelf, tuple(asked["panels"]), asked["pages"], asked["base"]), book


class Applied(NamedTuple):
    """A rule book as it applies to an asset, and what of it decides."""

    book: RuleBook
    needed: RuleBook


def set_apart(shelf: Shelf, asked: Mapping[str, Any]) -> frozenset[str]:
    """The assets to which the pages say something of their own; all others are alike to them."""
    return _apart(shelf, asked["pages"])


def applied(shelf: Shelf, asked: Mapping[str, Any], asset: str) -> Applied:
    """The pages of a task as they apply to an asset."""
    apart = _apart(shelf, asked["pages"])
    return _applied(shelf, asked["pages"], asset if asset in apart else "")


@lru_cache(maxsize=4)
def _apart(shelf: Shelf, pages: str) -> frozenset[str]:
    return assets_apart(_book(shelf, pages))


@lru_cache(maxsize=8)
def _applied(shelf: Shelf, pages: str, asset: str) -> Applied:
    own = for_asset(_book(shelf, pages), asset)
    return Applied(own, deciding(own))


@lru_cache(maxsize=4)
def _book(shelf: Shelf, pages: str) -> RuleBook:
    return book_of(dict(from_bytes(shelf.named(pages), ())))


@lru_cache(maxsize=1)
def _panels(shelf: Shelf, names: tuple[str, ...], pages: str, base: str) -> PanelFile:
    return PanelFile.read(map(shelf.named, names), _book(shelf, pages).catalog, base)
