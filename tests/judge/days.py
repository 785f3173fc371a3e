"""Made-up worlds for histories: a few days of the desk's series, with gaps and corrections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from engine.judge.history import History, history, period
from engine.judge.judgement import Status
from engine.judge.run import answer, question
from engine.measures.reading import Reason
from engine.pages.book import RuleBook
from kb.clock import day_date, day_number
from kb.facts import Fact
from kb.store import KnowledgeBase
from tests.desk import DAY, fact

LAST = day_number(DAY)
DAYS = 12
NUMBERS = {
    "price.close": ("USD/coin", (50_000, 60_000), ("binance", "coinmarketcap")),
    "policy.cut_odds": ("%", (40, 95), ("cme_fedwatch",)),
    "etf.net_flow": ("USD m", (-500, 500), ("farside", "sosovalue")),
    "derivatives.open_interest": ("USD bn", (8, 60), ("coinglass",)),
    "holders.long_term_spent": ("coins", (300_000, 900_000), ("glassnode",)),
    "onchain.realised_price": ("USD/coin", (50_000, 60_000), ("cryptoquant",)),
    "volatility.realised_365d": ("%", (20, 90), ("computed",)),
}
GROUPED = """---
claim: slide
source: [E6]
kind: headline
when:
  - at least 2 of: [claim odds_fell, claim funds_left, not claim floor_value]
---
# Two of three

## Holds
Two of three.
"""
"""A page whose one line is a group of premises."""


def random_facts(seed: int) -> Iterator[Fact]:
    """Facts of the twelve days up to the desk's; some come late, some are corrected, some lack."""
    luck = Random(seed)
    for series, (unit, (low, high), sources) in NUMBERS.items():
        for source in sources:
            for day in range(LAST - DAYS, LAST + 1):
                target = "2025-11-13" if day < LAST - 5 and luck.random() < 0.5 else "2025-11-24"
                for vintage in range(luck.choice((0, 0, 1, 1, 1, 2))):
                    known = day_date(day) + timedelta(luck.choice((0, 0, 0, 2)) + 3 * vintage)
                    more = {"target": target} if series == "policy.cut_odds" else {}
                    yield fact(
                        series, luck.uniform(low, high), unit, day_date(day).isoformat(),
                        source=source, known_at=f"{known}", **more,
                    )  # fmt: skip


@contextmanager
def world(seed: int) -> Iterator[KnowledgeBase]:
    """A base in memory with those facts; what two of them say differently is left out."""
    with KnowledgeBase.in_memory() as kb:
        once = {(f.series, f.source, f.as_of, f.target, f.known_at): f for f in random_facts(seed)}
        kb.add(once.values())
        yield kb


def of(
    kb: KnowledgeBase, book: RuleBook, first: int | None = None, last: int = LAST, *,
    asset: str = "btc",
) -> History:  # fmt: skip
    """The history of some of those days, by default of all since the first fact."""
    return history(kb, book, period(kb, book, asset, first, last))


Outcomes = dict[str, tuple[Status, Reason | None]]
"""By claim, its status and why it is unknown."""


def alone(kb: KnowledgeBase, book: RuleBook, day: int) -> Outcomes:
    """What a run of that day alone finds."""
    found = answer(kb, book, kb.catalog, question(kb, "btc", int(day))).findings
    return {claim: (finding.status, finding.reason) for claim, finding in found.items()}


def together(past: History, row: int) -> Outcomes:
    """What a history finds on one of its days."""
    return {claim: past.judgement.finding(claim, row) for claim in past.judgement.column}
