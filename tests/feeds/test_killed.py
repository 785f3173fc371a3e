"""A fetch that is killed, wherever: no half batch, and the next completes it. And two at once."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from kb.errors import StoreError
from kb.feeds.fetch import fetch
from kb.feeds.fetched import Order
from kb.store import KnowledgeBase
from kb.verify.base import verify
from tests.feeds.conftest import line_to
from tests.feeds.own_feed import HOST, Clock, own_feed, table
from tests.feeds.server import Server

YEARS = range(2018, 2026)
DAYS = 200
TIMES = int(os.environ.get("DOWNDRAFT_KILLS", "2"))


def year(number: int) -> str:
    """Two hundred days of a year, whose values move little."""
    days = [f"{number}-{1 + day // 28:02}-{1 + day % 28:02}" for day in range(DAYS)]
    return table(*((day, 4 + n / 1000) for n, day in enumerate(days)))


@pytest.fixture
def years(server: Server) -> Server:
    for number in YEARS:
        server.says(f"/{HOST}/{number}.csv", year(number))
    return server


def fetch_all(path: Path, server: Server) -> int:
    """Fetch every year; how many facts were new."""
    feed = own_feed(path="/{year}.csv", request={"each": "year"})
    order = Order(lambda _: {}, since=date(YEARS[0], 1, 1))
    with KnowledgeBase.open(path) as kb, line_to(server, Clock()) as line:
        [found] = fetch(kb, [feed], line, order)
    assert found.worked
    return found.new


def test_killed_anywhere_it_leaves_no_half_batch_and_the_next_completes_it(years, path):
    chance, cut = random.Random(15), 0
    for _ in range(TIMES):
        for beside in path.parent.glob("desk.db*"):
            beside.unlink()
        KnowledgeBase.create(path).close()
        _kill_one(path, years, chance)
        assert verify(path).problems == ()
        with KnowledgeBase.open(path) as kb:
            [(facts, batches)] = kb.rows("SELECT (SELECT count(*) FROM fact), count(*) FROM batch")
        assert facts == DAYS * batches
        cut += 0 < batches < len(YEARS)
        assert fetch_all(path, years) == len(YEARS) * DAYS - facts
        assert verify(path).problems == ()
    assert cut or TIMES < 50


def _kill_one(path: Path, server: Server, chance: random.Random) -> None:
    """Let another process fetch, and kill it a moment after so many of its requests have come."""
    server.asked.clear()
    until, after = chance.randint(1, len(YEARS)), chance.random() * 0.02
    child = os.fork()
    if not child:
        with suppress(BaseException):
            fetch_all(path, server)
        os._exit(0)
    while len(server.asked) < until and os.waitpid(child, os.WNOHANG) == (0, 0):
        time.sleep(0.0005)
    time.sleep(after)
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_two_at_once_add_everything_once(years, path):
    KnowledgeBase.create(path).close()
    new: list[int] = []
    threads = [
        threading.Thread(target=lambda: new.append(fetch_all(path, years))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(new) == len(YEARS) * DAYS
    assert verify(path).problems == ()


def test_a_disk_that_is_full_leaves_nothing_half(kb, path, years, clock):
    kb.connection.execute("PRAGMA max_page_count = 60")
    feed = own_feed(path="/{year}.csv", request={"each": "year"})
    order = Order(lambda _: {}, since=date(YEARS[0], 1, 1))
    full = pytest.raises(StoreError, match="the disk is full, nothing was changed")
    with full, line_to(years, clock) as line:
        list(fetch(kb, [feed], line, order))
    assert kb.rows("SELECT count(*) FROM fact")[0][0] % DAYS == 0
    assert verify(path).problems == ()
