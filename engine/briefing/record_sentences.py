"""What stands behind a forecast, in sentences: a statement comes in, plain texts go out."""

from __future__ import annotations

from collections.abc import Iterator

from engine.forecast.backtest import Backtest
from engine.forecast.condition_record import Count
from engine.forecast.forecasters import LEADING, OURS
from engine.forecast.statement import Statement
from engine.words import numbers

MIDDLE = 1
"""Place of the horizon that sentences speak of: half a year."""


def record_sentences(made: Statement) -> Iterator[str]:
    """What stands behind the forecast, in sentences."""
    if made.record is None:
        yield f"No record stands behind it: {made.no_record}."
        return
    yield from _scores(made.record, made.forecaster)
    yield from _conditions(made.record)


def _scores(record: Backtest, speaks: str) -> Iterator[str]:
    own, plain = record.record[speaks][MIDDLE], record.record[LEADING][MIDDLE]
    skill = record.skill[LEADING][MIDDLE]
    if own is None or plain is None or skill is None:
        return
    first = record.market.asked.day[record.market.asked.due][0]
    yield (
        f"Its record on this market: {own.cases} Fridays since {numbers.date_text(int(first))} in "
        f"{own.episodes} falls of a fifth or more, nothing learned from a case still open. Over "
        f"half a year its 80% interval held {numbers.percent(own.coverage)} of what came, give or "
        f"take {numbers.points(own.coverage_error)}, its mean PIT was {own.mean_pit:.2f}, give or "
        f"take {own.pit_error:.2f}, and the Brier score of its chance that the low is in was "
        f"{own.brier:.3f}."
    )
    low, high = skill.by_episode
    if speaks == OURS:
        yield (
            f"Its CRPS was {own.crps:.3f} against {plain.crps:.3f} for the plain walk on a year’s "
            f"volatility, better by {numbers.percent(skill.value)}; drawing the falls again gives "
            f"{numbers.percent(low)} to {numbers.percent(high)} in nine draws of ten, so few falls "
            "prove little."
        )
    else:
        yield (
            f"Its CRPS was {own.crps:.3f}. The walk that leans on the rebound did no better on "
            "this market over ninety days and half a year together, so the baseline speaks."
        )


def _conditions(record: Backtest) -> Iterator[str]:
    """The essay's conditions at past lows, those that can be judged there."""
    for name, found in record.conditions.items():
        if found.necessary.known:
            yield (
                f"The condition “{name}” was met at {_count(found.necessary, 'past lows')}; of all "
                f"days of those falls on {_rate(found.necessary)}. {_after(found.sufficient)}"
            )


def _after(found: Count) -> str:
    """What followed when the condition was first met in a fall."""
    if not found.known:
        return "It was first met in no fall whose next half-year is over."
    firsts = _count(found, "falls in which it was met")
    return (
        f"On the first such day the low was in for {firsts}; of all days in drawdown it was on "
        f"{_rate(found)}."
    )


def _count(found: Count, of: str) -> str:
    low, high = map(numbers.percent, found.interval)
    return f"{found.met} of {found.known} {of} (exact interval {low} to {high})"


def _rate(found: Count) -> str:
    return numbers.UNKNOWN if found.placebo is None else numbers.percent(found.placebo)
