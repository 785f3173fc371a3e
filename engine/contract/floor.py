"""The contract's judgement on where it stops: conditions, anchors, a fan, a forecast's record."""

from __future__ import annotations

from engine.contract.findings import LineOut
from engine.contract.model import Model, Range


class ConditionOut(Model):
    """One of the conditions for a floor."""

    claim: str
    status: str
    lines: list[LineOut]


class RecordOut(Model):
    """What a forecast was worth in the past of this market at one horizon, and its noise.

    skill  1 − CRPS over that of the plain walk on a year's volatility, with the interval from
           drawing the falls again; null where the plain walk itself speaks
    """

    cases: int
    episodes: int
    crps: float
    crps_of_plain_walk: float
    coverage: float
    coverage_error: float
    mean_pit: float
    pit_error: float
    brier: float
    skill: float | None
    interval: tuple[float, float] | None


class CountOut(Model):
    """So many of so many past occasions, with an exact 90 % interval and the rate on any day."""

    met: int
    known: int
    interval: tuple[float, float]
    any_day: float | None


class PastLowsOut(Model):
    """A condition at the lows of past falls, and whether the low was in once it was first met."""

    met_at_lows: CountOut
    low_was_in_when_first_met: CountOut


class ForecastOut(Model):
    """The lowest close ahead, by horizon in days: ln(lowest close / close) at 1 to 99 %.

    conditions  the essay's conditions at past lows, by name

    missing  why there is no forecast, or no record behind it; null where both are there
    """

    forecaster: str | None
    quantiles: dict[str, list[float]]
    low_is_in: dict[str, float]
    record: dict[str, RecordOut]
    conditions: dict[str, PastLowsOut]
    missing: str | None


class FloorOut(Model):
    """The judgement on where it stops: conditions, anchors, a fan and a forecast."""

    conditions: list[ConditionOut]
    anchors: dict[str, Range]
    fan: dict[str, list[Range]]
    method: str
    forecast: ForecastOut
