"""The contract for programs: the models behind `brief --format json`.

docs/briefing.schema.json is their JSON Schema, kept in step by a test. Numbers are canonical:
ratios as fractions, amounts in USD, prices in USD per coin, dates and moments in ISO form. Nothing
is rounded.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.contract.changed import ChangedOut
from engine.contract.model import Channel, Model
from engine.contract.model import Range as Range
from engine.contract.told import SentenceOut


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
    """What became of one claim."""

    claim: str
    status: Literal["holds", "fails", "unknown", "stated", "not_judged"]
    reason: str | None
    quantities: dict[str, Range]
    lines: list[LineOut]
    said: list[SaidOut]
    sentence: str | None


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


class ConflictOut(Model):
    """Two sources further apart than the series' tolerance."""

    series: str
    as_of: str
    sources: tuple[str, str]
    values: tuple[float, float]


class NotJudged(Model):
    """A claim without a finding, why, and what it would need."""

    claim: str
    reason: str
    needs: list[str]


class FlipOut(Model):
    """The nearest change of one fact that turns a finding, or the choice of the headline.

    as_of  the day of the fact that moves; becomes is the finding, or the headline, that results
    to     where it turns; how it was found: exact, bracketed, or the nearest that a scan met
    """

    of: str
    series: str
    as_of: str
    target: str | None
    from_: float = Field(alias="from")
    to: float
    unit: str
    daily_moves: float | None
    becomes: str | None
    how: Literal["exact", "bracketed", "scanned"]


class ChannelOut(Model):
    """A channel's share of the fall."""

    name: Channel
    share: Range
    claims: list[str]


class SharedOut(Model):
    """A fact, or a window of facts of one source up to a day, under several holding claims."""

    series: str
    source: str
    as_of: str
    claims: list[str]


class ThesisOut(Model):
    """One document's claims by what became of them; counts of these are no weights of evidence.

    Every list is empty and the share null where the document is not scored.
    """

    name: str
    document: str
    scored: Literal["yes", "not yet", "another asset"]
    holds: list[str]
    fails: list[str]
    unknown: list[str]
    reasons: dict[str, int]
    stated: list[str]
    unstated: list[str]
    opinions: list[str]
    share: Range | None
    share_counts: str
    share_needs: list[str]
    ceiling: Range | None
    ceiling_counts: str
    facts: int
    shared: list[SharedOut]


class TellingOut(Model):
    """The lacking series that alone could move the difference of the two balances furthest.

    now, low, high  the first thesis' claims that hold less those that fail, less the same of the
                    second: today, and at most between when the series is known
    decides         the claims that could then be decided
    exact           whether low and high come of every outcome; if not, they are outer bounds
    """

    series: str
    measures: list[str]
    now: int
    low: int
    high: int
    decides: list[str]
    exact: bool


class ThesesOut(Model):
    """The documents side by side; `flip` only where no lacking series tells them apart."""

    sides: list[ThesisOut]
    common: list[SharedOut]
    telling: TellingOut | None
    flip: FlipOut | None


class BriefingOut(Model):
    """The whole briefing."""

    run: str
    asset: str
    as_of: str
    known_at: str
    rulebook: str
    facts_digest: str
    headline: str | None
    changed: ChangedOut | None
    sentences: list[SentenceOut]
    findings: list[FindingOut]
    channels: list[ChannelOut] | None
    floor: FloorOut | None
    conflicts: list[ConflictOut]
    not_judged: list[NotJudged]
    flips: list[FlipOut]
    theses: ThesesOut | None
