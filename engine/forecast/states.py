"""The states of a drawdown: cases come in, which of them were in each state goes out.

A record on the whole hides where it is earned. Each state is known on the day, but for one that is
known only afterwards, `FAILED_SINCE`.
"""

from __future__ import annotations

import numpy as np

from engine.forecast.protocol import YEAR, Cases, last_highest, lowest_since
from engine.numeric.arguments import BoolArray

REBOUND = 0.25
OVER = (0.10, 0.25, 0.50)
AGES = (0.5, 1.0, 2.0)
EVERY = "every Friday"
OVER_NAMES = ("under 10% over the low", "10 to 25% over the low", "25 to 50% over the low",
              "over 50% over the low")  # fmt: skip
AGE_NAMES = ("in the first half-year", "in the second half-year", "in the second year",
             "after two years")  # fmt: skip
NEAR_AND_YOUNG = "near the low in the first year"
FAILED, NONE_FAILED = "after a failed rebound", "before any failed rebound"
FAILED_SINCE = "a rebound that then failed"


def states(asked: Cases, horizon: int) -> dict[str, BoolArray]:
    """Which cases were in each state, the narrowest that a reader asks for first.

    asked      the cases
    horizon    index in `HORIZONS`, for the state that is known afterwards
    returns    by name, each of shape (n,)
    raises     nothing
    source     the protocol of docs/floor.md
    """
    over = asked.price / asked.lowest - 1.0
    age = (asked.at - asked.episode) / YEAR
    high, old = np.digitize(over, OVER), np.digitize(age, AGES)
    failed = failed_before(asked)
    under = asked.outcome[:, horizon] < np.log(asked.lowest / asked.price)
    return {
        EVERY: np.ones(len(asked), dtype=np.bool_),
        NEAR_AND_YOUNG: (over < OVER[1]) & (age < AGES[1]),
        **{name: high == place for place, name in enumerate(OVER_NAMES)},
        **{name: old == place for place, name in enumerate(AGE_NAMES)},
        FAILED: failed,
        NONE_FAILED: ~failed,
        FAILED_SINCE: (over >= REBOUND) & under,
    }


def failed_before(asked: Cases) -> BoolArray:
    """Whether, in the episode so far, a rebound of `REBOUND` was followed by a new low.

    asked      the cases
    returns    shape (n,)
    raises     nothing
    source     definition; closes of the day and before alone
    """
    started = last_highest(asked.closes)
    begins, lowest = started == np.arange(len(started)), lowest_since(asked.closes, started)
    newly = np.concatenate([[True], (lowest[1:] < lowest[:-1]) | begins[1:]])
    runs = np.flatnonzero(newly)
    rose = np.fmax.reduceat(asked.closes, runs) >= (1.0 + REBOUND) * lowest[runs]
    before = np.concatenate([[0], np.cumsum(rose)[:-1]])
    first = np.maximum.accumulate(np.where(begins[runs], np.arange(len(runs)), 0))
    return np.asarray((before > before[first])[np.cumsum(newly)[asked.at] - 1])
