"""The record of the forecast in pictures: a backtest goes in; a fan, a histogram and a line of
reliability come out, each a document of its own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.forecast.backtest import Backtest
from engine.forecast.document import iso
from engine.forecast.forecasters import OURS
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.quantile_scores import OUTER, transform
from engine.forecast.track_record import scored
from engine.numeric.arguments import Array
from engine.pictures.frame import LEFT, Panel
from engine.pictures.scale import Scale
from engine.pictures.svg import (
    LINE,
    WIDTH,
    Told,
    bar,
    dot,
    label,
    line,
    post,
    rule,
    standalone,
    tick,
)

TALL, TOP, FOOT = 360, 56.0, 320.0
INKS = dict(zip(HORIZONS, ("accent", "warn", "grey"), strict=True))
BINS = 10


def charts(tested: Backtest) -> dict[str, str]:
    """The pictures by file name: fan.svg, pit.svg and reliability.svg."""
    return {"fan.svg": fan(tested), "pit.svg": pit(tested), "reliability.svg": reliability(tested)}


def fan(tested: Backtest, horizon: int = 1) -> str:
    """The price with the 80 % interval of the lowest close ahead and what it came to."""
    days = tested.days
    known = np.flatnonzero(~np.isnan(days.later))
    price = np.log10(days.later[known])
    panel = Panel(
        Scale(float(days.first), float(days.last), LEFT, WIDTH - 16.0),
        Scale(float(price.min()) - 0.3, float(price.max()), FOOT, TOP),
    )
    parts = [line(panel.days(days.first + known), panel.y.places(price), "grey")]
    parts += [*_told_and_came(panel, tested, horizon), *_powers(panel)]
    ends = ((days.first, "start"), (days.last, "end"))
    parts += [tick(panel.x(day), TALL - 12.0, iso(day), side) for day, side in ends]
    title = (
        f"{days.asset}: close (grey), the 80 % interval of the lowest close of the next "
        f"{HORIZONS[horizon]} days (bars), what it was (dots)"
    )
    return _document("fan", title, parts)


def _told_and_came(panel: Panel, tested: Backtest, horizon: int) -> Iterator[str]:
    """A bar for each forecast, a dot for what came of it."""
    asked = tested.market.asked
    told = np.log10(asked.price[:, np.newaxis] * np.exp(tested.forecasts[OURS][:, horizon]))
    came = np.log10(asked.price * np.exp(asked.outcome[:, horizon]))
    for case in np.flatnonzero(asked.due):
        x = panel.x(float(asked.day[case]))
        low, high = (panel.y(float(told[case, end])) for end in OUTER)
        yield post(x, high, low - high, "warn")
        if not np.isnan(came[case]):
            yield dot(x, panel.y(float(came[case])), INKS[HORIZONS[horizon]], 1.4)


def _powers(panel: Panel) -> Iterator[str]:
    """The powers of ten, on a scale of logarithms."""
    for power in range(int(np.ceil(panel.y.low)), int(panel.y.high) + 1):
        yield rule(panel.x.start, panel.y(power), panel.width)
        yield tick(panel.x.start - 6, panel.y(power) + 4, f"{10.0**power:,.10g}")


def pit(tested: Backtest) -> str:
    """How often what came fell into each tenth of its forecast; a level line is calibration."""
    groups = list(_placed(tested))
    tallest = max((float(shares.max()) for _, shares in groups), default=1.0)
    panel = _panel(BINS, max(tallest, 2.0 / BINS))
    slot = panel.width / BINS
    parts = [rule(panel.x.start, panel.y(1.0 / BINS), panel.width, "grey")]
    for place, (days, shares) in enumerate(groups):
        wide = (slot - 12) / len(groups)
        for number, share in enumerate(shares):
            x = panel.x(number) + 6 + place * wide
            parts.append(bar(x, FOOT, wide, panel.y(float(share)) - FOOT, INKS[days]))
    parts += [tick(panel.x(n), FOOT + 18, f"{n / BINS:.1f}", "middle") for n in range(BINS)]
    title = "Where what came fell in its forecast, in tenths; the line is where all should be"
    return _document("pit", title, [*parts, *panel.axis("{:g}".format), *_named()])


def reliability(tested: Backtest) -> str:
    """How often what came was under each quantile, against how often it should have been."""
    panel = _panel(1.0, 1.0)
    parts = [line(panel.x.places(np.arange(2.0)), panel.y.places(np.arange(2.0)), "grey")]
    for horizon, days in enumerate(HORIZONS):
        use, told, came = _told(tested, horizon)
        if use:
            under = (came[:, np.newaxis] <= told).mean(axis=0)
            parts.append(line(panel.x.places(LEVELS), panel.y.places(under), INKS[days]))
    shares = np.arange(0, 1.1, 0.2)
    parts += [tick(panel.x(s), FOOT + 18, f"{s:.1f}", "middle") for s in shares.tolist()]
    title = "Share of outcomes under each quantile (up) against its level (across)"
    return _document("reliability", title, [*parts, *panel.axis("{:g}".format, 6), *_named()])


def _panel(across: float, up: float) -> Panel:
    return Panel(Scale(0.0, across, LEFT, WIDTH - 16.0), Scale(0.0, up, FOOT, TOP))


def _told(tested: Backtest, horizon: int) -> tuple[int, Array, Array]:
    """How many forecasts were scored, the forecasts, and what came."""
    use = scored(tested.market.asked, tested.forecasts[OURS], horizon)
    came = tested.market.asked.outcome[use, horizon]
    return int(use.sum()), tested.forecasts[OURS][use, horizon], came


def _placed(tested: Backtest) -> Iterator[tuple[int, Array]]:
    for horizon, days in enumerate(HORIZONS):
        use, told, came = _told(tested, horizon)
        if use:
            counts, _ = np.histogram(transform(told, came), bins=BINS, range=(0.0, 1.0))
            yield days, counts / use


def _named() -> Iterator[str]:
    """The horizons, each in its colour."""
    for place, (days, ink) in enumerate(INKS.items()):
        yield label(LEFT + 110 * place, TALL - 6.0, f"{days} days", ink)


def _document(key: str, title: str, parts: list[str]) -> str:
    """A picture with its title over it, in two lines where one does not hold it."""
    words, lines = title.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > WIDTH // 8:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    shown = [label(16.0, 18.0 + LINE * n, text) for n, text in enumerate(lines)]
    return standalone(Told(key, title, title), [*shown, *parts], TALL)
