"""A desk with a past: its facts, and a year and more of days before them that charts can show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kb.facts import Fact
from tests.desk import DAY, fact, facts

LAST = date.fromisoformat(DAY)
DAYS = 900


def past() -> list[Fact]:
    """The desk's facts with the days before them."""
    return [*(each for each in facts() if each.series not in DAILY), *_days()]


DAILY = {
    "price.close", "onchain.realised_price", "derivatives.open_interest", "etf.net_flow",
    "policy.cut_odds",
}  # fmt: skip


def _days() -> Iterator[Fact]:
    for back in range(DAYS):
        day = LAST - timedelta(back)
        yield fact("price.close", _close(back), "USD/coin", str(day), source="binance")
        if back < 200:
            yield from _of_this_year(back, str(day))


def _of_this_year(back: int, day: str) -> Iterator[Fact]:
    value = 56_000 - 10 * back
    yield fact("onchain.realised_price", value, "USD/coin", day, source="cryptoquant")
    yield fact("derivatives.open_interest", 60 + 0.1 * back, "USD bn", day, source="coinglass")
    odds = {"target": "2025-12-10", "source": "cme_fedwatch"}
    if back < 90:
        yield fact("policy.cut_odds", 44 + back / 2, "%", day, **odds)
    if LAST.weekday() != 5 and date.fromisoformat(day).weekday() < 5 and 0 < back < 120:
        flow = -492 if back == 3 else 100 * ((back % 7) - 3)
        yield fact("etf.net_flow", flow, "USD m", day, source="farside")


def _close(back: int) -> float:
    """A fall of six weeks to 92,000, and two earlier ones of over a third."""
    if back < 45:
        return 92_000 + 700 * back
    if back < 330:
        return 123_500 - 90 * (back - 45) - (40_000 if 180 < back < 300 else 0)
    if back < 700:
        return 80_000 - 40 * (back - 330) - (25_000 if 500 < back < 640 else 0)
    return 40_000 - 20 * (back - 700)
