"""A forecast a day says what the briefing of each day says."""

from __future__ import annotations

from engine.forecast.by_day import Ahead, ahead
from engine.forecast.market_days import read_days
from engine.forecast.statement import state
from kb.clock import day_date, day_number, end_of_day, moment_number
from kb.packs.example import example_base

DAYS = [day_number(day) for day in ("2025-10-06", "2025-11-13", "2025-11-16")]


def test_a_forecast_a_day_is_that_of_the_briefing_of_the_day():
    with example_base() as kb:
        of_the_high, *told = ahead(kb, "btc", DAYS, None)
        assert of_the_high == Ahead()
        for day, found in zip(DAYS[1:], told, strict=True):
            by = moment_number(end_of_day(day_date(day)))
            made = state(read_days(kb, "btc", day, by))
            fall = made.lowest, made.lowest_day, made.peak_day
            levels = made.level(0, 49), made.level(0, 9)
            assert found == Ahead(*levels, made.chance_low_is_in(0), *fall)
