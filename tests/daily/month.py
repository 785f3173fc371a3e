"""A desk's days against the server: what sources publish, and what befalls them. Figures invented.

The price falls through the level that coins cost and comes back. One feed dies, one changes its
shape for a day, one revises a day, one says what nobody can believe, and one morning is missed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.cli.conftest import Downdraft
from tests.desk import write_rules
from tests.feeds.own_feed import HOST, Clock, own_page, table
from tests.feeds.server import Reply, Server

FIRST = date(2025, 10, 20)
PAST = 60
"""Days that are there before the first one."""
FEEDS = {
    "price": ("price.close", "USD/coin", "binance"),
    "flows": ("etf.net_flow", "USD m", "farside"),
    "cost": ("onchain.realised_price", "USD/coin", "cryptoquant"),
    "interest": ("derivatives.open_interest", "USD bn", "coinglass"),
}


@dataclass(frozen=True)
class Course:
    """On which days what happens, counted from the first.

    falls     the price falls until then, and rises again from `rises` on
    turns     the funds take money in from then on
    dies      the first day of which the feed of open interest says nothing, dead to before `lives`;
              the first morning it still answers
    """

    days: int
    falls: int
    rises: int
    turns: int
    missed: int
    revised: int
    dies: int
    lives: int
    reshaped: int
    unbelievable: int

    def value(self, feed: str, day: date) -> float:
        """What a source says of a day."""
        n = (day - FIRST).days
        if feed == "price":
            down, up = max(0, min(n, self.falls)), max(0, n - self.rises)
            return 58_000.0 - 900 * down + 900 * up
        if feed == "flows":
            return -300.0 + n if n < self.turns else 120.0 + n
        return 56_000 - 5.0 * n if feed == "cost" else 60 + n / 10


@dataclass
class Desk:
    """A desk in its folder, and what it hears, morning by morning."""

    call: Downdraft
    server: Server
    clock: Clock
    course: Course
    said: dict[int, Any] = field(default_factory=dict)
    events: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def live(self) -> None:
        """Live through the course."""
        for n in range(self.course.days):
            day = FIRST + timedelta(n)
            self.clock.at = datetime.combine(day + timedelta(1), time(6, 30), self.clock.at.tzinfo)
            self._publish(n, day)
            if n != self.course.missed:
                self.said[n] = json.loads(self.daily().out)
                self.events[n] = self.watch()

    def daily(self) -> Any:
        """What `daily` says."""
        return self.call("daily", "--json", "--base-url", self.server.url)

    def watch(self) -> list[dict[str, Any]]:
        """The events that `watch` tells."""
        said = self.call("watch")
        assert (said.code, said.err) == (0, "")
        return [json.loads(line) for line in said.out.splitlines()]

    def _publish(self, n: int, day: date) -> None:
        course = self.course
        for name in FEEDS:
            reply = Reply(table(*self._rows(name, n, day)))
            if name == "interest" and max(course.dies, 1) <= n < course.lives:
                reply = Reply(status=500)
            if name == "cost" and n == course.reshaped:
                reply = Reply("date,cost\n2025-11-01,3\n")
            self.server.says(f"/{HOST}/{name}.csv", reply)

    def _rows(self, name: str, n: int, day: date) -> Iterator[tuple[str, float]]:
        for back in range((day - FIRST).days + PAST, -1, -1):
            then = day - timedelta(back)
            if (
                name == "interest"
                and self.course.dies <= (then - FIRST).days
                and n < self.course.lives
            ):
                continue
            value = self.course.value(name, then)
            if name == "flows" and n >= self.course.revised == (then - FIRST).days + 2:
                value -= 50
            if name == "price" and n == self.course.unbelievable and not back:
                value *= 176
            yield str(then), value


def furnish(folder: Path) -> None:
    """Put pages, feeds and settings into the folder of a desk."""
    write_rules(folder / "rules")
    (folder / "rules" / "feeds").mkdir()
    for name, page in feed_pages().items():
        (folder / "rules" / "feeds" / f"{name}.md").write_text(page, encoding="utf-8")
    (folder / "downdraft.toml").write_text(
        f'rules = "rules"\nfeeds = {json.dumps(list(FEEDS))}\n'
        'outputs = ["out/{date}.md", "out/{date}.json"]\n',
        encoding="utf-8",
    )


def feed_pages() -> Mapping[str, str]:
    """The pages of the desk's feeds, by name."""
    found = {}
    for name, (series, unit, source) in FEEDS.items():
        column = {"column": "value", "series": series, "unit": unit}
        own = {"about": name, "date": {"column": "day"}, "columns": [column], "asset": "btc"}
        found[name] = own_page(f"/{name}.csv", source=source, map=own)
    return found
