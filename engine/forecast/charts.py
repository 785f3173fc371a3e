"""The record as SVG pictures: a backtest goes in; a fan, a histogram, a reliability line come out.

Drawn by hand, so that no plotting library is needed; each is a standalone document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias
from xml.sax.saxutils import escape

import numpy as np

from engine.forecast.backtest import Backtest
from engine.forecast.document import iso
from engine.forecast.forecasters import OURS
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.forecast.quantile_scores import OUTER, transform
from engine.forecast.track_record import scored
from engine.numeric.arguments import Array

WIDTH, HEIGHT, MARGIN = 960, 420, 56
INKS = {90: "#1b6ca8", 180: "#b5482a", 365: "#4f7a3a"}
GREY, BAND = "#555555", "#e9b9a6"
BINS = 10
Scale: TypeAlias = "Callable[[Array | float], Array]"


def charts(tested: Backtest) -> dict[str, str]:
    """The pictures by file name: fan.svg, pit.svg and reliability.svg."""
    return {"fan.svg": fan(tested), "pit.svg": pit(tested), "reliability.svg": reliability(tested)}


def fan(tested: Backtest, horizon: int = 1) -> str:
    """The price with the 80 % interval of the lowest close ahead and what it came to."""
    days, asked = tested.days, tested.market.asked
    x = _linear(days.first, days.last, MARGIN, WIDTH - MARGIN)
    known = ~np.isnan(days.later)
    price = np.log10(days.later[known])
    told = asked.price[:, np.newaxis] * np.exp(tested.forecasts[OURS][:, horizon])
    y = _linear(float(price.min()) - 0.3, float(price.max()), HEIGHT - MARGIN, MARGIN)
    when = days.first + np.flatnonzero(known)
    parts = [_path(x(when.astype(np.float64)), y(price), GREY)]
    for case in np.flatnonzero(asked.due):
        at = float(x(float(asked.day[case])))
        low, high = (float(y(np.log10(told[case, end]))) for end in OUTER)
        parts.append(f'<path d="M{at:.1f} {low:.1f}V{high:.1f}" stroke="{BAND}" stroke-width="2"/>')
        if not np.isnan(came := asked.outcome[case, horizon]):
            dot = float(y(np.log10(asked.price[case] * np.exp(came))))
            ink = INKS[HORIZONS[horizon]]
            parts.append(f'<circle cx="{at:.1f}" cy="{dot:.1f}" r="1.4" fill="{ink}"/>')
    powers = range(int(np.ceil(price.min())), int(price.max()) + 1)
    parts += [_label(8, float(y(power)), f"{10.0**power:,.10g}") for power in powers]
    parts.append(_label(MARGIN, HEIGHT - 12, iso(days.first)))
    parts.append(_label(WIDTH - 2 * MARGIN - 16, HEIGHT - 12, iso(days.last)))
    title = (
        f"{days.asset}: close (grey), the 80 % interval of the lowest close of the next "
        f"{HORIZONS[horizon]} days as it was forecast (bars), and what it was (dots)"
    )
    return _document(title, parts)


def pit(tested: Backtest) -> str:
    """How often what came fell into each tenth of its forecast; a level line is calibration."""
    parts, groups = [], list(_placed(tested))
    tallest = max((float(shares.max()) for _, shares in groups), default=1.0)
    y = _linear(0.0, max(tallest, 2.0 / BINS), HEIGHT - MARGIN, MARGIN)
    slot = (WIDTH - 2 * MARGIN) / BINS
    for place, (days, shares) in enumerate(groups):
        for number, share in enumerate(shares):
            left = MARGIN + number * slot + 6 + place * (slot - 12) / len(groups)
            top, foot = float(y(share)), HEIGHT - MARGIN
            parts.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{(slot - 12) / len(groups):.1f}" '
                f'height="{foot - top:.1f}" fill="{INKS[days]}"/>'
            )
    level = float(y(1.0 / BINS))
    parts.append(f'<path d="M{MARGIN} {level:.1f}H{WIDTH - MARGIN}" stroke="{GREY}"/>')
    parts += [_label(MARGIN + n * slot, HEIGHT - MARGIN + 16, f"{n / BINS:.1f}") for n in range(10)]
    return _document("Where what came fell in its forecast, in tenths", [*parts, *_legend()])


def reliability(tested: Backtest) -> str:
    """How often what came was under each quantile, against how often it should have been."""
    x = _linear(0.0, 1.0, MARGIN, WIDTH - MARGIN)
    y = _linear(0.0, 1.0, HEIGHT - MARGIN, MARGIN)
    ends = np.array([0.0, 1.0])
    parts = [_path(x(ends), y(ends), GREY)]
    for horizon, days in enumerate(HORIZONS):
        use, told, came = _told(tested, horizon)
        if use:
            under = (came[:, np.newaxis] <= told).mean(axis=0)
            parts.append(_path(x(LEVELS), y(under), INKS[days]))
    for tenth in range(0, 11, 2):
        share = tenth / 10
        parts.append(_label(float(x(share)) - 8, HEIGHT - MARGIN + 16, f"{share:.1f}"))
        parts.append(_label(20, float(y(share)) + 4, f"{share:.1f}"))
    title = "Share of outcomes under each quantile (up) against its level (across)"
    return _document(title, [*parts, *_legend()])


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


def _linear(low: float, high: float, start: float, stop: float) -> Scale:
    span = (high - low) or 1.0
    return lambda value: np.asarray(start + (value - low) / span * (stop - start))


def _path(x: Array, y: Array, ink: str) -> str:
    points = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
    return f'<path d="M{points}" fill="none" stroke="{ink}"/>'


def _label(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{GREY}">{escape(text)}</text>'


def _legend() -> Iterator[str]:
    for place, (days, ink) in enumerate(INKS.items()):
        x = MARGIN + 120 * place
        yield f'<rect x="{x}" y="{HEIGHT - 24}" width="12" height="12" fill="{ink}"/>'
        yield _label(x + 18, HEIGHT - 14, f"{days} days")


def _document(title: str, parts: Iterable[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11" role="img">'
    )
    shown = _label(MARGIN, 24, title)
    return "\n".join([head, f"<title>{escape(title)}</title>", shown, *parts, "</svg>", ""])
