"""docs/episodes.md: the figures of the five episodes come in, the page as it ought to be goes out.

Every number and every word of judgement on the page is computed; the template holds the sentences.
Figures are printed to three significant digits at most, so that machines agree on them.
"""

from __future__ import annotations

from math import isnan
from types import SimpleNamespace

import numpy as np

from tests.studies import market, summer, waterfall_record
from tests.studies.assumed import Range, axis, own_names, spread
from tests.studies.beforehand import FLAT_DAYS
from tests.studies.episodes import EPISODES, percent
from tests.studies.figures import TYPICAL, figures, summary
from tests.studies.filled import written

AMBERDATA = (
    "Crypto liquidations, 40 minutes from 20:50 UTC",
    "Crypto liquidations, 14 hours, Amberdata venues",
)


def text() -> str:
    """The page as it ought to be."""
    filters = {"sig": sig, "pct": pct, "count": count, "rise": rise, "leverages": leverages}
    printed = {"band": band, "bands": bands, "assumed": assumed, "percent": percent}
    return written("episodes.md.j2", context() | printed, **filters)


def context() -> dict[str, object]:
    """Everything the template names."""
    every = [figures(each) for each in EPISODES]
    return _facts(every) | summary(every)


def _facts(every: list[SimpleNamespace]) -> dict[str, object]:
    told, a = market.published(), axis()
    return {
        "every": every,
        "by": {each.of.key: each for each in every},
        "own": own_names() != (),
        "leverage": spread(a["typical_leverage"]),
        "leverage_spread": spread(a["leverage_spread"]),
        "turnover": spread(a["turnover"]),
        "flat_days": FLAT_DAYS,
        "phi": spread(a["share_reaching_book"]),
        "withdrawal": spread(a["withdrawal"]),
        "scenarios": len(a["withdrawal"]),
        "record": waterfall_record,
        "venue": market.hyperliquid(),
        "summer": summer,
        "told": {name: value for (day, name), value in told.items() if day == EPISODES[-1].last},
        "share_40": told["2025-10-10", AMBERDATA[0]] / told["2025-10-10", AMBERDATA[1]],
        "traded": market.traded_by_exchange(),
    }


def sig(value: float, digits: int = 3) -> str:
    """Significant digits, thousands apart."""
    if isnan(value):
        return "none"
    exponent = int(f"{value:.{digits - 1}e}".partition("e")[2])
    return f"{float(f'{value:.{digits - 1}e}'):,.{max(digits - 1 - exponent, 0)}f}"


def pct(value: float, digits: int = 3) -> str:
    """A share as a percentage."""
    return f"{sig(100.0 * value, digits)} %"


def band(of: Range, factor: float = 1.0, digits: int = 2) -> str:
    """Low – middle – high."""
    return " – ".join(sig(each * factor, digits) for each in of[:3])


def bands(of: Range, digits: int = 2) -> str:
    """Low – middle – high of shares, as percentages."""
    return f"{band(of, 100.0, digits)} %"


def assumed(of: Range, factor: float = 1.0) -> str:
    """Low – middle – high as somebody wrote them down."""
    return " – ".join(f"{each * factor:.6g}" for each in of[:3])


def count(number: int) -> str:
    """A small number in words."""
    return ("none", "one", "two", "three", "four", "five", "six")[number]


def rise(log_rise: float) -> float:
    """A log rise as a share of the price."""
    return float(np.expm1(log_rise))


def leverages(of: tuple[float, float]) -> str:
    """Two median leverages in words."""
    low, high = (sig(value, 2) for value in of)
    if of[1] <= TYPICAL[0]:
        return "under 1"
    return f"under 1 to {high}" if of[0] <= TYPICAL[0] else f"{low} to {high}"
