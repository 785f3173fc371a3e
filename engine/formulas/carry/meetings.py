"""A calendar of meetings: contract months and decision days come in, rates around each go out.

A month without a meeting is an anchor: its average is the rate at the end of the month before and
at the start of the month after. Consecutive meeting months form a run, and a run is solved from one
anchor. The month before the run is used where its contract is given, each meeting's rate after
being the next one's rate before; else the month after, backwards. CME starts from the nearest month
to come without a meeting, so leave out the months that are over. A run between two anchors is
overdetermined: what the chain misses the second one by is told, not spread.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from engine.formulas.carry.odds import rate_after_meeting, rate_before_meeting, steps_expected
from engine.numeric.arguments import FINITE, Array, broadcast, checked

Contracts = Mapping[date, Array]


@dataclass(frozen=True, eq=False)
class MeetingOdds:
    """What the futures say of each meeting; arrays have shape (..., meetings).

    decisions    days of decision, in order
    before       annual rate before each decision
    after        annual rate after it
    steps        steps expected: rises above 0, cuts below
    gap          rate after less the average of the month that follows, where that month has no
                 meeting and the run was solved from the month before it; NaN elsewhere. Some
                 basis points are a term premium or a stale quote, more is a wrong calendar
    """

    decisions: tuple[date, ...]
    before: Array
    after: Array
    steps: Array
    gap: Array


def meeting_odds(
    averages: Mapping[date, Array | float], decisions: Iterable[date], step: float
) -> MeetingOdds:
    """Rates around every meeting from a strip of contracts, r_avg = (M·r_start + (N − M)·r_end)/N.

    N is the number of days of the month and M that of the days before the decision.

    averages     rate implied by each contract, annual, by the first day of its month; the months
                 follow each other; values of any shapes that broadcast, such as (days,)
    decisions    days of decision, at most one a month
    step         size of a step (25 bp is 0.0025), > 0
    returns      a `MeetingOdds`
    raises       ValueError when a month is missing or has two meetings, when neither side of a run
                 is an anchor, when a rate is not finite
    source       CME, Understanding the FedWatch tool; settlement of 12 September 2022
    """
    days, contracts = sorted(decisions), _strip(averages)
    _refuse_bad_calendar(days, contracts)
    solved = [_solve(run, contracts) for run in _runs(days)]
    before, after, gap = (
        np.stack([rate for run in solved for rate in run[part]], axis=-1) for part in range(3)
    )
    return MeetingOdds(tuple(days), before, after, steps_expected(before, after, step), gap)


def _month(day: date) -> date:
    return day.replace(day=1)


def _shifted(month: date, by: int) -> date:
    """The first day of the month `by` months away."""
    year, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(year, index + 1, 1)


def _strip(averages: Mapping[date, Array | float]) -> Contracts:
    """The contracts by month, in order, as arrays of one shape."""
    if not averages:
        raise ValueError("averages is empty: give the rate of each contract month")
    for month in averages:
        if month.day != 1:
            raise ValueError(f"averages has {month}: write the first day of a contract's month")
    for month, then in pairwise(sorted(averages)):
        if then != _shifted(month, 1):
            raise ValueError(f"averages lacks {_shifted(month, 1):%Y-%m}: months follow each other")
    named = {f"averages {m:%Y-%m}": checked(f"averages {m:%Y-%m}", averages[m], FINITE)
             for m in sorted(averages)}  # fmt: skip
    return dict(zip(sorted(averages), broadcast(**named), strict=True))


def _refuse_bad_calendar(days: Sequence[date], contracts: Contracts) -> None:
    if not days:
        raise ValueError("decisions is empty: give the days of the meetings")
    for day, then in pairwise(days):
        if _month(day) == _month(then):
            raise ValueError(f"decisions has {day} and {then}: one contract cannot tell them apart")
    for day in days:
        if _month(day) not in contracts:
            raise ValueError(f"averages lacks {day:%Y-%m}, the month of the decision on {day}")


def _runs(days: Sequence[date]) -> list[list[date]]:
    """The meetings in runs of consecutive months."""
    runs = [[days[0]]]
    for day, then in pairwise(days):
        if _month(then) == _shifted(_month(day), 1):
            runs[-1].append(then)
        else:
            runs.append([then])
    return runs


def _solve(run: Sequence[date], contracts: Contracts) -> tuple[list[Array], ...]:
    """The rates before and after each meeting of a run, and the gap at its end."""
    ahead, behind = _shifted(_month(run[0]), -1), _shifted(_month(run[-1]), 1)
    unknown = np.full_like(contracts[_month(run[0])], np.nan)
    gap = [unknown] * len(run)
    if ahead in contracts:
        rates = _forward(run, contracts, contracts[ahead])
        if behind in contracts:
            gap[-1] = rates[-1] - contracts[behind]
    elif behind in contracts:
        rates = _backward(run, contracts, contracts[behind])
    else:
        raise ValueError(
            f"averages has neither {ahead:%Y-%m} nor {behind:%Y-%m}: no month without a meeting "
            f"lies beside the decision on {run[0]}"
        )
    return rates[:-1], rates[1:], gap


def _forward(run: Sequence[date], contracts: Contracts, start: Array) -> list[Array]:
    rates = [start]
    for day in run:
        average = contracts[_month(day)]
        rates.append(rate_after_meeting(average, rates[-1], _length(day), day.day - 1.0))
    return rates


def _backward(run: Sequence[date], contracts: Contracts, end: Array) -> list[Array]:
    rates = [end]
    for day in reversed(run):
        if day.day == 1:
            raise ValueError(
                f"averages lacks {_shifted(day, -1):%Y-%m}: the contract of a month that begins "
                f"with the decision on {day} says nothing of the rate before"
            )
        average = contracts[_month(day)]
        rates.append(rate_before_meeting(average, rates[-1], _length(day), day.day - 1.0))
    return rates[::-1]


def _length(day: date) -> float:
    """N, the days of the month."""
    return float(monthrange(day.year, day.month)[1])
