"""The prices of one day in their order: a low is under no later price, a high over none.

A market prints its low at or under its close, and its high at or over both. Facts of one source
that break that, or a supposed price beside the facts that stand, are told, and stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kb.clock import day_date

if TYPE_CHECKING:
    from kb.store import KnowledgeBase

LOW, CLOSE, HIGH = "price.low", "price.close", "price.high"
ORDERED = (LOW, CLOSE, HIGH)
_CALLED = {LOW: "low", CLOSE: "close", HIGH: "high"}
ROUNDING = 1e-4
"""A share of the price by which two prices of a day may be out of order: that is rounding."""

_PLACE = "instr('lch', substr({}.name, 7, 1))"
_DAYS = f"""SELECT DISTINCT fact.as_of, strand.asset, strand.source_id, source.name
    FROM fact JOIN strand ON strand.id = fact.strand_id JOIN series ON series.id = strand.series_id
    JOIN source ON source.id = strand.source_id
    JOIN strand beside ON beside.source_id = strand.source_id AND beside.asset = strand.asset
    JOIN series its ON its.id = beside.series_id AND its.name IN {ORDERED}
    JOIN fact other ON other.strand_id = beside.id AND other.as_of = fact.as_of
    WHERE fact.id > ? AND fact.batch_id = ? AND series.name IN {ORDERED}
    AND ({_PLACE.format("series")} - {_PLACE.format("its")}) * (fact.value - other.value) < 0"""
_PRICES = f"""SELECT series.name, fact.value FROM strand JOIN series ON series.id = series_id
    JOIN fact ON fact.strand_id = strand.id
    WHERE strand.asset = ? AND source_id = ? AND fact.as_of = ? AND series.name IN {ORDERED}
    AND fact.id NOT IN (SELECT fact_id FROM withdrawal) ORDER BY fact.known_at"""


def out_of_order(prices: Mapping[str, float]) -> Iterator[str]:
    """Each pair of the prices of one day, by their series, that no day of a market can have."""
    there = [(series, prices[series]) for series in ORDERED if series in prices]
    for place, (under, low) in enumerate(there):
        for over, high in there[place + 1 :]:
            if low > high * (1.0 + ROUNDING):
                yield (
                    f"a {_CALLED[under]} of {low:,.10g} above the {_CALLED[over]} of {high:,.10g}"
                )


def days_out_of_order(kb: KnowledgeBase, batch: int, facts: int) -> Iterator[str]:
    """A sentence for each day on which a batch left the prices of a source out of order.

    facts  how many it added, with which the base ends
    """
    for day, asset, source, name in kb.rows(_DAYS, kb.last_fact() - facts, batch):
        for pair in out_of_order(dict(kb.rows(_PRICES, asset, source, day))):
            yield f"{asset} on {day_date(day)} has {pair} ({name}), which no day can have"
