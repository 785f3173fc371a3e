"""What a shell may complete: claims, series, runs, assets, sources; a word begun in, choices out.

A shell asks while somebody types: what cannot be read gives no choice and no error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from kb.store import KnowledgeBase

Choices = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Named = Iterable[tuple[str, str]]
RUNS = 30  # the newest ones


def _choices(find: Callable[[click.Context], Named]) -> Choices:
    """What a word may become, of names with what each means."""

    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
        found: list[CompletionItem] = []
        with suppress(Exception):
            found += [
                CompletionItem(name, help=told)
                for name, told in find(ctx)
                if name.startswith(begun)
            ]
        return found

    return complete


def _claims(ctx: click.Context) -> Named:
    from engine.pages.library import load_book

    folder = ctx.params.get("rules")
    book = load_book(Path(folder) if folder else None)
    return [(page.claim, page.title) for page in book.pages]


def _series(_: click.Context) -> Named:
    from kb.built_in import catalog

    return [(series.name, series.called) for series in catalog().series.values()]


def _supposed(ctx: click.Context) -> Named:
    return [(f"{name}=", told) for name, told in _series(ctx)]


def _used(ctx: click.Context) -> Named:
    from kb.built_in import catalog

    return [*_series(ctx), *((key, one.name) for key, one in catalog().sources.items())]


def _assets(ctx: click.Context) -> Named:
    with _base(ctx) as kb:
        return [(asset, "") for asset in kb.priced()]


def _runs(ctx: click.Context) -> Named:
    from kb.clock import day_date

    query = "SELECT id, asset, as_of FROM run ORDER BY n DESC LIMIT ?"
    with _base(ctx) as kb:
        runs = [(run[:12], f"{asset} {day_date(day)}") for run, asset, day in kb.rows(query, RUNS)]
    return [("last", "the newest run"), *runs]


def _base(ctx: click.Context) -> KnowledgeBase:
    from kb.packs.example import example_base
    from kb.store import KnowledgeBase

    if ctx.params.get("example"):
        return example_base()
    usual = next((param.default for param in ctx.command.params if param.name == "db"), "")
    return KnowledgeBase.open(str(ctx.params.get("db") or usual))


claims, series, supposed = _choices(_claims), _choices(_series), _choices(_supposed)
used, assets, runs = _choices(_used), _choices(_assets), _choices(_runs)
