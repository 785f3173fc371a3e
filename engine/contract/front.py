"""The contract's front page: what one screen shows, as texts and canonical numbers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.contract.model import Day, Model, Range


class FrontRowOut(Model):
    """A row of the table, printed as on the page; a change or a place that is not known is null.

    value    what `now` prints, canonical; as_of and source are its own
    changes  over a day and over a week, `changed_in` a share or a difference in that unit
    path     the last ninety-one days of it, canonical, oldest first; null where there is no fact
    """

    label: str
    now: str
    day: str | None
    week: str | None
    place: str | None
    value: Range
    as_of: Day | None
    source: str
    changes: tuple[float | None, float | None]
    changed_in: str
    path: list[float | None] = Field(repr=False)


class LevelOut(Model):
    """A price that matters, and how far it is from today's; `at` and `off` the same unrounded."""

    label: str
    price: str
    away: str
    at: float
    off: float


class TurningOut(Model):
    """The change of a fact that would turn what is said."""

    way: Literal["confirm", "refute", "turn"]
    text: str


class FrontOut(Model):
    """The front page; headline and why are the ids of sentences."""

    headline: list[str]
    rows: list[FrontRowOut]
    why: list[str]
    stops: list[str]
    levels: list[LevelOut]
    since_day: str
    since: list[str]
    turnings: list[TurningOut]
    missing: str | None
