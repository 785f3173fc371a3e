"""Whether the last day of a market can be forecast: days come in, its cases or a reason go out.

It opens no room that forecasts, so a briefing that has none to give does not pay for one.
"""

from __future__ import annotations

import numpy as np

from engine.forecast.market_days import CLOSE, Days, TooLittle
from engine.forecast.protocol import COVERED, DEPTH, YEAR, Cases, cases, covered_year
from engine.forecast.volatilities import FEWEST
from kb.clock import day_date


def todays_cases(days: Days) -> Cases:
    """The Fridays in drawdown and, last of all, the last day.

    raises  TooLittle, with the reason, where the last day is no case
    """
    if why := why_none(days):
        raise TooLittle(why)
    return cases(days.closes, days.first, True, days.later, days.trades)


def why_none(days: Days) -> str:
    """Why the last day is no case, in a sentence; "" where it is one."""
    if np.isnan(days.closes[-1]):
        return f"there is no {CLOSE} of {day_date(days.last)} that was known in time"
    year = days.closes[-YEAR:]
    known = year[~np.isnan(year)]
    if not covered_year(days.closes, days.trades)[-1] or len(year) <= FEWEST:
        traded = days.trades[-YEAR:].sum()
        of_trade = "" if traded == len(year) else " of trade"
        return (
            f"a close is known on {len(known)} of the last {traded} days{of_trade}; a volatility "
            f"needs {COVERED:.0%} of a year, or of the time since the first close, and {FEWEST} "
            "days"
        )
    top = np.nanmax(days.closes)
    fall = 1.0 - days.closes[-1] / top
    if days.closes[-1] > (1.0 - DEPTH) * top:
        where = f"{fall:.1%} under the highest close known" if fall else "the highest known"
        late = np.nanmax(days.later) > top
        then = f" in time, not counting {days.late} that became known late" if late else ""
        return f"the close is {where}{then}; the forecast is for falls of {DEPTH:.0%} and more"
    return "" if np.ptp(known) > 0.0 else "the closes of the past year do not move"
