"""The statement for one day: how low the closes ahead may go, with the record of who says so.

The days of a market go in. Out comes the forecast of the one that earned it: ours where its record
on this very market beats the leading baseline at the two shorter horizons taken together, the
baseline under its own name where it does not or where no record can be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.forecast.backtest import Backtest, measured
from engine.forecast.forecasters import LEADING, OURS, Market, market, two_forecasts
from engine.forecast.market_days import CLOSE, INTEREST, LOW, VOLUME, Days, TooLittle
from engine.forecast.protocol import FRIDAY
from engine.forecast.quantile_scores import chance_above
from engine.forecast.today import todays_cases
from engine.forecast.way_down import LADDER_DAYS, Surroundings, WayDown, way_down
from engine.numeric.arguments import Array

MEDIAN = 49
"""Place of the median among the levels."""
DECIDING = (0, 1)
"""Places of the horizons whose records decide who speaks: 90 and 180 days."""


@dataclass(frozen=True)
class Statement:
    """A forecast for a day in drawdown.

    price, peak, lowest    USD a coin: close of the day, highest so far, lowest of the episode
    forecaster             who speaks
    quantiles              X at the protocol's levels, shape (3, 99)
    volatility             of the past year, annual
    record                 the record on this market up to the day; None where there is none
    no_record              why there is none, a sentence; "" where there is one
    """

    days: Days
    price: float
    peak: float
    lowest: float
    forecaster: str
    quantiles: Array
    volatility: float
    record: Backtest | None
    no_record: str

    def level(self, horizon: int, place: int) -> float:
        """The price under which the lowest close falls with the chance of a quantile's place."""
        return self.price * float(np.exp(self.quantiles[horizon, place]))

    def chance_under(self, horizon: int, level: float) -> float:
        """Chance that some close of the horizon is under a price."""
        told = self.quantiles[horizon : horizon + 1]
        return 1.0 - float(chance_above(told, np.array([np.log(level / self.price)]))[0])

    def way_down(self, horizon: int, assumed: Mapping[str, Array]) -> WayDown | None:
        """Fuel and absorption to the median low; None where that is not below the close."""
        fall = -float(self.quantiles[horizon, MEDIAN])
        return way_down(self._around(assumed), fall) if fall > 0.0 else None

    def facts_of_way(self) -> tuple[tuple[int, ...], ...]:
        """The fact rows that a way down rests on, series by series."""
        spans = ((CLOSE, LADDER_DAYS), (LOW, LADDER_DAYS), (INTEREST, LADDER_DAYS), (VOLUME, 1))
        return tuple(rows for name, days in spans if (rows := self.days.rows(name, days)))

    def _around(self, assumed: Mapping[str, Array]) -> Surroundings:
        closes, lows, interest, volume = (
            self.days.daily(series)[-LADDER_DAYS:] for series in (CLOSE, LOW, INTEREST, VOLUME)
        )
        return Surroundings(closes, lows, interest, float(volume[-1]), self.volatility, assumed)

    def chance_low_is_in(self, horizon: int) -> float:
        """Chance that no close of the horizon is under the lowest close of the episode."""
        return 1.0 - self.chance_under(horizon, self.lowest)


def state(days: Days) -> Statement:
    """The forecast for the last day of a market, and its record.

    raises  TooLittle, with the reason, where none can be given
    """
    asked = todays_cases(days)
    given = market(asked, days.realised_price(asked.day))
    made = two_forecasts(given)
    record, why = _record(days, given, made)
    name = OURS if record is not None and _earned(record) else LEADING
    last = given.asked
    return Statement(
        days=days,
        price=float(last.price[-1]),
        peak=float(last.peak[-1]),
        lowest=float(last.lowest[-1]),
        forecaster=name,
        quantiles=made[name][-1],
        volatility=float(given.volatility[-1]),
        record=record,
        no_record=why,
    )


def _record(days: Days, given: Market, made: Mapping[str, Array]) -> tuple[Backtest | None, str]:
    """The record on the Fridays: the last day, which is asked too, teaches those before nothing."""
    friday = given.asked.day % 7 == FRIDAY
    told = {name: quantiles[friday] for name, quantiles in made.items()}
    try:
        return measured(days, given.only(friday), lambda _: told), ""
    except TooLittle as lack:
        return None, str(lack)


def _earned(record: Backtest) -> bool:
    """Whether ours was better than the leading baseline, the deciding horizons taken together."""
    scored = [record.skill[LEADING][horizon] for horizon in DECIDING]
    return _product(1.0 - one.value for one in scored if one is not None) < 1.0


def _product(values: Iterable[float]) -> float:
    return float(np.prod(list(values)))
