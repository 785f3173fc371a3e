"""The liquidation waterfall: forced sales come in, who takes them goes out, no dollar lost.

What the book cannot take above the bankruptcy price the insurance fund takes over, as far as it can
bear the loss; the rest is matched with winning positions. Auto-deleveraging closes a loser against
a winner, so it *reduces* what is sold into the book: the share φ of the cascade is the book's part.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.deleveraging.arguments import NON_NEGATIVE, SHARE, Array, inside


class Waterfall(NamedTuple):
    """Dollars of forced sales by who takes them; the three add up to what was forced."""

    book: Array
    insured: Array
    deleveraged: Array


def waterfall(
    forced: Array | float,
    book: Array | float,
    insurance: Array | float,
    loss_share: Array | float,
) -> Waterfall:
    """Split of forced sales: min(F, A) to the book, min(rest, I/ℓ) to the fund, the rest to ADL.

    forced        F, USD forced, ≥ 0
    book          A, USD the book takes above the bankruptcy price, ≥ 0
    insurance     I, USD in the fund, ≥ 0
    loss_share    ℓ in [0, 1], the fund's loss per dollar it takes over; at 0 it takes everything
    returns       Waterfall, USD, the broadcast shape; book + insured + deleveraged = F
    raises        ValueError naming the argument and index that is out of range
    source        accounting identity; order as in the venues' documents
    """
    forced, book, insurance, loss_share = inside(
        forced=(forced, NON_NEGATIVE),
        book=(book, NON_NEGATIVE),
        insurance=(insurance, NON_NEGATIVE),
        loss_share=(loss_share, SHARE),
    )
    sold = np.minimum(forced, book)
    rest = forced - sold
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        bearable = np.where(loss_share > 0.0, insurance / loss_share, np.inf)
    insured = np.minimum(rest, bearable)
    return Waterfall(sold, insured, rest - insured)


def share_reaching_book(parts: Waterfall) -> Array:
    """φ, the book's share of the forced sales; 1 where nothing was forced."""
    forced = parts.book + parts.insured + parts.deleveraged
    with np.errstate(invalid="ignore"):
        share = parts.book / forced
    return np.where(forced > 0.0, share, 1.0)
