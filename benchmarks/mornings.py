"""`daily` over and over on a base that others read and write: a folder in, how long it took out.

It asks a server on the loopback that stands for its source, with a new figure each time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from engine.pages.library import load_book
from tests.feeds.own_feed import HOST, own_page, table
from tests.feeds.server import Server


@dataclass
class Mornings:
    """How long `daily` took each time, seconds, how it left, and how many facts it fetched."""

    took: list[float] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    facts: int = 0

    def live(self, folder: Path, base: Path, until: threading.Event) -> None:
        """A morning after the other, each with a new figure of its source, until it is time."""
        (folder / "downdraft.toml").write_text('feeds = ["figures"]\noutputs = []\n')
        write_rules(folder / "rules")
        today, server = datetime.now(UTC).date(), Server()
        with server.open():
            command = [
                sys.executable, "-m", "engine.cli.main", "daily", "--json", "--quiet",
                "--db", str(base), "--rules", str(folder / "rules"), "--base-url", server.url,
            ]  # fmt: skip
            while not until.is_set():
                newest = today - timedelta(max(90 - len(self.took), 2))
                days = (newest - timedelta(back) for back in range(28))
                rows = ((str(day), 4 + day.day / 100) for day in days)
                server.says(f"/{HOST}/day.csv", table(*rows))
                self._one(command, folder)

    def _one(self, command: list[str], folder: Path) -> None:
        began = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        self.took.append(time.perf_counter() - began)
        self.left.append(done.returncode)
        with suppress(ValueError, KeyError):
            fetched = json.loads(done.stdout)["feeds"]
            self.facts += sum(each["new"] + each["revised"] for each in fetched)

    def told(self) -> str:
        """The same in a line."""
        half, most = np.percentile(self.took, [50, 95])
        return (
            f"daily ran {len(self.took)} times beside them, {self.facts} facts fetched, p50 "
            f"{half:.1f} s, p95 {most:.1f} s, and left with {sorted(set(self.left))}"
        )


def write_rules(folder: Path) -> None:
    """The shipped pages, with one feed beside them."""
    for name, text in load_book().texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "feeds").mkdir()
    (folder / "feeds" / "figures.md").write_text(own_page(), encoding="utf-8")
