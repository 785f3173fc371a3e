"""The desk with a second document: three claims of the comment beside those of the essay."""

from __future__ import annotations

from collections.abc import Iterable

from engine.judge.run import Run
from engine.pages.book import RuleBook
from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.desk import ORDER, ask, book_of, fact

BOTH = "2025-11-21"

YEN_WEAK = """---
claim: yen_weak
source: [J11]
kind: measurement
facts:
  rate: fx.usdjpy
let:
  part: (rate - 150 JPY/USD) / rate
when:
  - rate >= 150 JPY/USD: our reading of weak
---
# The yen is weak

## Holds
A dollar costs {{ rate | num }} yen.

## Fails
A dollar costs {{ rate | num }} yen; {{ misses }}.
"""

HOME_BONDS = """---
claim: home_bonds
source: [J7]
kind: mechanism
facts:
  jgb: jgb.yield_30y
when:
  - claim yen_weak
  - jgb >= 3 %: our reading of a yield worth having
---
# Home bonds are worth having

## Holds
The bond yields {{ jgb | pct }}.

## Fails
Home bonds are not worth having; {{ misses }}.
"""

FOOLS = """---
claim: fools
source: [J15]
kind: opinion
---
# It needs a greater fool

## Not formalised
Nobody says how it would be measured.
"""

THESES = """theses:
  The essay:
    paragraphs: E
    share: odds_fell.odds_lost
    reading: the odds that were lost
    ceiling: home_bonds.jgb
    ceiling_reading: what a bond pays is at most
  The comment:
    paragraphs: J
    share: yen_weak.part
    reading: at most
"""

JAPAN = """  japan:
    What Japan did: [yen_weak, home_bonds, fools]
"""


def pages_of(**changed: str) -> dict[str, str]:
    """The desk's pages with the comment's beside them, and the order that names both theses."""
    return {
        "japan/yen_weak.md": YEN_WEAK,
        "japan/home_bonds.md": HOME_BONDS,
        "japan/fools.md": FOOLS,
        "briefing": ORDER.replace("where:\n", JAPAN + "where:\n") + THESES,
    } | changed


def both(**changed: str) -> RuleBook:
    """The rule book of both documents."""
    return book_of(**pages_of(**changed))


def on_the_day() -> list[Fact]:
    """What is known on the day on which both have spoken; every condition is decided."""
    meeting = {"target": "2025-12-10", "source": "cme_fedwatch"}
    return [
        fact("price.close", 92_000, "USD/coin", BOTH, source="binance"),
        fact("policy.cut_odds", 95, "%", "2025-10-22", **meeting),
        fact("policy.cut_odds", 44, "%", BOTH, **meeting),
        fact("etf.net_flow", -492, "USD m", BOTH, source="farside"),
        fact("derivatives.open_interest", 68, "USD bn", BOTH, source="coinglass"),
        fact("holders.long_term_spent", 815_000, "coins", BOTH, span=30, source="essay"),
        fact("onchain.realised_price", 56_000, "USD/coin", BOTH, source="cryptoquant"),
        fact("volatility.realised_365d", 42, "%", BOTH, source="computed"),
        fact("fx.usdjpy", 157, "JPY/USD", BOTH),
        fact("jgb.yield_30y", 3.3, "%", BOTH),
    ]


def but(*series: str) -> list[Fact]:
    """The facts without those of some series."""
    return [each for each in on_the_day() if each.series not in series]


def judged(given: Iterable[Fact], day: str = BOTH, **changed: str) -> Run:
    """The run of a day over both documents."""
    with KnowledgeBase.in_memory() as kb:
        kb.add(given)
        return ask(kb, both(**changed), day)
