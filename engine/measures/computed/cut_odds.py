"""Odds of a cut at the Federal Reserve's next meeting, from fed funds futures.

A month's future settles at 100 less the mean of the effective rate over the month's days, so the
rate after a meeting can be read off it. The fall that is expected, over a step of 25 bp, is the
probability of a cut of one step. Source: CME, "Understanding the CME Group FedWatch Tool
Methodology". Only the next meeting is priced: one beyond it rests on the odds of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.measures.computed.asked import Asked
from engine.measures.computed.track import Made
from kb.clock import day_date, day_number
from kb.panel import Track

STEP = 0.0025
FEWEST_AFTER = 7
"""Days of the month after the meeting without which its own mean says too little of them."""


class _Odds(NamedTuple):
    day: int
    meeting: int
    value: float
    known_at: int
    facts: tuple[int, ...]


class _Said(NamedTuple):
    """One fact as it is needed here."""

    value: float
    known_at: int
    id: int


def cut_odds(asked: Asked) -> Made | None:
    """The odds on every day with futures, for the meeting that is next."""
    futures, meetings, rates = (asked.told(name) for name in asked.how.inputs)
    if not futures or not meetings:
        return None
    found = list(_every_day(futures[0], meetings[0], rates[0] if rates else None))
    rows = [np.array(column) for column in zip(*(each[:4] for each in found), strict=True)]
    if not rows:
        return None
    day, meeting, value, known = rows
    facts = [np.array(each.facts, dtype=np.int64) for each in found]
    who = f"fed funds futures of {futures[0].source}, meetings of {meetings[0].source}"
    about = meeting.astype(np.int32)
    return Made(day.astype(np.int32), known, value, facts.__getitem__, about, note=who)


def _every_day(futures: Track, meetings: Track, rates: Track | None) -> Iterator[_Odds]:
    prices = {
        (day, about): _Said(1.0 - value, known, row)
        for day, about, value, known, row in zip(
            *(x.tolist() for x in (futures.as_of, futures.target, futures.value)),
            futures.known_at.tolist(), futures.ids.tolist(), strict=True,
        )
    }  # fmt: skip
    dates, first = np.unique(meetings.target, return_index=True)
    for day in np.unique(futures.as_of).tolist():
        at = int(np.searchsorted(dates, day, side="right"))
        if at < len(dates):
            following = int(dates[at + 1]) if at + 1 < len(dates) else None
            legs = _legs(prices, day, int(dates[at]), following, rates)
            if legs is not None:
                yield _odds(day, int(dates[at]), meetings, first[at : at + 2], *legs)


def _odds(
    day: int, meeting: int, meetings: Track, rows: NDArray[np.intp],
    before: float, after: float, used: list[_Said],
) -> _Odds:  # fmt: skip
    value = min(max((before - after) / STEP, 0.0), 1.0)
    known = max([*(each.known_at for each in used), *meetings.known_at[rows].tolist()])
    return _Odds(day, meeting, value, known, (*(s.id for s in used), *meetings.ids[rows].tolist()))


def _legs(
    prices: dict[tuple[int, int], _Said], day: int, meeting: int, following: int | None,
    rates: Track | None,
) -> tuple[float, float, list[_Said]] | None:  # fmt: skip
    """The rate before and after the meeting, and what was read for them."""
    decided = day_date(meeting)
    this, then = month_end(decided, 0), month_end(decided, 1)
    own, after = prices.get((day, this)), prices.get((day, then))
    if own is None:
        return None
    length, until = day_date(this).day, decided.day
    if after is not None and following is not None and following > then:
        before = (length * own.value - (length - until) * after.value) / until
        return before, after.value, [own, after]
    now = _newest(rates, day)
    if now is None or length - until < FEWEST_AFTER:
        return None
    mean_after = (length * own.value - until * now.value) / (length - until)
    return now.value, mean_after, [own, now]


def _newest(rates: Track | None, day: int) -> _Said | None:
    """The last effective rate up to a day."""
    at = 0 if rates is None else int(np.searchsorted(rates.as_of, day, side="right"))
    if rates is None or at == 0:
        return None
    return _Said(float(rates.value[at - 1]), int(rates.known_at[at - 1]), int(rates.ids[at - 1]))


def month_end(day: date, further: int) -> int:
    """The day number of the last day of a month, so many months after that of a day."""
    year, month = divmod(day.year * 12 + day.month + further, 12)
    return day_number(date(year, month + 1, 1)) - 1
