"""The liquidation waterfall: forced sales come in, who takes them goes out, no dollar lost.

What the book cannot take above the bankruptcy price the insurance fund takes over, as far as it can
bear the loss; the rest is matched with winning positions. Auto-deleveraging closes a loser against
a winner, so it *reduces* what is sold into the book: the share φ of the cascade is the book's part.
Dollars are values at the bankruptcy price, where the liquidated have lost all their margin.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.formulas.register import formula
from engine.numeric.arguments import (
    AT_LEAST_ONE,
    DEPTH_EXPONENT,
    NON_NEGATIVE,
    POSITIVE,
    POSITIVE_SHARE,
    SHARE,
    SHARE_BELOW_ONE,
    Array,
    inside,
)

_BOOK = {
    "leverage": "x",
    "maintenance": "ratio",
    "depth": "USD",
    "depth_at": "ratio",
    "exponent": "ratio",
    "withdrawal": "ratio",
}
_FORCED = {"forced": "USD", "book": "USD", "insurance": "USD", "loss_share": "ratio"}


class Waterfall(NamedTuple):
    """Dollars of forced sales by who takes them; the three add up to what was forced."""

    book: Array
    insured: Array
    deleveraged: Array


class Losses(NamedTuple):
    """Dollars lost beyond the margin of the liquidated, and what they leave of the fund.

    beyond_margin    all of it: what the fund and the winners bear
    fund             paid out of the insurance fund
    winners          forgone by those closed at the bankruptcy price, better for the loser
    fund_left        the fund after fees came in and losses went out, never below 0
    """

    beyond_margin: Array
    fund: Array
    winners: Array
    fund_left: Array


@formula("margin.book_to_bankruptcy", returns="USD", **_BOOK)
def book_to_bankruptcy(
    leverage: Array,
    maintenance: Array,
    depth: Array,
    depth_at: Array,
    exponent: Array,
    withdrawal: Array,
) -> Array:
    """Dollars bid between a linear long's liquidation and bankruptcy price, W·D·(u/d)^κ.

    u = −ln(1 − min(m, 1/l)): from liquidation to bankruptcy the price falls by the maintenance rate
    m, or by the whole margin 1/l where that is less and the position is liquidated at entry.

    leverage       l, notional at entry over margin, any shape, ≥ 1
    maintenance    m, maintenance margin over value at liquidation, broadcasts, in [0, 1)
    depth          D, USD bid within `depth_at`, > 0
    depth_at       d, log distance at which D was measured, > 0
    exponent       κ in [0.1, 10], how cumulative depth grows with distance
    withdrawal     W in (0, 1], the share of normal depth still there
    returns        USD, ≥ 0, the broadcast shape; NaN beyond the largest number there is
    raises         ValueError naming the argument and index that is out of range
    source         Binance FAQ: LP/EP = (1 − 1/l)/(1 − m) and BP/EP = 1 − 1/l; the cascade's book
    """
    leverage, maintenance, depth, depth_at, exponent, withdrawal = inside(
        leverage=(leverage, AT_LEAST_ONE),
        maintenance=(maintenance, SHARE_BELOW_ONE),
        depth=(depth, POSITIVE),
        depth_at=(depth_at, POSITIVE),
        exponent=(exponent, DEPTH_EXPONENT),
        withdrawal=(withdrawal, POSITIVE_SHARE),
    )
    fall = -np.log1p(-np.minimum(maintenance, 1.0 / leverage))
    with np.errstate(over="ignore"):
        bids = withdrawal * depth * (fall / depth_at) ** exponent
    return np.where(np.isfinite(bids), bids, np.nan)


def waterfall(
    forced: Array | float,
    book: Array | float,
    insurance: Array | float,
    loss_share: Array | float,
    fee: Array | float = 0.0,
) -> Waterfall:
    """Split of forced sales: min(F, A) to the book, min(rest, I/ℓ) to the fund, the rest to ADL.

    What the book takes pays the liquidation fee out of the margin it leaves, so the fund that meets
    the rest is I + f·min(F, A).

    forced        F, USD forced, ≥ 0
    book          A, USD the book takes above the bankruptcy price (`book_to_bankruptcy`), ≥ 0
    insurance     I, USD in the fund, ≥ 0
    loss_share    ℓ in [0, 1], the fund's loss per dollar it takes over; at 0 it takes everything
    fee           f in [0, 1), liquidation fee as a share of what the book takes
    returns       Waterfall, USD, the broadcast shape; book + insured + deleveraged = F
    raises        ValueError naming the argument and index that is out of range
    source        accounting identity; order as in the venues' documents
    """
    forced, book, insurance, loss_share, fee = inside(
        forced=(forced, NON_NEGATIVE),
        book=(book, NON_NEGATIVE),
        insurance=(insurance, NON_NEGATIVE),
        loss_share=(loss_share, SHARE),
        fee=(fee, SHARE_BELOW_ONE),
    )
    sold = np.minimum(forced, book)
    rest = forced - sold
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        bearable = np.where(loss_share > 0.0, (insurance + fee * sold) / loss_share, np.inf)
    insured = np.minimum(rest, bearable)
    return Waterfall(sold, insured, rest - insured)


def losses(
    parts: Waterfall,
    insurance: Array | float,
    loss_share: Array | float,
    fee: Array | float = 0.0,
) -> Losses:
    """Who bears the loss beyond margin, ℓ·(insured + deleveraged), and what is left of the fund.

    parts         the split that `waterfall` made of the same fund, loss share and fee
    insurance     I, USD in the fund before, ≥ 0
    loss_share    ℓ in [0, 1], how far below the bankruptcy price the market is
    fee           f in [0, 1), liquidation fee as a share of what the book took
    returns       Losses, USD, the broadcast shape; fund + winners = beyond_margin
    raises        ValueError naming the argument and index that is out of range
    source        accounting identity: a loss is paid by the fund or forgone by a winner
    """
    book, insured, deleveraged, insurance, loss_share, fee = inside(
        book=(parts.book, NON_NEGATIVE),
        insured=(parts.insured, NON_NEGATIVE),
        deleveraged=(parts.deleveraged, NON_NEGATIVE),
        insurance=(insurance, NON_NEGATIVE),
        loss_share=(loss_share, SHARE),
        fee=(fee, SHARE_BELOW_ONE),
    )
    before = insurance + fee * book
    paid = np.minimum(loss_share * insured, before)
    forgone = loss_share * deleveraged
    return Losses(paid + forgone, paid, forgone, before - paid)


def share_reaching_book(parts: Waterfall) -> Array:
    """φ, the book's share of the forced sales; 1 where nothing was forced."""
    forced = parts.book + parts.insured + parts.deleveraged
    with np.errstate(invalid="ignore"):
        share = parts.book / forced
    return np.where(forced > 0.0, share, 1.0)


@formula("margin.waterfall_book_share", returns="ratio", forced="USD", book="USD")
def waterfall_book_share(forced: Array, book: Array) -> Array:
    """Share of forced sales that reaches the book, φ = min(F, A)/F.

    Fund and winners share the rest, whoever is first: neither sells into the book at once.

    forced     F, USD forced, any shape, ≥ 0
    book       A, USD the book takes above the bankruptcy price (`book_to_bankruptcy`), ≥ 0
    returns    φ in [0, 1], the broadcast shape; 1 where nothing is forced
    raises     ValueError naming the argument and index that is out of range
    source     `waterfall`
    """
    return share_reaching_book(waterfall(forced, book, 0.0, 1.0))


@formula("margin.waterfall_deleveraged", returns="USD", **_FORCED)
def waterfall_deleveraged(forced: Array, book: Array, insurance: Array, loss_share: Array) -> Array:
    """Dollars of winning positions closed by force, max(F − A − I/ℓ, 0), before liquidation fees.

    forced        F, USD forced, any shape, ≥ 0
    book          A, USD the book takes above the bankruptcy price (`book_to_bankruptcy`), ≥ 0
    insurance     I, USD in the fund, ≥ 0
    loss_share    ℓ in [0, 1], the fund's loss per dollar it takes over; at 0 it takes everything
    returns       USD, the broadcast shape
    raises        ValueError naming the argument and index that is out of range
    source        `waterfall`
    """
    return waterfall(forced, book, insurance, loss_share).deleveraged
