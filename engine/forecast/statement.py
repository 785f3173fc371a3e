"""The statement for one day: how low the closes ahead may go, with the record behind it.

The days of a market go in. Out comes the forecast of the mixture, which needs a year of closes and
no record of its own: what other assets taught stands in until the market has taught more.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.forecast.backtest import Backtest
from engine.forecast.forecasters import OURS, Market, market
from engine.forecast.market_days import CLOSE, INTEREST, LOW, VOLUME, Days
from engine.forecast.quantile_scores import chance_above
from engine.forecast.states import EVERY, states
from engine.forecast.today import todays_cases
from engine.forecast.told import Record, fridays, told_of, told_once
from engine.forecast.way_down import LADDER_DAYS, Surroundings, WayDown, way_down
from engine.numeric.arguments import Array
from kb.frozen import dataclass

MEDIAN = 49
"""Place of the median among the levels."""


@dataclass(frozen=True)
class Statement:
    """A forecast for a day in drawdown.

    price, peak, lowest    USD a coin: close of the day, highest so far, lowest of the episode
    peak_day, lowest_day   days since 1970-01-01 of these two closes
    state                  what the drawdown is like, as `states` names it
    quantiles              X at the protocol's levels, shape (3, 99)
    shares                 of the laws in it, shape (3, laws)
    undercut               by horizon, how far lows went under the lowest close, a median of
                           logarithms; None where too few lows are known
    volatility             of the past year, annual
    record                 the record on this market up to the day; None where there is none
    no_record              why there is none, a sentence; "" where there is one
    """

    days: Days
    price: float
    peak: float
    lowest: float
    peak_day: int
    lowest_day: int
    state: str
    quantiles: Array
    shares: Array
    undercut: Array | None
    volatility: float
    record: Backtest | None
    no_record: str
    forecaster: str = OURS

    def level(self, horizon: int, place: int) -> float:
        """The price under which the lowest close falls with the chance of a quantile's place."""
        return self.price * float(np.exp(self.quantiles[horizon, place]))

    def chance_under(self, horizon: int, level: float) -> float:
        """Chance that some close of the horizon is under a price."""
        told = self.quantiles[horizon : horizon + 1]
        return 1.0 - float(chance_above(told, np.array([np.log(level / self.price)]))[0])

    def chance_traded_under(self, horizon: int, level: float) -> float | None:
        """Chance that some trade of the horizon is under a price; None where lows are unknown."""
        if self.undercut is None:
            return None
        return self.chance_under(horizon, level * float(np.exp(self.undercut[horizon])))

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


def state(days: Days, judged: bool = True) -> Statement:
    """The forecast for the last day of a market, and its record.

    judged  whether the record is wanted, which takes longer than the forecast
    raises  TooLittle, with the reason, where none can be given
    """
    given = market(todays_cases(days))
    told = told_once(days, given) if judged else told_of(days, given, judged=False)
    asked, start = given.asked, int(given.asked.episode[-1])
    in_state = (name for name, flags in states(asked, 0).items() if flags[-1] and name != EVERY)
    return Statement(
        days=days,
        price=float(asked.price[-1]),
        peak=float(asked.peak[-1]),
        lowest=float(asked.lowest[-1]),
        peak_day=days.first + start,
        lowest_day=days.first + start + int(np.argmin(asked.closes[start:])),
        state=next(in_state),
        quantiles=np.array(told.quantiles),
        shares=np.array(told.shares),
        undercut=None if told.undercut is None else np.array(told.undercut),
        volatility=float(given.volatility[-1]),
        record=None if told.record is None else _record(days, given, told.record),
        no_record=told.no_record,
    )


def _record(days: Days, given: Market, found: Record) -> Backtest:
    own = vars(found) | {"low_ratios": np.array(found.low_ratios)}
    return Backtest(days=days, since=None, market=fridays(given), forecasts={}, **own)
