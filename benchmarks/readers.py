"""Many readers of `serve` at once, while facts come in, briefings are recorded and `daily` runs.

A base with thousands of recorded runs is made for it: one day judged, and recorded under the days
before it. Readers look at recorded proofs of any run, at the proofs of the newest day, and at days,
with a pause between two pages as people make. `daily` asks a server on the loopback that stands for
all sources. Everything stays on this machine, for a bounded time.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from urllib.request import urlopen

import numpy as np

from benchmarks.mornings import Mornings
from benchmarks.spent import Spent
from engine.briefing.compose import composed
from engine.judge.run import answer, question
from engine.ledger.write import pages_of, record_of
from engine.pages.library import load_book
from kb.clock import day_date, day_number, moment_number
from kb.ledger import record_run
from kb.packs.example import example_base
from kb.store import KnowledgeBase

LAST = "2025-11-17"
PAUSE = (1.0, 3.0)
"""Seconds that a reader looks at a page, from and to."""
WRITER = """
import sys, time
import downdraft
base = downdraft.Base.open(sys.argv[1])
for n in range(3_600):
    row = {"series": "network.hash_rate", "as_of": "2025-11-17", "value": 1000 + n,
           "unit": "EH/s", "known_at": f"2025-11-18T00:{n // 60:02}:{n % 60:02}Z"}
    base.add([row], source="desk")
    base.brief(f"2025-11-{10 + n % 6:02}", record=True)
    print(n + 1, flush=True)
    time.sleep(1)
"""


@dataclass
class Seen:
    """How long each kind of page took, seconds, what was not answered well, and how many were as of
    an earlier batch than the newest that anybody was shown."""

    took: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    behind: int = 0


def make(path: Path, runs: int) -> list[str]:
    """A base with so many recorded runs; their ids."""
    with example_base() as example:
        KnowledgeBase.create(path).close()
        with KnowledgeBase.open(path) as kb:
            example.connection.backup(kb.connection)
            kb.connection.execute("PRAGMA journal_mode = WAL")
            return _recorded(kb, runs)


def _recorded(kb: KnowledgeBase, runs: int) -> list[str]:
    book, day = load_book(), day_number(LAST)
    entry = record_of(composed(kb, answer(kb, book, kb.catalog, question(kb, "btc", day))))
    pages, ids = pages_of(book), []
    for back in range(runs - 1, -1, -1):
        of = day - back
        name = entry.id if not back else hashlib.sha256(f"{entry.id}{of}".encode()).hexdigest()
        known = moment_number(day_date(of))
        record_run(kb, replace(entry, id=name, as_of=of, known_at=known), pages)
        ids.append(name)
    return ids


async def reader(port: int, ids: list[str], claims: list[str], until: float, seen: Seen) -> None:
    """One reader: pages one after another over one connection."""
    await asyncio.sleep(random.uniform(0, PAUSE[1]))
    to, back = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < until:
        kind, path = _page(ids, claims)
        began = time.perf_counter()
        back.write(f"GET /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = (await to.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        body = await to.readexactly(int(head.partition("content-length: ")[2].partition("\r\n")[0]))
        seen.took.setdefault(kind, []).append(time.perf_counter() - began)
        seen.behind += b'class="behind"' in body
        if " 200 " not in head.partition("\r\n")[0]:
            seen.wrong.append(f"{path}: {head.partition(chr(13))[0]}")
        await asyncio.sleep(random.uniform(*PAUSE))
    back.close()


def _page(ids: list[str], claims: list[str]) -> tuple[str, str]:
    claim, chance = random.choice(claims), random.random()
    if chance < 0.6:
        return "recorded proof", f"run/{random.choice(ids)}/{claim}.html"
    if chance < 0.9:
        return "proof of the newest day", f"claim/{claim}.html"
    return "day", f"day/{day_date(day_number(LAST) - random.randrange(len(ids))).isoformat()}.html"


async def read(port: int, ids: list[str], claims: list[str], readers: int, seconds: float) -> Seen:
    """So many readers for so long."""
    seen, until = Seen(), time.monotonic() + seconds
    await asyncio.gather(*(reader(port, ids, claims, until, seen) for _ in range(readers)))
    return seen


def main() -> None:
    """Make the base, start the server and the writer, read, and say how long it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=5_000)
    asked.add_argument("--readers", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--no-writer", action="store_true")
    given = asked.parse_args()
    readers, seconds = min(given.readers, 300), min(given.seconds, 600.0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "readers.db"
        ids = make(path, min(given.runs, 20_000))
        _measure(path, ids, readers, seconds, writing=not given.no_writer)


def _measure(path: Path, ids: list[str], readers: int, seconds: float, *, writing: bool) -> None:
    serve = [sys.executable, "-m", "engine.cli.main", "serve", "--db", str(path), "--port", "0"]
    server = subprocess.Popen(serve, stderr=subprocess.PIPE, text=True)
    processes = {"the server": server.pid, "the readers": os.getpid()}
    writer, mornings, over = None, Mornings(), threading.Event()
    living = threading.Thread(target=mornings.live, args=(path.parent, path, over))
    try:
        port = _port(server)
        claims = [page.claim for page in load_book().pages if page.judged]
        _look_first(port, claims)
        if writing:
            command = [sys.executable, "-c", WRITER, str(path)]
            writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            processes["add and brief, over and over"] = writer.pid
            living.start()
        spent = Spent(processes, "daily, the calls that ended")
        with spent.measured():
            seen = asyncio.run(read(port, ids, claims, readers, seconds))
        _tell(seen, readers, len(ids), spent)
    finally:
        over.set()
        for process in (server, writer):
            if process:
                process.terminate()
        told = writer.communicate()[0].split() if writer else []
        print(
            f"meanwhile {told[-1] if told else 0} batches were added and as many briefings recorded"
        )
        if living.ident:  # it was started
            living.join()
            print(mornings.told())


def _look_first(port: int, claims: list[str]) -> None:
    """Have everything made once that is made once for all readers, and say how long that took."""
    began = time.perf_counter()
    for path in ("search", *(f"claim/{claim}" for claim in claims)):
        with urlopen(f"http://127.0.0.1:{port}/{path}.html", timeout=300) as answered:
            answered.read()
    print(f"the first look at every claim took {time.perf_counter() - began:.0f} s")


def _port(server: subprocess.Popen[str]) -> int:
    """The port that the server says it listens at."""
    assert server.stderr
    for line in server.stderr:
        if "running on http://" in line:
            return int(line.partition("127.0.0.1:")[2].split()[0])
    raise RuntimeError("the server did not start")


def _tell(seen: Seen, readers: int, runs: int, spent: Spent) -> None:
    print(
        f"{readers} readers on {runs:,} runs, a pause of {PAUSE[0]} to {PAUSE[1]} s between pages"
    )
    for kind, took in {**seen.took, "all": list(chain.from_iterable(seen.took.values()))}.items():
        half, most, worst = np.percentile(took, [50, 95, 99]) * 1_000
        print(
            f"{kind}: {len(took):,} pages, p50 {half:.0f} ms, p95 {most:.0f} ms, p99 {worst:.0f} ms"
        )
    for wrong in seen.wrong[:5]:
        print(f"not answered well: {wrong}")
    pages = sum(map(len, seen.took.values()))
    print(f"the server took {1_000 * spent.by_name['the server'] / pages:.1f} ms of CPU a page")
    print(
        f"{seen.behind} answers were as of an earlier batch, and said so, while one reader waited"
    )
    print(*spent.told(), sep="\n")


if __name__ == "__main__":
    main()
