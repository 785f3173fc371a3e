"""Made-up facts: a number of rows and series in, facts out in the order in which they are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice

from kb.clock import end_of_day
from kb.facts import Fact

FIRST_DAY = date(2000, 1, 1)
CORRECTED_AFTER = timedelta(days=7)
CORRECTED = 10  # every tenth fact is corrected a week later


def made_up(rows: int, series: int) -> Iterator[Fact]:
    """`rows` facts, day after day: those of the day, then the corrections of a week before."""
    return islice(_endless(series), rows)


def name(number: int) -> str:
    """The name of a made-up series."""
    return f"bench.series_{number:04d}"


def last_day(rows: int, series: int) -> date:
    """The last day of which `made_up` gives every fact."""
    whole_days = rows * CORRECTED // (series * (CORRECTED + 1))
    return FIRST_DAY + timedelta(days=max(whole_days - 1, 0))


def _endless(series: int) -> Iterator[Fact]:
    for number in count():
        day = FIRST_DAY + timedelta(days=number)
        for one in range(series):
            yield _fact(one, day, day)
        if day - CORRECTED_AFTER >= FIRST_DAY:
            corrected = day - CORRECTED_AFTER
            for one in range(corrected.toordinal() % CORRECTED, series, CORRECTED):
                yield _fact(one, corrected, day)


def _fact(series: int, as_of: date, known: date) -> Fact:
    value = (series * 7919 + as_of.toordinal() * 104729 + known.toordinal()) % 100_003
    return Fact(
        series=name(series), asset="btc", as_of=as_of, known_at=end_of_day(known),
        value=value / 8, unit="USD", source="desk",
    )  # fmt: skip
