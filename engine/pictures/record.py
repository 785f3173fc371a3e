"""The record of the forecast in pictures: a backtest goes in; a fan, a line of calibration and bars
of skill by state come out, each a document of its own."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.forecast.backtest import Backtest
from engine.forecast.document import iso
from engine.forecast.forecasters import LEADING, OURS
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.quantile_scores import OUTER
from engine.forecast.track_record import scored
from engine.numeric.arguments import Array, IntArray
from engine.pictures.frame import LEFT, Panel, months
from engine.pictures.scale import Scale
from engine.pictures.svg import (
    LINE,
    WIDTH,
    Told,
    area,
    bar,
    dot,
    label,
    line,
    post,
    rule,
    standalone,
    tick,
)

TALL, TOP, FOOT = 380, 66.0, 330.0
INKS = dict(zip(HORIZONS, ("accent", "warn", "grey"), strict=True))
SHOWN = 730
MEDIAN = 49
MIDDLE = 1
"""Place of the horizon that the fan and the states are drawn for: half a year."""
NAMES = 300.0
"""Pixels for the names of states."""
Row = tuple[str, float, tuple[float, float] | None]


def charts(tested: Backtest) -> dict[str, str]:
    """The pictures by file name: fan.svg, calibration.svg and states.svg."""
    asset = tested.days.asset
    found = [(each.state, each.skill, each.interval) for each in tested.states[MIDDLE]]
    return {
        "fan.svg": fan(tested),
        "calibration.svg": calibration(asset, [_told(tested, h) for h in range(len(HORIZONS))]),
        "states.svg": states(asset, found),
    }


def fan(tested: Backtest) -> str:
    """Two years of closes with median and 80 % band of the lowest close ahead, and what it was."""
    days, asked = tested.days, tested.market.asked
    use = np.flatnonzero(asked.due & (asked.day > asked.day[-1] - SHOWN))
    last = int(asked.day[use[-1]])
    shown = np.arange(max(days.first, last - SHOWN), min(days.last, last + HORIZONS[MIDDLE]) + 1)
    close = days.later[shown - days.first]
    each = np.arange(int(asked.day[use[0]]), last + 1)
    ours, plain = (_prices(tested, name, use, each) for name in (OURS, LEADING))
    came = asked.price[use] * np.exp(asked.outcome[use, MIDDLE])
    low = min(float(np.nanmin(each)) for each in (ours[0], plain[0], close))
    panel = Panel(
        Scale(float(shown[0]), float(shown[-1]), LEFT, WIDTH - 16.0),
        Scale(0.95 * low, 1.02 * float(np.nanmax(close)), FOOT, TOP),
    )
    x = panel.days(each)
    parts = [
        *panel.axis("{:,.6g}".format, 6),
        *months(panel.x, FOOT + 20),
        area(x, panel.y.places(ours[2]), panel.y.places(ours[0]), "accent"),
        line(x, panel.y.places(ours[1]), "accent"),
        *(line(x, panel.y.places(plain[place]), "warn thin") for place in (0, 2)),
        line(panel.days(shown[~np.isnan(close)]), panel.y.places(close[~np.isnan(close)]), "grey"),
        *(
            dot(panel.x(float(day)), panel.y(float(low)), "ink", 1.6)
            for day, low in zip(asked.day[use], came, strict=True)
            if not np.isnan(low)
        ),
        tick(LEFT, TALL - 8.0, f"{iso(int(shown[0]))} to {iso(int(shown[-1]))}; USD", "start"),
    ]
    title = (
        f"{days.asset}: close (grey); of the lowest close of the next {HORIZONS[MIDDLE]} days the "
        "median (line) and 80% band (area), the plain walk’s band (dashed), what it was (dots)"
    )
    return _document("fan", title, parts)


def _prices(tested: Backtest, name: str, use: IntArray, each: IntArray) -> Array:
    """Low, median and high of the forecasts on days, NaN further than a week after the last."""
    asked = tested.market.asked
    told = tested.forecasts[name][use, MIDDLE][:, (OUTER[0], MEDIAN, OUTER[1])]
    prices = asked.price[use, np.newaxis] * np.exp(told)
    place = np.searchsorted(asked.day[use], each, side="right") - 1
    fresh = each - asked.day[use][place] < 7
    return np.where(fresh, prices[place].T, np.nan)


def calibration(name: str, groups: Iterable[tuple[Array, Array]]) -> str:
    """How often what came was under each quantile, against how often it should have been.

    groups    by horizon, forecasts, shape (n, 99), and what came, shape (n,)
    """
    panel = Panel(Scale(0.0, 1.0, LEFT, WIDTH - 32.0), Scale(0.0, 1.0, FOOT, TOP))
    parts = [line(panel.x.places(np.arange(2.0)), panel.y.places(np.arange(2.0)), "grey")]
    for (told, came), days in zip(groups, HORIZONS, strict=True):
        if len(came):
            under = (came[:, np.newaxis] <= told).mean(axis=0)
            parts.append(line(panel.x.places(LEVELS), panel.y.places(under), INKS[days]))
    shares = np.arange(0, 1.1, 0.2)
    parts += [tick(panel.x(s), FOOT + 18, f"{s:.0%}", "middle") for s in shares.tolist()]
    title = f"{name}: share of outcomes under each quantile (up) against its level (across)"
    named = (
        label(LEFT + 110 * place, TALL - 8.0, f"{days} days", ink)
        for place, (days, ink) in enumerate(INKS.items())
    )
    return _document("calibration", title, [*parts, *panel.axis("{:.0%}".format, 6), *named])


def states(name: str, rows: list[Row]) -> str:
    """How much lower the error was than the plain walk's, with nine draws in ten, by state."""
    ends = [end for _, value, span in rows for end in (value, *(span or ()))]
    reach = max(0.05, *(abs(end) for end in ends))
    x = Scale(-min(reach, 0.6), min(reach, 0.6), NAMES, WIDTH - 16.0)
    foot = TOP + LINE * len(rows)
    parts = [post(x(0.0), TOP - 8, foot - TOP + 8, "zero")]
    for row, (state, value, span) in enumerate(rows):
        y = TOP + LINE * row
        value, *ends = (float(np.clip(v, x.low, x.high)) for v in (value, *(span or ())))
        parts += [
            label(NAMES - 8, y + 11, state, "ink", "end"),
            bar(x(0.0), y + 2, x(value) - x(0.0), 11, "accent" if value > 0 else "warn"),
        ]
        parts += [rule(x(ends[0]), y + 8, x(ends[1]) - x(ends[0]), "grey")] if ends else []
    for value in np.linspace(x.low, x.high, 5).tolist():
        parts.append(tick(x(value), foot + 18, f"{value:+.0%}", "middle"))
    title = (
        f"{name}: how much lower the error (CRPS, {HORIZONS[MIDDLE]} days) was than the plain "
        "walk’s, in %; lines are nine draws in ten"
    )
    return _document("states", title, parts, int(foot) + 34)


def _told(tested: Backtest, horizon: int) -> tuple[Array, Array]:
    """The forecasts that were scored, and what came."""
    asked, made = tested.market.asked, tested.forecasts[OURS]
    use = scored(asked, made, horizon)
    return made[use, horizon], asked.outcome[use, horizon]


def _document(key: str, title: str, parts: list[str], tall: int = TALL) -> str:
    """A picture with its title over it, in as many lines as it needs."""
    words, lines = title.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > WIDTH // 8:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    shown = [label(16.0, 18.0 + LINE * n, text) for n, text in enumerate(lines)]
    return standalone(Told(key, title, title), [*shown, *parts], tall)
