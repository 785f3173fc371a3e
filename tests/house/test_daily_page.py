"""The page on daily work is followed to the letter: its settings written, its commands run in turn
against a server that answers as the sources do, in their shapes, with invented figures."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from engine.daily.settings_file import read_settings
from kb.feeds.library import feeds
from kb.feeds.line import Time
from tests.feeds.conftest import clock, server
from tests.house.tutorials import blocks, lines, typed

__all__ = ["clock", "server"]

PAGE = "daily.md"
[SETTINGS] = blocks(PAGE, "toml")
LAST = date(2025, 11, 18)
DAYS = [LAST - timedelta(back) for back in range(760, -1, -1)]
TREASURY = ["Date", "3 Mo", "1 Yr", "2 Yr", "5 Yr", "10 Yr", "30 Yr"]


def seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def close(day: date) -> float:
    """A price that rises for years and then falls for forty days, in a small daily rhythm."""
    back = (LAST - day).days
    level = 124_000 - 40 * (back - 40) if back > 40 else 92_000 + 800 * back
    return level * (1 + 0.01 * ((back * 7) % 5 - 2))


def klines() -> str:
    bars = []
    for day in DAYS:
        start, price = 1_000 * seconds(day), close(day)
        prices = [f"{price:.2f}", f"{1.01 * price:.2f}", f"{0.99 * price:.2f}", f"{price:.2f}"]
        bars.append([start, *prices, "9.0", start + 86_399_999, "900.0", 5, "6.0", "440.0", "0"])
    return json.dumps(bars)


def yields(names: list[str], form: str) -> str:
    """A csv of yields on weekdays, a column a name."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(names)
    for day in DAYS:
        if day.weekday() < 5 and day.year >= 2024:
            level = f"{4 + 0.01 * (day.day % 7):.2f}"
            rows.writerow([format(day, form), *[level] * (len(names) - 1)])
    return out.getvalue()


def coins() -> str:
    rows = [
        {"date": str(seconds(day)), "totalCirculating": {"peggedUSD": 3e11 + 1e8 * n}}
        for n, day in enumerate(DAYS)
    ]
    return json.dumps(rows)


def greed() -> str:
    rows = [{"value": str(20 + day.day), "timestamp": str(seconds(day))} for day in DAYS]
    return json.dumps({"data": rows[::-1]})


ANSWERS = {
    "binance-spot": lambda _: klines(),
    "treasury-par": lambda _: yields(TREASURY, "%m/%d/%Y"),
    "fred": lambda query: yields(["observation_date", query["id"]], "%Y-%m-%d"),
    "alternative-me": lambda _: greed(),
    "defillama": lambda _: coins(),
}
"""What each source answers to the parameters of a request."""


def answers(now: datetime) -> Iterator[tuple[str, str]]:
    """What each source answers, by its place on the server."""
    found = feeds()
    for name, answer in ANSWERS.items():
        for ask in found[name].asks({"btc": ""}, date(2024, 1, 1), now):
            parts = urlsplit(ask.url)
            asked = dict(parse_qsl(parts.query))
            one = f"?id={asked['id']}&" if "id" in asked else ""
            yield f"/{parts.netloc}{parts.path}{one}", answer(asked)


@pytest.fixture
def desk(server, clock, tmp_path, monkeypatch):
    """A folder with the page's settings and, behind --base-url, sources that answer."""
    for name in ("DOWNDRAFT_DB", "DOWNDRAFT_RULES", "DOWNDRAFT_CATALOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "downdraft.toml").write_text(SETTINGS, encoding="utf-8")
    timing = Time(clock.now, clock.tick, clock.sleep)
    monkeypatch.setattr("engine.daily.fetching.clock", lambda: timing)
    for place, body in answers(clock.now()):
        server.says(place, body)
    return tmp_path


def test_from_nothing_to_a_first_briefing_in_two_commands_and_then_all_others(desk, server, capfd):
    first, second, *others = lines(PAGE)
    assert (first, second) == ("downdraft init", "downdraft daily")
    assert typed(first) == 0
    assert typed(f"{second} --base-url {server.url}") == 0, capfd.readouterr()
    written = json.loads((desk / "briefings" / "2025-11-18-btc.json").read_text())
    assert written["headline"]
    assert written["floor"]["forecast"]["quantiles"]
    assert (desk / "briefings" / "2025-11-18-btc.html").stat().st_size > 10_000
    capfd.readouterr()
    for line in others:
        away = f" --base-url {server.url}" * line.startswith("downdraft fetch")
        assert typed(line + away) == 0, (line, capfd.readouterr())


def test_what_else_the_page_shows_can_be_read(tmp_path):
    (tmp_path / "downdraft.toml").write_text(SETTINGS, encoding="utf-8")
    assert read_settings(tmp_path / "downdraft.toml").watch.moves == 2
    assert tomllib.loads(SETTINGS)["assets"] == {"btc": {"binance-spot": "BTCUSDT"}}
    [workflow] = blocks(PAGE, "yaml")
    steps = yaml.safe_load(workflow)["jobs"]["daily"]["steps"]
    assert "downdraft daily" in [step.get("run") for step in steps]
