"""The queue of auto-deleveraging: dollars nobody else takes come in, which winners close goes out.

A venue ranks the winning positions on the other side and closes the highest ranks first until the
dollars are met; `hyperliquid.deleveraging_rank` is one such rank. Equal ranks share pro rata.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.numeric.arguments import FINITE, NON_NEGATIVE, Array, checked


class Queue(NamedTuple):
    """What the winners give up; over the winners `closed` adds up to the amount less `unmet`.

    closed    USD closed of each winner, shape (..., winners)
    unmet     USD for which there was no winner, shape (...)
    """

    closed: Array
    unmet: Array


def deleveraging_queue(amount: Array | float, sizes: Array, ranks: Array) -> Queue:
    """Dollars closed of each winner, size·clip((X − ahead)/tied, 0, 1), the highest rank first.

    ahead are the dollars of all higher ranks, tied those of the same rank, the winner's own too.

    amount     X, USD to be matched, any shape (...), ≥ 0
    sizes      USD of each winning position, shape (winners,), ≥ 0
    ranks      place of each winner, same shape; the highest are closed first
    returns    Queue: closed, USD, shape (..., winners), and unmet, USD, shape (...)
    raises     ValueError naming the argument and index that is out of range
    source     order as Binance and Hyperliquid document it; pro rata among equals is ours
    """
    wanted = checked("amount", amount, NON_NEGATIVE)
    held = checked("sizes", sizes, NON_NEGATIVE)
    order = checked("ranks", ranks, FINITE)
    if held.ndim != 1 or order.shape != held.shape:
        raise ValueError(
            f"sizes has shape {held.shape} and ranks {order.shape}: give one row of winners each"
        )
    _, group = np.unique(-order, return_inverse=True)
    tied = np.bincount(group, weights=held, minlength=1)
    ahead = np.cumsum(tied) - tied
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = np.clip((wanted[..., None] - ahead) / tied, 0.0, 1.0)
    closed = np.where(held > 0.0, held * share[..., group], 0.0)
    return Queue(closed, np.maximum(wanted - held.sum(), 0.0))
