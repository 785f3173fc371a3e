"""10 October 2025 on the one venue that publishes every fill: who took the forced sales, and when.

The record covers 21:15 to 21:27 UTC. Every count of liquidation fills outside auto-deleveraging is
even, second by second, so the fills of the book are there twice, once for each side; those of
auto-deleveraging are there once. Dollars are read three ways accordingly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.studies import market
from tests.studies.market import Array

WINDOW = 720
SHAPE = 120


@dataclass(frozen=True)
class Record:
    """What the record of one coin says.

    apart       φ if the two totals have nothing in common
    within      φ if the total of liquidations holds the auto-deleveraged ones
    once        φ if it does and the book's fills are counted once
    forced      USD closed by force, on the reading `once`
    """

    apart: float
    within: float
    once: float
    forced: float


@dataclass(frozen=True)
class Timing:
    """Seconds of the record by which a share of the fills had come, and how they are spaced."""

    half: int
    nine_tenths: int
    pulse: float
    always_even: bool
    paired: float


def record(coin: str) -> Record:
    """φ and the dollars forced for one coin, or for "all"."""
    venue = market.hyperliquid()
    told, deleveraged = venue.liquidated[coin], venue.deleveraged[coin]
    readings = {"apart": told, "within": told - deleveraged, "once": (told - deleveraged) / 2.0}
    shares = {name: book / (book + deleveraged) for name, book in readings.items()}
    return Record(**shares, forced=readings["once"] + deleveraged)


def timing() -> Timing:
    """When the fills came."""
    venue = market.hyperliquid()
    done = np.cumsum(venue.liquidation_fills) / venue.liquidation_fills.sum()
    half, most = (int(venue.second[np.searchsorted(done, share)]) for share in (0.5, 0.9))
    book = venue.liquidation_fills - venue.deleveraging_fills
    spacing = np.diff(venue.second[(book > 0) & (venue.second < venue.second[-1] // 2)])
    return Timing(
        half=half,
        nine_tenths=most,
        pulse=float(np.median(spacing)),
        always_even=bool((book % 2 == 0).all() and (book >= 0).all()),
        paired=float(venue.deleveraging_fills.sum() / venue.liquidation_fills.sum()),
    )


def branching(seconds: int) -> float:
    """The branching ratio of the fills counted in windows of so many seconds."""
    counts = _windows(_fills(), seconds)
    return _ratio(counts.mean(), counts.var(ddof=1))


def branching_without_branching(seconds: int) -> float:
    """The same ratio if fills were independent and only their rate, over two minutes, varied."""
    rate = np.convolve(_fills(), np.full(SHAPE, 1.0 / SHAPE), mode="same")
    expected = _windows(rate, seconds)
    return _ratio(expected.mean(), expected.mean() + expected.var(ddof=1))


def _ratio(mean: float, variance: float) -> float:
    """Branching ratio n = 1 − sqrt(mean/variance), at least 0: Hardiman & Bouchaud 2014."""
    return max(1.0 - float(np.sqrt(mean / variance)), 0.0)


def _fills() -> Array:
    venue = market.hyperliquid()
    fills = np.zeros(WINDOW)
    fills[venue.second] = venue.liquidation_fills
    return fills


def _windows(values: Array, seconds: int) -> Array:
    return values.reshape(-1, seconds).sum(axis=1)
