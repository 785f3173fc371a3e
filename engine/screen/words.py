"""The rows of a screen in words: a row and its rule book in, the texts of its cells out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from engine.briefing.forecast import chance, low_of_the_fall, three_figures
from engine.briefing.front.place import spark
from engine.briefing.front.table import signed
from engine.briefing.unjudged import UNJUDGED
from engine.numeric.market_model import FEWEST
from engine.screen.market import ERRORS
from engine.screen.row import Row
from engine.screen.screen import Screen
from engine.words import numbers
from engine.words.styles import style_of
from kb.listed import listed

NAMED = 2
"""Findings that turned that are named; the others are counted."""


class Cells(NamedTuple):
    """What is printed of an asset; "" where it is not known."""

    asset: str
    price: str
    move: str
    off_high: str
    volatility: str
    own: str
    beta: str
    spark: str


HEADS = Cells("", "price", "move", "off high", "vol.", "own move", "beta", "three months")


def cells(row: Row) -> Cells:
    """The cells of a row."""
    return Cells(
        row.asset,
        _told(row.price, style_of("price", row.money)),
        _told(row.move, _change),
        _told(row.off_high, numbers.percent),
        _told(row.volatility, numbers.percent),
        _own(row),
        "" if row.beta is None else f"{row.beta:.2f} ±{row.beta_error:.2f}".replace("-", "−"),
        spark(np.array([np.nan if v is None else v for v in row.path])) if row.path else "",
    )


def sentences(found: Screen, row: Row) -> Iterator[str]:
    """What is said of a row besides its numbers."""
    if row.why:
        yield f"Cannot be judged: {row.why}."
        return
    title = _title(found, row.headline)
    yield f"{title or 'No headline'}."
    if row.priced is not None and row.priced != found.asked.day:
        yield f"The price is of {numbers.date_text(row.priced)}."
    if row.turned:
        yield f"Turned: {listed([f'“{_title(found, c)}”' for c in row.turned], NAMED)}."
    if row.nearest is not None:
        near = _title(found, row.nearest_claim)
        yield f"Closest to its threshold: “{near}”, {_near(row.nearest)}."
    if row.beta is None:
        days = "1 common day" if row.common == 1 else f"{row.common or 0} common days"
        yield f"{days} with the market: too few for a slope."
    if row.unknown:
        why = UNJUDGED[row.reason]
        yield f"{row.unknown} of {row.judged} claims unknown, most {why[0].lower()}{why[1:]}."
    yield from _ahead(row)


def _ahead(row: Row) -> Iterator[str]:
    """The forecast; the low is named, as its fall may have begun before the high of the year."""
    if row.even is None or row.one_in_ten is None or row.low_is_in is None:
        return
    assert row.low is not None
    assert row.low_day is not None
    assert row.high_day is not None
    price = style_of("price", row.money)
    low = low_of_the_fall(price(row.low), row.low_day, row.high_day)
    yield (
        f"Lowest close of ninety days: even chance under {three_figures(price)(row.even)}, one in "
        f"ten under {three_figures(price)(row.one_in_ten)}; {low} "
        f"stays it with {chance(row.low_is_in)}."
    )


def title(found: Screen) -> str:
    """What the screen is of."""
    asked = found.asked
    day, count = numbers.date_text(asked.day), len(found.rows)
    since = "" if asked.since is None else f", against {numbers.date_text(asked.since)}"
    kind, chosen = "asset" if len(asked.assets) == 1 else "assets", ""
    if found.where:
        chosen = f"{count or 'none'} of "
        kind += f" where {found.where}"
    return f"{chosen}{len(asked.assets)} {kind} · {day}{since}, known by its end"


def legend(found: Screen) -> str:
    """How its numbers are to be read."""
    asked, sides = found.asked, f"{ERRORS:g}"
    since = "since the day before" if asked.since is None else "since the day it is compared with"
    return (
        f"Move: {since}. Off high: under the highest close of a year. Vol.: realised over a month, "
        f"a year. Own move: what is left of it without the market’s ({asked.market}), "
        "exp(ln(1 + move) − beta · ln(1 + market’s move)) − 1, beta the least-squares slope of a "
        f"year of daily log returns (Sharpe 1963), between {sides} standard errors to either side; "
        f"under {FEWEST} common days there is none. Closest to its threshold: of the conditions "
        "that alone keep a finding as it is, the one with the least margin, as a share of its "
        "threshold; how many daily moves of a fact would turn a finding, its briefing says."
    )


def _title(found: Screen, claim: str) -> str:
    page = found.book.by_claim.get(claim)
    return page.title if page else ""


def _told(value: float | None, style: Callable[[float], str]) -> str:
    return "" if value is None else style(value)


def _change(value: float) -> str:
    return signed(value, numbers.percent)


def _own(row: Row) -> str:
    if row.own is None or row.own_low is None or row.own_high is None:
        return ""
    return numbers.ranged(row.own_low, row.own, row.own_high, _change)


def _near(share: float) -> str:
    return "exactly on it" if share == 0.0 else f"{numbers.percent(share)} of it away"
