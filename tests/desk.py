"""A small desk for the tests of the outer rooms: ten claim pages, the facts they read, one day.

A test that needs another page, fact or answer changes one of them: `pages(**changed)`, `facts()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from engine.briefing.compose import Composer
from engine.briefing.documents import render
from engine.briefing.parts import Briefing
from engine.inference.run import Run, answer, question
from engine.pages.book import RuleBook
from engine.pages.build import build_book
from kb.catalog import catalog
from kb.clock import day_number, moment_number
from kb.facts import Fact, make_fact
from kb.store import KnowledgeBase

__all__ = ["book", "kb"]

DAY = "2025-11-17"

ODDS_FELL = """---
claim: odds_fell
source: [E10]
kind: mechanism
facts:
  odds_peak: peak(policy.cut_odds, 45d)
  odds_now: policy.cut_odds
said:
  odds_now: about 40 %
let:
  odds_lost: odds_peak - odds_now
  rate_shift: carry.expected_rate_shift(odds_peak, odds_now, step = 25 bp)
when:
  - odds_lost >= 25 pp: our reading of a collapse
---
# The market stopped expecting a cut

Odds are for one meeting throughout.

## Holds
The odds of a cut on {{ odds_now.target | day }} fell from {{ odds_peak | pct }} to
{{ odds_now | pct }}. That lifts the rate expected by {{ rate_shift | bp }}.

## Fails
The odds of a cut are {{ odds_now | pct }}; {{ misses }}.
"""

FUNDS_LEFT = """---
claim: funds_left
source: [E14]
kind: measurement
facts:
  flow: etf.net_flow
when:
  - flow < 0 USD m: money on the way out
---
# Money left the funds

One day of flows, no more.

## Holds
The funds lost {{ flow | size | usd }} on {{ flow.as_of | day }}.

## Fails
The funds took in {{ flow | usd }}; {{ misses }}.
"""

POSITIONS_HEAVY = """---
claim: positions_heavy
source: [E20]
kind: judgement
facts:
  interest: derivatives.open_interest
let:
  forced: interest * assume.forced_share
when:
  - forced >= 2 USD bn: our reading of heavy
---
# Forced selling would be heavy

What a fall would close by force.

## Holds
A fall would force out {{ forced | usd }} of {{ interest | usd }}.

## Fails
A fall would force out {{ forced | usd }} only; {{ misses }}.
"""

COINS_MOVED = """---
claim: coins_moved
source: [E15]
kind: measurement
facts:
  spent: holders.long_term_spent
when:
  - spent >= 500,000 coins: our reading of large
---
# Old coins moved

Gross spending, which only the essay gives.

## Holds
Old holders spent {{ spent | coins }} coins.

## Fails
Old holders spent {{ spent | coins }} coins; {{ misses }}.
"""

LEVERAGE_OFFERED = """---
claim: leverage_offered
source: [E9]
kind: definition
facts:
  leverage: derivatives.max_leverage
let:
  move: 1 / leverage
---
# What leverage does to a margin

## Shows
A move of {{ move | pct }} is as large as the margin.
"""

FLOOR_FLOWS = """---
claim: floor_flows
source: [E23]
kind: judgement
when:
  - not claim funds_left
---
# The funds stopped selling

## Holds
The funds no longer sell.

## Fails
The funds still sell; {{ misses }}.
"""

FLOOR_VALUE = """---
claim: floor_value
source: [E23]
kind: measurement
facts:
  price: price.close
  basis: onchain.realised_price
when:
  - price <= basis: the average cost of all coins
---
# The price is where value buyers come in

## Holds
{{ asset }} trades at {{ price | price }}, under the {{ basis | price }} that coins cost.

## Fails
{{ asset }} trades at {{ price | price }}; {{ misses }}.
"""

FLOOR_REACHED = """---
claim: floor_reached
source: [E23]
kind: judgement
when:
  - claim floor_flows
  - claim floor_value
---
# Both conditions for a floor are met

## Holds
Both conditions for a floor are met.

## Fails
Not all conditions for a floor are met: {{ misses }}.
"""

HOW_LOW = """---
claim: how_low
source: [E33]
kind: forecast
facts:
  price: price.close
  volatility: volatility.realised_365d
let:
  low: price * exp(floor.lowest_close(volatility, 90d, 10 %))
  even: price * exp(floor.lowest_close(volatility, 90d, 50 %))
  high: price * exp(floor.lowest_close(volatility, 90d, 90 %))
---
# How low the closes ahead may go

## Gives
The lowest close ahead would as likely as not be under {{ even | price }}.
"""

NEW_GOLD = """---
claim: new_gold
source: [E30]
kind: opinion
---
# It is the new gold

## Not formalised
Nobody says how it would be measured.
"""

SLIDE = """---
claim: slide
source: [E6]
kind: headline
when:
  - claim odds_fell
  - claim funds_left
---
# A slide with funds on the way out

## Holds
{{ asset }} slides while the market gives up on a cut and the funds lose money.
"""

ASSUMPTIONS = """forced_share:
  low: 5 %
  middle: 10 %
  high: 20 %
  reason: nobody publishes it; a wide range
"""

ORDER = """why:
  policy:
    What changed in rates: [odds_fell]
  etf:
    What the funds did: [funds_left]
  holders:
    What old holders did: [coins_moved, new_gold]
  leverage:
    What unwound: [positions_heavy, leverage_offered]
where:
  floor:
    The conditions: [floor_flows, floor_value, floor_reached, how_low]
conditions: [floor_flows, floor_value]
headline: [slide]
answer:
  Price: floor_value.price | price
  Odds lost: odds_fell.odds_lost | pp
  Forced selling: positions_heavy.forced | usd
anchors:
  Realised price: floor_value.basis | price
fan:
  Ninety days: how_low.low, how_low.even, how_low.high | price
"""

PAGES = {
    "policy/odds_fell.md": ODDS_FELL,
    "etf/funds_left.md": FUNDS_LEFT,
    "leverage/positions_heavy.md": POSITIONS_HEAVY,
    "leverage/leverage_offered.md": LEVERAGE_OFFERED,
    "holders/coins_moved.md": COINS_MOVED,
    "holders/new_gold.md": NEW_GOLD,
    "floor/floor_flows.md": FLOOR_FLOWS,
    "floor/floor_value.md": FLOOR_VALUE,
    "floor/floor_reached.md": FLOOR_REACHED,
    "floor/how_low.md": HOW_LOW,
    "headline/slide.md": SLIDE,
    "assumptions.yaml": ASSUMPTIONS,
    "briefing.yaml": ORDER,
}


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
        base.add(facts())
        yield base


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


def composed(kb: KnowledgeBase, book: RuleBook, *changes: str) -> tuple[Composer, Briefing]:
    """The desk's briefing, and the composer that renders it."""
    composer = Composer(ask(kb, book), kb)
    return composer, composer.compose(changes)


def rendered(given: Iterable[Fact], form: str, **changed: str) -> str:
    """The document of other facts or other pages."""
    with KnowledgeBase.in_memory() as base:
        base.add(given)
        return render(*composed(base, book_of(**changed)), form)
