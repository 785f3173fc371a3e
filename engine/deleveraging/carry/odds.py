"""Cut odds from fed funds futures: contract rates come in, odds per meeting go out (CME method).

Rates are annual shares: a contract at 99.805 implies 0.00195. A month's contract settles on the
average of its days, so a meeting splits the month in a part before and a part after the decision.
Months without a meeting are the anchors that fix one end; meetings chain from there.
"""

from __future__ import annotations

import numpy as np

from engine.deleveraging.arguments import (
    FINITE,
    NON_NEGATIVE,
    POSITIVE,
    Array,
    checked,
    inside,
    ordered,
)


def implied_rate(price: Array | float) -> Array:
    """Average rate of the contract's month, (100 − price) / 100.

    price      quotation of the 30-day fed funds contract, > 0
    returns    annual rate, same shape
    raises     ValueError naming the index that is out of range
    source     CME contract specification
    """
    (price,) = inside(price=(price, POSITIVE))
    return (100.0 - price) / 100.0


def rate_after_meeting(
    average: Array | float,
    before: Array | float,
    days_in_month: Array | float,
    days_before: Array | float,
) -> Array:
    """Rate after the decision, r_end = N/(N − M)·(r_avg − (M/N)·r_start).

    average          r_avg, implied by the meeting month's contract
    before           r_start, from the month before when that has no meeting, or the meeting before
    days_in_month    N
    days_before      M, days of the month up to the day before the decision, 0 ≤ M < N
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


def rate_before_meeting(
    average: Array | float,
    after: Array | float,
    days_in_month: Array | float,
    days_before: Array | float,
) -> Array:
    """Rate before the decision, r_start = N/M·(r_avg − ((N − M)/N)·r_end).

    For a meeting whose next month has none: that month's average is r_end.

    arguments    as `rate_after_meeting`, with after, r_end, in place of before; M > 0
    returns      annual rate, the broadcast shape
    raises       ValueError naming the argument and index that is out of range
    source       CME, Understanding the FedWatch tool
    """
    average, after, n, m = inside(
        average=(average, FINITE),
        after=(after, FINITE),
        days_in_month=(days_in_month, POSITIVE),
        days_before=(days_before, POSITIVE),
    )
    ordered("days_in_month", n, "days_before", m, strictly=True)
    return n / m * (average - (n - m) / n * after)


def steps_expected(before: Array | float, after: Array | float, step: Array | float) -> Array:
    """Expected number of steps at a meeting, (r_end − r_start)/step: hikes above 0, cuts below.

    Between −1 and 1 its size is the probability of one step.

    before     r_start, annual rate
    after      r_end, annual rate, broadcasts
    step       size of one step (25 bp is 0.0025), > 0
    returns    dimensionless, signed, the broadcast shape
    raises     ValueError naming the argument and index that is out of range
    source     CME, Understanding the FedWatch tool; September 2015: 53.6 % for a hike
    """
    before, after, step = inside(
        before=(before, FINITE), after=(after, FINITE), step=(step, POSITIVE)
    )
    return (after - before) / step


def meeting_tree(expected: Array) -> tuple[Array, Array]:
    """Odds of every total number of steps after a chain of meetings, as a binary tree.

    A meeting with x steps expected takes ⌊x⌋ steps with odds ⌈x⌉ − x, else one more; meetings are
    independent.

    expected    steps expected at each meeting in order, shape (meetings,)
    returns     (steps, odds): whole numbers of steps, signed and rising by one, and odds that sum
                to 1, both of shape (meetings + 1,)
    raises      ValueError naming the index that is not finite
    source      CME, FedWatch probability tree
    """
    expected = checked("expected", expected, FINITE)
    if expected.ndim != 1:
        raise ValueError(f"expected has shape {expected.shape}: give one row of meetings")
    low = np.floor(expected)
    odds = np.ones(1)
    for up in expected - low:
        odds = np.convolve(odds, [1.0 - up, up])
    return low.sum() + np.arange(odds.size, dtype=np.float64), odds
