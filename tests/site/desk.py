"""A desk with two recorded days and hostile texts where others may write: its base, its site."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.briefing.compose import composed
from engine.ledger.write import write_run
from engine.site.build import Built, build
from engine.site.desk import Desk, desk_of
from engine.site.folder import Folder
from engine.site.kept import Kept
from kb.facts import Fact
from kb.feeds.model import Answer, Ask
from kb.raw import Came, keep
from kb.store import KnowledgeBase
from tests.desk import ask, book_of, fact, facts

FRIDAY, MONDAY = "2025-11-14", "2025-11-17"
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}' OR 1=1 --\u202e"
"""A script, a template, SQL, and a mark that turns the direction of text."""


def spoken() -> list[Fact]:
    """The desk's facts, one with a hostile note, one of them revised, and a past of closes."""
    closes = [
        fact("price.close", 100_000 - 500 * day, "USD/coin", f"2025-11-{day:02}", source="binance")
        for day in range(1, 16)
    ]
    revised = fact(
        "etf.net_flow", -500, "USD m", "2025-11-14", source="farside", known_at="2025-11-16"
    )
    noted = fact("etf.assets", 100, "USD bn", source="desk", note=HOSTILE[:-1])
    return [*facts(), *closes, revised, noted]


def make_base(path: Path) -> Path:
    """The base of that desk in a file."""
    with KnowledgeBase.create(path) as base:
        base.add(spoken(), label=f"desk {HOSTILE}")
        receipt = base.add(fact("price.low", 90_000, "USD/coin", source="binance"), label="feed")
        url = f"https://prices.invalid/?q={HOSTILE}"
        at = datetime(2025, 11, 18, tzinfo=UTC)
        answer = Answer(Ask("prices", url, "GET", "", asset="btc"), 200, at, b"{}", {})
        with base.transaction() as opened:
            keep(opened, answer, Came(batch=receipt.batch))
        for day in (FRIDAY, MONDAY):
            record(base, day)
    return path


def record(base: KnowledgeBase, day: str) -> None:
    """Record the briefing of a day."""
    write_run(base, composed(base, ask(base, book_of(), day)))


def open_desk(base: KnowledgeBase) -> Desk:
    """The desk of its newest day."""
    return desk_of(base, Kept(book_of()), "btc")


def write_site(path: Path, out: Path, briefings: int = 1) -> Built:
    """Write the site of a base."""
    with KnowledgeBase.open(path, to_read=True) as opened:
        return build(open_desk(opened), Folder(out), briefings)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base; nobody writes to it."""
    return make_base(tmp_path_factory.mktemp("base") / "desk.db")


@pytest.fixture(scope="session")
def site(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site; nobody writes to it."""
    out = tmp_path_factory.mktemp("site") / "out"
    write_site(base, out)
    return out
