"""What is wrong, and what to do about it: a desk's settings, base and feeds in, findings out.

It changes nothing and asks nobody; what it finds in the base is what the last fetch left there.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kb.clock import day_date, day_number
from kb.errors import StoreError
from kb.feeds.brought import failing
from kb.feeds.check import faults
from kb.feeds.line import MISSING
from kb.feeds.resting import resting
from kb.listed import listed
from kb.verify.base import verify

if TYPE_CHECKING:
    from engine.daily.settings import Settings
    from kb.catalog import Catalog
    from kb.feeds.feed import Feed
    from kb.feeds.keys import Keys
    from kb.store import KnowledgeBase

ROOM = 1 << 30
"""Bytes that should be free beside a base, and as many as it has itself."""
AHEAD = timedelta(days=30)
"""How long a release table should go on."""
OLD = timedelta(days=3)
SHOWN = 6


class Finding(NamedTuple):
    """Something looked at: whether it is well, what was found, and what to do where it is not.

    hint  where it is not, nobody here can mend it, and it is no reason to leave with 1
    """

    what: str
    well: bool
    found: str
    advice: str = ""
    hint: bool = False


def base_findings(name: str) -> Iterator[Finding]:
    """Whether the base is there, append-only and as it was written, and has room to grow."""
    try:
        checked = verify(name)
    except StoreError as error:
        yield Finding("base", False, str(error))
        return
    if checked.problems:
        advice = "restore it from a backup; `downdraft verify` names every row"
        yield Finding("chain", False, str(checked.problems[0]), advice)
    else:
        counts = checked.counts
        found = ", ".join(f"{counts[what]:,} {what}" for what in ("facts", "runs", "requests"))
        yield Finding("chain", True, f"{found}, all as written, with every trigger")
    yield _room(Path(name))


def _room(base: Path) -> Finding:
    free, size = shutil.disk_usage(base.resolve().parent).free, base.stat().st_size
    found = f"{free / ROOM:,.1f} GiB free, the base has {size / ROOM:,.2f} GiB"
    return Finding("disk", free >= max(ROOM, 2 * size), found, "free some space")


def feed_findings(
    kb: KnowledgeBase, feeds: Mapping[str, Feed], wanted: list[Feed], keys: Keys, now: datetime
) -> Iterator[Finding]:
    """Whether feeds can be asked, read what their pages say, and came when they were asked last."""
    there = importlib.util.find_spec("httpx") is not None
    yield Finding("httpx", there, "installed" if there else MISSING, MISSING)
    wrong = [fault for feed in wanted for fault in faults(feed, kb.catalog)]
    found = f"{len(wanted)} of {len(feeds)} feeds are asked, their samples give their facts"
    yield Finding("pages", not wrong, wrong[0] if wrong else found, "`downdraft feeds check`")
    old: list[str] = []
    for feed in wanted:
        name, again = f"feed {feed.name}", f"`downdraft fetch {feed.name}`"
        if feed.key and not keys.value(feed.key.variable):
            advice = f"set {feed.key.variable}, or put it into downdraft.keys (mode 600)"
            yield Finding(name, False, "its key is not at hand", advice)
        elif rest := resting(kb.connection, feed.name, now):
            yield Finding(name, False, rest, again)
        elif problem := failing(kb.connection, feed.name):
            shape = "where its source changed: mend its page, then `downdraft fetch --again`"
            advice = shape if problem.startswith(feed.name) else again
            yield Finding(name, False, f"failed when it was asked last: {problem}", advice)
        elif _asked_long_ago(kb, feed, now):
            old.append(feed.name)
    found = (
        f"not asked for {OLD.days} days or ever: {listed(old, SHOWN)}" if old else "asked of late"
    )
    yield Finding("fetch", not old, found, "`downdraft fetch`, every day (docs/daily.md)")


def _asked_long_ago(kb: KnowledgeBase, feed: Feed, now: datetime) -> bool:
    (last,) = kb.rows("SELECT max(at) FROM request WHERE feed = ?", feed.name)[0]
    return last is None or now.timestamp() - last > OLD.total_seconds()


def stale_findings(
    kb: KnowledgeBase, feeds: list[Feed], assets: list[str], today: date
) -> Iterator[Finding]:
    """Series that a feed brings and that are older than they may be."""
    old: list[str] = []
    brought = {(series, feed.name) for feed in feeds for series in feed.series}
    for series, feed in sorted(brought):
        newest = max((_newest(kb, series, asset) for asset in ("", *assets)), default=0)
        entry = kb.catalog.series.get(series)
        if entry and newest and day_number(today) - 1 - newest > entry.stale_after:
            old.append(f"{series} (feed {feed}) since {day_date(newest)}")
    found = listed(old, SHOWN) if old else "no series that came is too old"
    yield Finding("staleness", not old, found, "`downdraft fetch`, then `downdraft facts --stale`")


def _newest(kb: KnowledgeBase, series: str, asset: str) -> int:
    query = """SELECT ifnull(max(as_of), 0) FROM strand JOIN series ON series.id = series_id
        JOIN fact ON strand_id = strand.id WHERE series.name = ? AND asset = ?"""
    return int(kb.rows(query, series, asset)[0][0])


def calendar_findings(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Release tables that have run out, or soon will: what follows is assumed by a lag."""
    ends = {name: max(table.values()) for name, table in catalog.tables.items() if table}
    short = sorted(f"{name} ends {end}" for name, end in ends.items() if end < today + AHEAD)
    found = "; ".join(short) if short else f"{len(ends)} release tables go on"
    advice = "later figures are known by a lag that is assumed; a newer downdraft has newer tables"
    yield Finding("calendars", not short, found, advice, hint=True)


def settings_finding(file: Path, settings: Settings, there: bool) -> Finding:
    """What the settings are."""
    if not there:
        return Finding("settings", True, f"no {file}: every feed that needs no key, for btc")
    assets = ", ".join(settings.assets)
    return Finding("settings", True, f"{file}: {assets}, {len(settings.outputs)} outputs")
