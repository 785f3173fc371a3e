"""The forecast of a briefing as the contract for programs has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.briefing.parts import ForecastPart
from engine.contract.floor import CountOut, ForecastOut, PastLowsOut, RecordOut
from engine.forecast.protocol import HORIZONS

if TYPE_CHECKING:
    from engine.forecast.backtest import Backtest
    from engine.forecast.condition_record import Count


def exported(part: ForecastPart) -> ForecastOut:
    """The forecast with its record; empty, with the reason, where there is none."""
    made = part.statement
    if made is None:
        return ForecastOut(
            forecaster=None, quantiles={}, low_is_in={}, record={}, conditions={},
            missing=part.why_missing,
        )  # fmt: skip
    return ForecastOut(
        forecaster=made.forecaster,
        quantiles={str(days): list(made.quantiles[h]) for h, days in enumerate(HORIZONS)},
        low_is_in={str(days): made.chance_low_is_in(h) for h, days in enumerate(HORIZONS)},
        record=_records(made.record, made.forecaster) if made.record else {},
        conditions=_conditions(made.record) if made.record else {},
        missing=made.no_record or None,
    )


def _records(record: Backtest, speaks: str) -> dict[str, RecordOut]:
    from engine.forecast.forecasters import LEADING

    found = {}
    for horizon, days in enumerate(HORIZONS):
        own, plain = record.record[speaks][horizon], record.record[LEADING][horizon]
        skill = record.skill[LEADING][horizon] if speaks != LEADING else None
        if own is not None and plain is not None:
            found[str(days)] = RecordOut(
                cases=own.cases, episodes=own.episodes, crps=own.crps,
                crps_of_plain_walk=plain.crps, coverage=own.coverage,
                coverage_error=own.coverage_error, mean_pit=own.mean_pit, pit_error=own.pit_error,
                brier=own.brier, skill=skill.value if skill else None,
                interval=skill.by_episode if skill else None,
            )  # fmt: skip
    return found


def _conditions(record: Backtest) -> dict[str, PastLowsOut]:
    return {
        name: PastLowsOut(
            met_at_lows=_count(found.necessary), low_was_in_when_first_met=_count(found.sufficient)
        )
        for name, found in record.conditions.items()
    }


def _count(found: Count) -> CountOut:
    return CountOut(
        met=found.met, known=found.known, interval=found.interval, any_day=found.placebo
    )
