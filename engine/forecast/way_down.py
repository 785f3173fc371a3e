"""What lies on the way to a low: fuel and absorption, each on its own clock, as ranges.

Closes, open interest, volume and assumed parameters come in. It stands beside a forecast and never
goes into it: a way of months is not one cascade. Fuel is what a ladder of entries would see
liquidated on the way; the thinned book is what bids could take within minutes; the day is what the
square-root law would absorb in a day of that volume, for a fall far beyond those it was seen on.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.forecast.random_walk import CLOSES_A_YEAR
from engine.formulas.impact.book import book_amount
from engine.formulas.impact.square_root import square_root_amount
from engine.formulas.ladder.pages import fuel_within
from engine.numeric.arguments import Array
from kb.frozen import dataclass

LADDER_DAYS = 180
DEPTH_AT = 0.01
"""The assumed share of volume that rests in the book does so within one per cent."""

Range = tuple[float, float, float]


@dataclass(frozen=True)
class WayDown:
    """Dollars on the way to a price: low, central and high over the assumed scenarios.

    fuel    positions liquidated on the way; None without enough open interest
    book    bids on the way once the book has thinned; None without a volume
    day     net sales that the square-root law absorbs in a day over that fall; None without one
    """

    fuel: Range | None
    book: Range | None
    day: Range | None


@dataclass(frozen=True)
class Surroundings:
    """What is known around the price, the last `LADDER_DAYS` days of it, the last day last.

    closes, lows      USD a coin, NaN where missing; open_interest USD
    volume            USD traded on the day, NaN where unknown
    volatility        annual
    assumed           scenarios by name, each of shape (scenarios,), the central one first
    """

    closes: Array
    lows: Array
    open_interest: Array
    volume: float
    volatility: float
    assumed: Mapping[str, Array]


def way_down(around: Surroundings, log_fall: float) -> WayDown:
    """What lies between today's close and a price so far below it.

    around      what is known
    log_fall    u = ln(price / level), > 0
    returns     three ranges, None where facts or assumptions are missing
    raises      ValueError when an assumption is out of its range
    source      `ladder.fuel_within`, `impact.book_amount`, `impact.square_root_amount`
    """
    return WayDown(_fuel(around, log_fall), _book(around, log_fall), _day(around, log_fall))


def _fuel(around: Surroundings, log_fall: float) -> Range | None:
    assumed = _named(around, "effective_leverage", "leverage_spread", "maintenance", "turnover")
    if assumed is None or np.isnan(around.open_interest).all():
        return None
    closes, lows = around.closes, np.fmin(around.lows, around.closes)
    paths = (path[np.newaxis, :] for path in (closes, lows, around.open_interest))
    fall = np.asarray(1.0 - np.exp(-log_fall))
    arguments: tuple[Array, ...] = (*paths, *assumed, fall)
    return _range(fuel_within(*arguments))


def _book(around: Surroundings, log_fall: float) -> Range | None:
    assumed = _named(around, "depth_share", "depth_exponent", "withdrawal")
    if assumed is None or np.isnan(around.volume):
        return None
    share, exponent, left = assumed
    bids = book_amount(np.asarray(log_fall), around.volume * share, np.asarray(DEPTH_AT), exponent)
    return _range(left * bids)


def _day(around: Surroundings, log_fall: float) -> Range | None:
    assumed = _named(around, "genuine_volume", "impact_coefficient")
    if assumed is None or np.isnan(around.volume):
        return None
    genuine, coefficient = assumed
    daily = np.asarray(around.volatility / np.sqrt(CLOSES_A_YEAR))
    traded = around.volume * genuine
    return _range(square_root_amount(np.asarray(log_fall), traded, daily, coefficient))


def _named(around: Surroundings, *names: str) -> tuple[Array, ...] | None:
    if any(name not in around.assumed for name in names):
        return None
    return tuple(around.assumed[name] for name in names)


def _range(values: Array) -> Range | None:
    """Low, central and high over scenarios; None where the central one has no value."""
    every = np.atleast_1d(values).ravel()
    if np.isnan(every[0]):
        return None
    return float(np.nanmin(every)), float(every[0]), float(np.nanmax(every))
