"""A small desk for the tests of the outer rooms: its claim pages, the facts they read, one day.

A test that needs another page, fact or answer changes one of them: `pages(**changed)`, `facts()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from engine.briefing.compose import compose
from engine.briefing.parts import Briefing
from engine.briefing.render import render
from engine.judge.run import Run, answer, question
from engine.pages.book import RuleBook
from engine.pages.build import build_book
from engine.pages.folder import read_folder
from kb.built_in import catalog
from kb.clock import day_number, moment_number
from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.facts import make_fact

__all__ = ["book", "kb"]

DAY = "2025-11-17"
PAGES = read_folder(Path(__file__).with_name("desk_pages")).texts
"""The desk's own rule base, as it lies beside this file: every text by its path."""

ASSUMPTIONS, ORDER = PAGES["assumptions.yaml"], PAGES["briefing.yaml"]
ODDS_FELL, FUNDS_LEFT = PAGES["policy/odds_fell.md"], PAGES["etf/funds_left.md"]
POSITIONS_HEAVY = PAGES["leverage/positions_heavy.md"]
LEVERAGE_OFFERED = PAGES["leverage/leverage_offered.md"]
COINS_MOVED, NEW_GOLD = PAGES["holders/coins_moved.md"], PAGES["holders/new_gold.md"]
FLOOR_FLOWS, FLOOR_VALUE = PAGES["floor/floor_flows.md"], PAGES["floor/floor_value.md"]
FLOOR_REACHED, HOW_LOW = PAGES["floor/floor_reached.md"], PAGES["floor/how_low.md"]
SLIDE = PAGES["headline/slide.md"]


def pages(**changed: str) -> dict[str, str]:
    """The pages, with those of the claims named replaced, or taken out where the text is empty."""
    texts = {name: changed.pop(Path(name).stem, text) for name, text in PAGES.items()}
    return {name: text for name, text in texts.items() if text} | changed


def edited(page: str, old: str, new: str) -> str:
    """A page with one passage replaced, which must be there."""
    assert old in page
    return page.replace(old, new)


def book_of(**changed: str) -> RuleBook:
    """The rule book of those pages."""
    return _built(tuple(sorted(pages(**changed).items())))


@cache
def _built(texts: tuple[tuple[str, str], ...]) -> RuleBook:
    return build_book(dict(texts), catalog())


def write_rules(folder: Path, **changed: str) -> Path:
    """The pages as files under a folder."""
    for name, text in pages(**changed).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def fact(
    series: str, value: float, unit: str, as_of: str = DAY, *, source: str = "desk", **more: object
) -> Fact:
    """One fact; known at the end of its day unless `known_at` says otherwise."""
    raw = {"series": series, "as_of": as_of, "value": value, "unit": unit, "source": source}
    lasting = {"known_at": as_of} | more
    return make_fact(raw | lasting, catalog=catalog(), today=date.max)


def facts() -> list[Fact]:
    """What the desk knows on its day: every page but `leverage_offered` can be judged."""
    meeting = {"target": "2025-12-10", "source": "cme_fedwatch"}
    return [
        fact("price.close", 94_000, "USD/coin", "2025-11-16", source="binance"),
        fact("price.close", 92_000, "USD/coin", source="binance"),
        fact("policy.cut_odds", 95, "%", "2025-10-22", **meeting),
        fact("policy.cut_odds", 44, "%", "2025-11-14", **meeting),
        fact("etf.net_flow", -492, "USD m", "2025-11-14", source="farside"),
        fact("derivatives.open_interest", 68, "USD bn", source="coinglass"),
        fact("holders.long_term_spent", 815_000, "coins", span=30, source="essay"),
        fact("onchain.realised_price", 56_000, "USD/coin", source="cryptoquant"),
        fact("volatility.realised_365d", 42, "%", source="computed"),
    ]


def without(series: str) -> list[Fact]:
    """The desk's facts but for those of one series."""
    return [each for each in facts() if each.series != series]


def unread() -> list[Fact]:
    """One fact, which no page reads: whatever is asked is unknown."""
    return [fact("network.hash_rate", 1000, "EH/s")]


def instead(*given: Fact) -> list[Fact]:
    """The desk's facts with those of the same series replaced."""
    named = {each.series for each in given}
    return [each for each in facts() if each.series not in named] + list(given)


@pytest.fixture
def kb() -> Iterator[KnowledgeBase]:
    """A base in memory that holds the desk's facts."""
    with KnowledgeBase.in_memory() as base:
        _stored().connection.backup(base.connection)
        yield base


@cache
def _stored() -> KnowledgeBase:
    """What every such base is a copy of."""
    base = KnowledgeBase.in_memory()
    base.add(facts())
    return base


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The rule book of the desk's pages."""
    return book_of()


def ask(
    kb: KnowledgeBase, book: RuleBook, day: str = DAY, known_at: str = "", *, asset: str = "btc"
) -> Run:
    """The run of the desk's day, on what was known by its end or by `known_at`."""
    moment = moment_number(known_at) if known_at else None
    return answer(kb, book, catalog(), question(kb, asset, day_number(day), moment))


def ask_with(given: Iterable[Fact], *, asset: str = "btc", **changed: str) -> Run:
    """The run of other facts or other pages."""
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return ask(base, book_of(**changed), asset=asset)


def composed(kb: KnowledgeBase, book: RuleBook) -> Briefing:
    """The desk's briefing."""
    return compose(ask(kb, book), kb)


def rendered(given: Iterable[Fact], form: str, **changed: str) -> str:
    """The document of other facts or other pages."""
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return render(composed(base, book_of(**changed)), form)
