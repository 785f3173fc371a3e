"""The contract's front page: what one screen shows, as texts and canonical numbers."""

from __future__ import annotations

from typing import Literal

from engine.contract.model import Model


class FrontRowOut(Model):
    """A row of the table, printed as on the page; a change or a place that is not known is null.

    path  the last ninety-one days of it, canonical, oldest first; null where there is no fact
    """

    label: str
    now: str
    day: str | None
    week: str | None
    place: str | None
    path: list[float | None]


class LevelOut(Model):
    """A price that matters, and how far it is from today's."""

    label: str
    price: str
    away: str


class TurningOut(Model):
    """The change of a fact that would turn what is said."""

    way: Literal["confirm", "refute"]
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
