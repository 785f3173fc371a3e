"""What is fetched for a desk: its settings and feeds in, a report on each feed out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from engine import VERSION
from engine.daily.settings import FILE
from kb.errors import StoreError
from kb.feeds.fetch import Progress, chosen, fetch, read_again
from kb.feeds.fetched import Fetched, Order
from kb.feeds.keys import Keys
from kb.feeds.line import Line, Time
from kb.feeds.taking import Reading

if TYPE_CHECKING:
    from engine.daily.settings import Settings
    from kb.feeds.feed import Feed
    from kb.store import KnowledgeBase


@dataclass(frozen=True)
class Wish:
    """What is asked for beside the settings.

    names     feeds; empty for those of the settings
    since     ask for every day from this one on; None for what is new
    base_url  a server that stands for all hosts; "" for the real ones
    again     read the bytes that were kept, and ask nobody
    accept    why suspect values are added all the same; "" where they are not
    dry_run   change nothing
    """

    names: tuple[str, ...] = ()
    since: date | None = None
    base_url: str = ""
    again: bool = False
    accept: str = ""
    dry_run: bool = False


def fetching(
    kb: KnowledgeBase, feeds: dict[str, Feed], settings: Settings, wish: Wish,
    keys: Keys, timing: Time, progress: Progress | None = None,
) -> Iterator[Fetched]:  # fmt: skip
    """Each feed that is wanted, with what became of it."""
    wanted = wanted_feeds(feeds, settings, wish.names, keys)
    with kb.copied() if wish.dry_run else nullcontext(kb) as base:
        if wish.again:
            yield from read_again(base, wanted, Reading(wish.accept, timing.now()))
            return
        order = Order(settings.symbols, wish.since, settings.since, frozenset(wish.names))
        with Line(keys, agent(settings), wish.base_url, timing) as line:
            yield from fetch(base, wanted, line, order, progress)


def keys_of(settings: Settings) -> Keys:
    """The keys at hand: those of the environment, and those of the file."""
    return Keys(os.environ, settings.keys_file)


def clock() -> Time:
    """The time of the world."""
    return Time()


def wanted_feeds(
    feeds: dict[str, Feed], settings: Settings, names: Sequence[str], keys: Keys
) -> list[Feed]:
    """The feeds that are named, else those of the settings, else all that can be asked.

    raises  StoreError for a feed that there is not, or that has no use for a symbol
    """
    for asset, called in settings.assets.items():
        place = f"{settings.folder / FILE}: assets.{asset}"
        for name in called:
            try:
                [feed] = chosen(feeds, [name])
            except StoreError as error:
                raise StoreError(f"{place}: {error}") from None
            if not feed.by_asset:
                raise StoreError(f"{place}: {name} asks for no asset by a symbol; take it out")
    if names or settings.feeds:
        return chosen(feeds, names or settings.feeds)
    return [feed for feed in feeds.values() if not feed.key or keys.value(feed.key.variable)]


def agent(settings: Settings) -> str:
    """What it calls itself to sources."""
    return f"downdraft/{VERSION}{f' (+{settings.contact})' if settings.contact else ''}"
