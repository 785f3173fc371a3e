"""Odds at one meeting: its contract's rate and one end of the month come in, odds go out (CME).

Rates are annual shares: a contract at 99.805 implies 0.00195. A month's contract settles on the
average of its days, so a meeting splits the month in a part before and a part after the decision.
"""

from __future__ import annotations

from typing import Annotated

from engine.formulas.register import formula
from engine.numeric.arguments import FINITE, NON_NEGATIVE, POSITIVE, Arg, Array, Out, ordered

Before = Annotated[Array, Arg("ratio", FINITE, "r_start, annual rate before the decision")]


@formula("carry.rate_after_meeting")
def rate_after_meeting(
    average: Annotated[Array, Arg("ratio", FINITE, "r_avg, implied by the month's contract")],
    before: Before,
    days_in_month: Annotated[Array, Arg("day", POSITIVE, "N, more than M")],
    days_before: Annotated[Array, Arg("day", NON_NEGATIVE, "M, up to the day before the decision")],
) -> Annotated[Array, Out("ratio", "r_end, annual rate after the decision")]:
    """Rate after the decision, r_end = N/(N − M)·(r_avg − (M/N)·r_start).

    Late in a month the contract sees little of the new rate: an error of the average comes out
    N/(N − M) times as large. The rate before is that of the month before where it has no meeting.

    source    CME, Understanding the FedWatch tool
    """
    n, m = days_in_month, days_before
    ordered("days_in_month", n, "days_before", m, strictly=True)
    return n / (n - m) * (average - m / n * before)


@formula("carry.cut_probability")
def cut_probability(
    before: Before,
    after: Annotated[Array, Arg("ratio", FINITE, "r_end, annual rate after it")],
    step: Annotated[Array, Arg("ratio", POSITIVE, "size of one cut")],
) -> Annotated[Array, Out("ratio", "0 where a rise is expected, 1 from a whole step down")]:
    """Chance of a cut of at least one step at a meeting, min(1, max(0, (r_start − r_end)/step)).

    The meeting takes the whole number of steps next to what is expected, no other. At the same
    futures price a cut twice as large would be less likely, and a possible rise makes one likelier.

    source    CME, Understanding the FedWatch tool
    """
    return ((before - after) / step).clip(0.0, 1.0)
