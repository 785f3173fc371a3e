"""The backtest: the days of a market go in, every forecaster's record goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.forecast.condition_record import ConditionRecord, condition_record, past_lows
from engine.forecast.conditions import NAMES, all_of, holders_buying, leverage_cleared, value_price
from engine.forecast.forecasters import OURS, Market, all_forecasts, market
from engine.forecast.market_days import INTEREST, MATURED, NET_CHANGE, Days, TooLittle
from engine.forecast.protocol import DEPTH, HORIZONS, LEARNING, Cases, cases
from engine.forecast.scored import ByHorizon, SkillByHorizon, scored_once
from engine.forecast.track_record import InState, scored
from engine.numeric.arguments import Array
from kb.clock import day_date
from kb.frozen import dataclass

TOGETHER = "all three"


@dataclass(frozen=True)
class Backtest:
    """The record of every forecaster on one market.

    since      days since 1970-01-01 from which Fridays are scored; None for all that are due
    forecasts  quantiles at the protocol's levels by forecaster, each of shape (n, 3, 99); none
               where the record stands behind the forecast of one day
    record     scores by forecaster, one for each horizon, None where nothing could be scored
    skill      ours against each law by itself, the plain walk first
    states     ours against the plain walk in each state and year, by horizon
    conditions the essay's conditions at past lows, by name
    low_ratios lows of past falls over the realised price of their day, where it is known
    lacked     what the base does not hold and who was silent for it, in words
    """

    days: Days
    since: int | None
    market: Market
    forecasts: Mapping[str, Array]
    record: Mapping[str, ByHorizon]
    skill: Mapping[str, SkillByHorizon]
    states: tuple[tuple[InState, ...], ...]
    conditions: Mapping[str, ConditionRecord]
    low_ratios: Array
    lacked: tuple[str, ...]

    def best(self, horizon: int) -> str:
        """The law with the lowest CRPS of those that are mixed."""
        spoke = {n: found.crps for n in self.skill if (found := self.record[n][horizon])}
        return min(spoke, key=spoke.__getitem__)


def backtest(days: Days, since: int | None = None) -> Backtest:
    """Run the protocol over the days of a market.

    since    the first day to be scored; learning uses all that lies before it
    raises   TooLittle when no Friday can be scored
    """
    given = market(fridays(days))
    return measured(days, given, all_forecasts(given), since)


def fridays(days: Days) -> Cases:
    """The Fridays in drawdown of a market."""
    return cases(days.closes, days.first, False, days.later, days.trades)


def measured(
    days: Days, given: Market, made: Mapping[str, Array], since: int | None = None
) -> Backtest:
    """The record of forecasters on the Fridays of a market.

    made     quantiles by forecaster, ours among them
    raises   TooLittle when no Friday can be scored
    """
    if since is not None:
        due = given.asked.due & (given.asked.day >= since)
        given = replace(given, asked=replace(given.asked, due=due))
    asked, own = given.asked, made[OURS]
    if not any(scored(asked, own, h).any() for h in range(len(HORIZONS))):
        raise TooLittle(_why_none(days, since))
    told = scored_once(asked, made)
    return Backtest(
        days=days,
        since=since,
        market=given,
        forecasts=made,
        record=told.record,
        skill=told.skill,
        states=told.states,
        conditions=judged(days, asked.closes),
        low_ratios=low_ratios(days, asked.closes),
        lacked=_lacked(days),
    )


def judged(days: Days, closes: Array) -> dict[str, ConditionRecord]:
    """The record of the essay's conditions, each apart and all together.

    closes  the history with missing days carried over
    """
    realised = days.realised_price(days.first + np.arange(len(closes)))
    each = (
        leverage_cleared(days.daily(INTEREST), days.closes),
        holders_buying(days.daily(NET_CHANGE), days.daily(MATURED)),
        value_price(days.closes, realised),
    )
    named = dict(zip(NAMES, each, strict=True)) | {TOGETHER: all_of(*each)}
    return {name: condition_record(met, closes) for name, met in named.items()}


def low_ratios(days: Days, closes: Array) -> Array:
    """Lows of ended falls of a fifth or more over the realised price of their day, where known."""
    lows = past_lows(closes)
    ratios = closes[lows] / days.realised_price(days.first + lows)
    return ratios[~np.isnan(ratios)]


def _why_none(days: Days, since: int | None) -> str:
    fell = len(fridays(days))
    known = int((~np.isnan(days.closes)).sum())
    until = "" if since is None else f", lies on or after {day_date(since).isoformat()}"
    return (
        f"no record can be kept for {days.asset}: of {known:,} daily closes known in time "
        f"({days.late:,} became known too late), {fell} "
        f"Fridays lie {DEPTH:.0%} or more under the highest close before, and none of them has "
        f"{LEARNING:,} days before it{until} and has seen a horizon end; "
        + ("add more history" if since is None else "choose an earlier --since")
    )


def _lacked(days: Days) -> tuple[str, ...]:
    said = [f"any {series}, so a condition cannot be judged on it" for series in
            (INTEREST, NET_CHANGE) if series not in days.tracks]  # fmt: skip
    if days.missing:
        said.append(f"a close on {days.missing} days, each taken as the close before it")
    if days.late:
        said.append(f"a close known in time on {days.late} days, left out of forecasts")
    return tuple(said)
