"""When a figure becomes known: a rule and a day in, a moment and how it is known out.

A rule says how many business days after its own day, at which hour and where, a figure is out; a
release table says so day by day where a source left its rule, or keeps a calendar of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from kb import calendars
from kb.calendars import Calendar
from kb.frozen import dataclass

How = Literal["unrecorded", "stated", "scheduled", "assumed"]
PUBLICATIONS: tuple[How, ...] = get_args(How)
"""How a known_at is known, by the number it is stored as: not recorded, as in every fact of a base
from before it was; stated by the row; scheduled in a release table; assumed from a lag."""

END = "24:00 UTC"


class Out(NamedTuple):
    """When a figure of a day is out where nobody says so, how that is known, and since when its
    day is over; None where the figure can be read while the day lasts."""

    at: datetime
    how: How
    over: datetime | None


@dataclass(frozen=True)
class Rule:
    """How long after its own day a figure is published.

    why        the reason, for a person
    days       business days of `calendar` after its day
    calendar   "" for that of the series
    at         the hour and the place at which it is out on that day
    over       the hour and the place at which its own day is over, before which nobody knows the
               figure; "" where it can be read while the day lasts
    table      the release table that is asked first; "" for none
    published  days of release by the day a figure speaks of, from that table; they go before `days`
    """

    key: str
    why: str = ""
    days: int = field(default=0, metadata={"ge": 0, "le": 400})
    calendar: Calendar | Literal[""] = ""
    at: str = END
    over: str = ""
    table: str = ""
    published: Mapping[date, date] = field(default_factory=dict)

    def out(self, day: date, calendar: str) -> Out:
        """When a figure of a day is out.

        calendar  that of the series
        """
        over = calendars.instant(day, self.over) if self.over else None
        if day in self.published:
            return Out(calendars.instant(self.published[day], self.at), "scheduled", over)
        if self.days:
            day = calendars.shifted(day, self.days, self.calendar or calendar)
        return Out(calendars.instant(day, self.at), "assumed", over)


class Outs(dict[date, Out]):
    """By day, when the figures of a series are out: a million rows have few days."""

    def __init__(self, rule: Rule, calendar: str) -> None:
        self._rule = rule
        self._calendar = calendar

    def __missing__(self, day: date) -> Out:
        self[day] = self._rule.out(day, self._calendar)
        return self[day]


def lag(days: int) -> Rule:
    """The rule of a catalogue that knows only days: the end of the day that many days later."""
    return Rule(key=f"{days} days", days=days, calendar="utc")
