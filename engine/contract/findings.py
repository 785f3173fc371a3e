"""The contract's findings: what became of each claim, what is said of it, and where it stops."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field

from engine.contract.model import Day, Model, Range


class LineOut(Model):
    """A condition with its truth and its signed margin, worst scenario."""

    text: str
    truth: Literal["true", "false", "unknown"]
    margin: float | None
    unit: str | None


class SaidOut(Model):
    """A number the document states, against what was measured."""

    name: str
    said: str
    measured: float | None
    verdict: Literal["agrees", "disputed", "cannot be checked"]
    source: str | None


class FindingOut(Model):
    """What became of one claim; `title` says the claim itself."""

    claim: str
    title: str
    status: Literal["holds", "fails", "unknown", "stated", "not_judged"]
    reason: str | None
    quantities: dict[str, Range]
    lines: list[LineOut]
    said: list[SaidOut]
    sentence: str | None


class NotJudged(Model):
    """A claim without a finding, why, and what it would need."""

    claim: str
    reason: str
    needs: list[str]


class ConflictOut(Model):
    """Two sources further apart than the series' tolerance."""

    series: str
    as_of: Day
    sources: tuple[str, str]
    values: tuple[float, float]


class BoundOut(Model):
    """A number, name or word of a sentence, as printed, and what it is bound to.

    kind  what `name` is: a fact or a quantity of a page (claim.name, or claim#n for its n-th
          condition), a paragraph that states it, an assumed parameter, or this run itself
    """

    text: str
    kind: Literal["fact", "quantity", "said", "assume", "run"]
    name: str


class SentenceOut(Model):
    """A sentence of the briefing, in the order of the document; `why` takes its id."""

    id: str
    claim: str
    paragraphs: tuple[str, ...]
    text: str
    bound: list[BoundOut]


class ConditionOut(Model):
    """One of the conditions for a floor."""

    claim: str
    status: str
    lines: list[LineOut]


class InStateOut(Model):
    """What a forecast was worth in one state of the drawdown, or in one year."""

    cases: int
    episodes: int
    skill: float
    interval: tuple[float, float] | None
    coverage: float


class ElsewhereOut(Model):
    """What a forecast was worth in the state of the day on assets that taught it nothing."""

    cases: int
    assets: int
    skill: float
    interval: tuple[float, float]
    coverage: float


class LowOut(Model):
    """The lowest close of this fall so far, USD a coin, and its day.

    high  the highest close known, with which the fall began; it may be older than a year
    """

    price: float
    as_of: Day
    high: float
    high_as_of: Day


class RecordOut(Model):
    """What a forecast was worth in the past of this market at one horizon, and its noise.

    skill   1 − CRPS over that of the plain walk on a year's volatility, with the interval from
            drawing the falls again; null under three falls
    states  the same in each state of the drawdown and each calendar year, by name
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
    skill: float
    interval: tuple[float, float] | None
    states: dict[str, InStateOut]


class CountOut(Model):
    """So many of so many past occasions, with an exact 90 % interval and the rate on any day."""

    met: int
    known: int
    interval: tuple[float, float]
    any_day: float | None = Field(validation_alias=AliasChoices("any_day", "placebo"))


class PastLowsOut(Model):
    """A condition at the lows of past falls, and whether the low was in once it was first met."""

    met_at_lows: CountOut = Field(validation_alias=AliasChoices("met_at_lows", "necessary"))
    low_was_in_when_first_met: CountOut = Field(
        validation_alias=AliasChoices("low_was_in_when_first_met", "sufficient")
    )


class ForecastOut(Model):
    """The lowest close ahead, by horizon in days: ln(lowest close / close) at 1 to 99 %.

    prices      the same as prices a coin: the close under which it falls with that chance
    weights     by horizon, the share of each law in the forecast of the day
    state       what the drawdown is like today, a name among the states of the record
    elsewhere   by horizon, the record in that state on other assets
    conditions  the essay's conditions at past lows, by name

    missing  why there is no forecast, or no record behind it; null where both are there
    """

    forecaster: str | None
    quantiles: dict[str, list[float]]
    prices: dict[str, list[float]]
    low_is_in: dict[str, float]
    low_so_far: LowOut | None
    weights: dict[str, dict[str, float]]
    state: str | None
    elsewhere: dict[str, ElsewhereOut]
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
