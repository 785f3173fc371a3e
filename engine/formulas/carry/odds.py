"""Odds at one meeting: its contract's rate and one end of the month come in, odds go out (CME).

Rates are annual shares: a contract at 99.805 implies 0.00195. A month's contract settles on the
average of its days, so a meeting splits the month in a part before and a part after the decision.
"""

from __future__ import annotations

from engine.formulas.register import formula
from engine.numeric.arguments import FINITE, NON_NEGATIVE, POSITIVE, Array, inside, ordered


@formula(
    "carry.rate_after_meeting",
    returns="ratio",
    average="ratio",
    before="ratio",
    days_in_month="day",
    days_before="day",
)
def rate_after_meeting(
    average: Array | float,
    before: Array | float,
    days_in_month: Array | float,
    days_before: Array | float,
) -> Array:
    """Rate after the decision, r_end = N/(N − M)·(r_avg − (M/N)·r_start).

    Late in a month the contract sees little of the new rate: an error of the average comes out
    N/(N − M) times as large.

    average          r_avg, annual rate implied by the meeting month's contract, any shape
    before           r_start, from the month before when that has no meeting, or the meeting before
    days_in_month    N, day count of the month, broadcasts, > M
    days_before      M, day count up to the day before the decision, ≥ 0
    returns          annual rate, the broadcast shape
    raises           ValueError naming the argument and index that is out of range
    source           CME, Understanding the FedWatch tool
    """
    average, before, n, m = inside(
        average=(average, FINITE),
        before=(before, FINITE),
        days_in_month=(days_in_month, POSITIVE),
        days_before=(days_before, NON_NEGATIVE),
    )
    ordered("days_in_month", n, "days_before", m, strictly=True)
    return n / (n - m) * (average - m / n * before)


@formula("carry.cut_probability", returns="ratio", before="ratio", after="ratio", step="ratio")
def cut_probability(before: Array | float, after: Array | float, step: Array | float) -> Array:
    """Chance of a cut of at least one step at a meeting, min(1, max(0, (r_start − r_end)/step)).

    The meeting takes the whole number of steps next to what is expected, no other. At the same
    futures price a cut twice as large would be less likely, and a possible rise makes one likelier.

    before     r_start, annual rate before the decision, any shape
    after      r_end, annual rate after it, broadcasts
    step       size of one cut (25 bp is 0.0025), > 0
    returns    probability in [0, 1], the broadcast shape; 0 where a rise is expected, 1 from a
               whole step down
    raises     ValueError naming the argument and index that is out of range
    source     CME, Understanding the FedWatch tool
    """
    before, after, step = inside(
        before=(before, FINITE), after=(after, FINITE), step=(step, POSITIVE)
    )
    return ((before - after) / step).clip(0.0, 1.0)
