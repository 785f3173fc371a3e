"""A feed as small as one can be, a page with a csv of days and values, and a clock for its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import yaml

from kb.built_in import catalog
from kb.feeds.feed import Feed
from kb.feeds.library import read_feed

HOST = "figures.test"
START = datetime(2025, 11, 19, 6, 30, tzinfo=UTC)
NOVEMBER = (("2025-11-14", 4.14), ("2025-11-17", 4.13), ("2025-11-18", 4.12))

PAGE = """---
{head}---
# Figures

Those of a day.

## Sample
```csv at=2025-11-18T12:00Z
day,value
2025-11-17,4.13
```

## Facts
| series | day | value | unit |
|---|---|---|---|
| {series} | 2025-11-17 | 4.13 | {unit} |
"""


def own_feed(name: str = "figures", path: str = "/day.csv", **head: object) -> Feed:
    """A feed of one series; `head` changes what its page says."""
    return read_feed(own_page(path, **head), name, f"{name}.md", catalog())


def own_page(path: str = "/day.csv", **head: object) -> str:
    """The page of such a feed."""
    request = {"url": f"https://{HOST}{path}"}
    column = {"column": "value", "series": "treasury.note_10y", "unit": "%"}
    said = {
        "about": "figures of a day", "source": "fred", "terms": "public domain", "free": "all",
        "shape": "csv", "pause": 0, "timeout": 5, "limit": 1,
        "map": {"about": "figures", "date": {"column": "day"}, "columns": [column]},
    }  # fmt: skip
    request |= head.pop("request", {})  # type: ignore[call-overload]
    whole = {**said, "request": request, **head}
    [told] = whole["map"]["columns"]  # type: ignore[index]
    return PAGE.format(head=yaml.safe_dump(whole), series=told["series"], unit=told["unit"])


def table(*rows: tuple[str, float | str]) -> str:
    """The csv of such days and values."""
    return "\n".join(["day,value", *(f"{day},{value}" for day, value in rows)]) + "\n"


@dataclass
class Clock:
    """Time that passes only when somebody waits."""

    at: datetime = START
    waits: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def tick(self) -> float:
        return self.at.timestamp()

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)
