"""Bitcoin's supply from its schedule, forward from the last that was stated.

A block issues 50 coins, half as many after every 210,000 blocks, one block in ten minutes by
design. How many came in some days is an estimate: retargeting holds the pace near 144 a day, faster
while power is added, and their count scatters as a Poisson count does. Source: the protocol.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.measures.computed.asked import Asked
from engine.measures.computed.track import Made
from kb.panel import Floats

FIRST_REWARD, BLOCKS, HALVINGS = 50.0, 210_000, 33
PACE = 144.0
SLOWEST, FASTEST = 0.94, 1.08
"""The mean pace over weeks against that by design, as it was since 2015: power comes faster than it
leaves."""
SCATTER = 1.645
"""Standard deviations that nine of ten Poisson counts lie within."""
_HEIGHTS = np.arange(HALVINGS + 1) * float(BLOCKS)
_ISSUED = np.concatenate([[0.0], np.cumsum(BLOCKS * FIRST_REWARD / 2.0 ** np.arange(HALVINGS))])


def issuance(asked: Asked) -> Made | None:
    """The supply of each day after the last stated one, once that is stale, with its range."""
    stated = asked.said(asked.how.inputs[0])
    if not stated:
        return None
    last = max(stated, key=lambda track: int(track.as_of[-1]))  # of equals the best
    since = int(last.as_of[-1])
    if asked.day - since <= asked.series.stale_after:
        return None  # what was stated stands
    until = min(asked.day, since + asked.series.carried)
    days = np.arange(since + 1, until + 1, dtype=np.int32)
    low, middle, high = forward(float(last.value[-1]), days - since)
    row = last.ids[-1:]
    known = np.full(len(days), last.known_at[-1])
    note = f"{last.series} of {last.source} and the schedule of issue since"
    return Made(days, known, middle, lambda _: row, low=low, high=high, note=note)


def forward(supply: float, days: NDArray[np.int32]) -> tuple[Floats, Floats, Floats]:
    """Low, middle and high of the coins issued some days after a supply was stated."""
    height = float(np.interp(supply, _ISSUED, _HEIGHTS))
    blocks = PACE * days
    scatter = SCATTER * np.sqrt(blocks)
    counts = (np.maximum(SLOWEST * blocks - scatter, 0.0), blocks, FASTEST * blocks + scatter)
    low, middle, high = (supply + issued(height + n) - issued(height) for n in counts)
    return low, middle, high


def issued(height: NDArray[Any] | float) -> Floats:
    """Coins that the protocol has issued after so many blocks."""
    return np.asarray(np.interp(height, _HEIGHTS, _ISSUED))
