"""docs/floor.md and its pictures: the records come in, the page as it ought to be goes out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache

import numpy as np

from engine.forecast import pooled
from engine.forecast.anchors import held_beforehand
from engine.forecast.backtest import Backtest, backtest
from engine.forecast.condition_record import Count, past_lows
from engine.forecast.document import iso, rows, state_rows
from engine.forecast.laws import LAWS
from engine.forecast.market_days import read_days
from engine.forecast.mixture import FORGOTTEN, RATE
from engine.forecast.protocol import HORIZONS
from engine.forecast.states import EVERY, FAILED_SINCE
from engine.forecast.track_record import FEWEST_EPISODES
from engine.pictures.record import calibration, charts, states
from tests.studies import floor_tried
from tests.studies.filled import written
from tests.studies.floor_judged import Gain, Judged, gain, judged, told_and_came
from tests.studies.floor_many import COINS, JUDGED, LEARNED
from tests.studies.long_history import long_history

FOREVER = 2**60
RECENT, FEW = 2020, 50


@cache
def timed() -> tuple[Backtest, float]:
    """The backtest of bitcoin over all of it, and the seconds of one core it took."""
    kb = long_history()
    last = kb.last_day("btc")
    assert last is not None
    days = read_days(kb, "btc", last, FOREVER)
    start = time.process_time()
    tested = backtest(days)
    return tested, time.process_time() - start


@cache
def scored(horizon: int) -> Judged:
    """The judged part at one horizon."""
    return judged(JUDGED, horizon)


@cache
def gains(horizon: int) -> dict[str, Gain]:
    """The gain of each state, and of coins, of the others and of late Fridays."""
    on = scored(horizon)
    coin = np.isin(on.asset, [place for place, name in enumerate(JUDGED) if name in COINS])
    more = {"coins": coin, "no coins": ~coin, f"asked since {RECENT}": on.year >= RECENT}
    return {name: gain(on, use) for name, use in (on.states | more).items()}


def text() -> str:
    """The page as it ought to be."""
    filters = {"points": points, "share": share, "known": known, "plain": plain}
    return written("floor.md.j2", context(), **filters)


def pictures() -> dict[str, str]:
    """The pictures of the page by file name."""
    name = f"{len(JUDGED)} judged assets"
    found = [(state, g.gain, (g.low, g.high)) for state, g in gains(1).items()]
    told = [told_and_came(JUDGED, horizon) for horizon in range(len(HORIZONS))]
    return {
        "floor_states.svg": states(name, found),
        "floor_calibration.svg": calibration(name, told),
        "floor_fan.svg": charts(timed()[0])["fan.svg"],
    }


def points(value: float) -> str:
    """A gain in per cent with its sign and one decimal."""
    return f"{100.0 * value:+.1f} %".replace("-", "−")


def plain(value: float) -> str:
    """The same without a sign, in whole per cent."""
    return f"{100.0 * value:.0f} %"


def share(value: float | None) -> str:
    """A share in whole per cent."""
    return "unknown" if value is None else f"{100.0 * value:.0f} %"


def known(found: Count) -> str:
    """So many of so many, with the exact interval where there are three or more."""
    low, high = found.interval
    ends = f" ({share(low)} to {share(high)})" if found.known >= FEWEST_EPISODES else ""
    return f"{found.met} of {found.known}{ends}"


def context() -> dict[str, object]:
    """Everything the template names."""
    tested = timed()[0]
    asked = tested.market.asked
    due = asked.day[asked.due]
    return {
        "learned": LEARNED, "judged": JUDGED, "last": iso(tested.days.last),
        "whole": [gains(h)[EVERY] for h in range(3)],
        "afterwards": [gains(h)[FAILED_SINCE] for h in range(3)],
        "rate": RATE, "forgotten": FORGOTTEN, "laws": LAWS,
        "start": [{"days": days, "weights": w}
                  for days, w in zip(HORIZONS, pooled.WEIGHTS, strict=True)],
        "tables": [{"days": days, "rows": list(gains(h).items())}
                   for h, days in enumerate(HORIZONS)],
        "deciles": [{"days": days, "cells": deciles(scored(h))} for h, days in enumerate(HORIZONS)],
        "years": list(years()),
        "worst_years": sorted(((y, g[1]) for y, _, g in years()), key=lambda each: each[1])[:4],
        "bitcoin_worse": list(worse(tested)),
        "clean": floor_tried.CLEAN, "clean_worst": floor_tried.CLEAN_WORST,
        "fridays": len(due), "first_friday": iso(int(due[0])),
        "bitcoin": list(rows(tested)), "bitcoin_states": list(state_rows(tested)),
        "count": floor_tried.COUNT, "single": floor_tried.SINGLE, "mixed": floor_tried.MIXED,
        "fading": floor_tried.FADING, "first_look": floor_tried.FIRST_LOOK,
        "first_look_bitcoin": floor_tried.FIRST_LOOK_BITCOIN,
        "first_look_near": floor_tried.FIRST_LOOK_NEAR,
        "conditions": tested.conditions,
        "lows": [iso(int(low) + tested.days.first) for low in past_lows(asked.closes)],
        "band_held": held_beforehand(0.80), "ratios": sorted(tested.low_ratios.tolist()),
    }  # fmt: skip


def worse(tested: Backtest) -> Iterator[tuple[str, int, float]]:
    """States of bitcoin with ninety Fridays or more that are over 2 % worse than the plain walk."""
    for days, found in zip(HORIZONS, tested.states, strict=True):
        for each in found:
            if each.cases >= 90 and each.skill < -0.02 and each.state != FAILED_SINCE:
                yield each.state, days, each.skill


def years() -> Iterator[tuple[int, int, list[float]]]:
    """Calendar years since 1997 with fifty Fridays or more: their number, and gains by horizon."""
    for year in range(1997, 2026):
        each = [(on, on.year == year) for on in map(scored, range(len(HORIZONS)))]
        if all(use.sum() >= FEW for _, use in each):
            gained = [float(1.0 - on.own[use].sum() / on.plain[use].sum()) for on, use in each]
            yield year, int(each[0][1].sum()), gained


def deciles(on: Judged) -> list[tuple[float, float]]:
    """Of each tenth of the chance that the low is in: what was said, and how often it was."""
    tenth = np.minimum((10 * on.chance).astype(int), 9)
    return [(float(on.chance[tenth == n].mean()), float(on.held[tenth == n].mean()))
            for n in range(10)]  # fmt: skip
