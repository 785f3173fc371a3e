"""docs/floor.md: the record on real history comes in, the page as it ought to be goes out."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.forecast.backtest import Backtest, backtest
from engine.forecast.condition_record import Count, past_lows
from engine.forecast.document import iso
from engine.forecast.forecasters import BASELINES, LEADING, OURS, Market
from engine.forecast.leaning_walk import lowest_quantiles
from engine.forecast.market_days import read_days
from engine.forecast.protocol import HORIZONS, cases
from engine.forecast.quantile_scores import covered, crps, transform
from engine.forecast.rebound import (
    FARTHEST,
    LEARNING_RATE,
    SLOPES,
    SPREAD,
    mean_slope,
    slope_losses,
)
from engine.forecast.rebound import rebound as rebound_of
from engine.forecast.track_record import scored, scores, skill
from kb.clock import day_number
from tests.studies.floor_variants import CHOSEN_ON, PICKED, Tried, after, before, tried, whole
from tests.studies.long_history import long_history
from tests.studies.page import filled, sig

HERE = Path(__file__).parent
SINCE_2014 = day_number("2014-01-01")
FOREVER = 2**60


@cache
def timed() -> tuple[Backtest, float]:
    """The backtest over all of it, and the seconds of one core it took."""
    kb = long_history()
    last = kb.last_day("btc")
    assert last is not None
    days = read_days(kb, "btc", last, FOREVER)
    start = time.process_time()
    tested = backtest(days)
    return tested, time.process_time() - start


def record() -> Backtest:
    """The backtest over all of it."""
    return timed()[0]


def seconds() -> float:
    """The seconds of one core that it took."""
    return timed()[1]


@cache
def every_variant() -> list[Tried]:
    """What was tried."""
    return tried(record().market)


def text() -> str:
    """The page as it ought to be."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters.update(sig=sig, points=points, share=share, known=known)
    return filled(environment.get_template("floor.md.j2").render(context()))


def points(value: float) -> str:
    """A gain in per cent with its sign and one decimal."""
    return f"{100.0 * value:+.1f} %".replace("-", "−")


def share(value: float | None) -> str:
    """A share in whole per cent."""
    return "unknown" if value is None else f"{100.0 * value:.0f} %"


def known(found: Count) -> str:
    """So many of so many, with the exact interval."""
    low, high = found.interval
    return f"{found.met} of {found.known} ({share(low)} to {share(high)})"


def context() -> dict[str, object]:
    """Everything the template names."""
    tested = record()
    asked = tested.market.asked
    due = asked.day[asked.due]
    return {
        "ours": OURS,
        "leading": LEADING,
        "horizons": HORIZONS,
        "record": tested.record,
        "skill": tested.skill,
        "best": [tested.best(h) for h in range(3)],
        "baselines": list(BASELINES),
        "first": iso(tested.days.first),
        "last": iso(tested.days.last),
        "first_friday": iso(int(due[0])),
        "fridays": len(due),
        "periods": list(periods(tested.market)),
        "since_2014": since_2014(),
        "grid": grid(),
        "others": [one for one in every_variant() if one.grid is None],
        "tried": len(every_variant()),
        "slopes": SLOPES,
        "spread": SPREAD,
        "rate": LEARNING_RATE,
        "farthest": FARTHEST,
        "doubtful": doubtful(tested),
        "perfect": perfect(),
        "outer": [outer(tested, horizon) for horizon in range(3)],
        "picked": next(v for v in every_variant() if v.grid == PICKED),
        "fixed": next(v for v in every_variant() if v.name.startswith("a fixed lean of 0.5")),
        "slope_now": slope_now(tested.market),
        "conditions": tested.conditions,
        "lows": [iso(int(low) + tested.days.first) for low in past_lows(asked.closes)],
        "chosen_on": iso(CHOSEN_ON),
    }


WALKS = 60


@cache
def perfect() -> dict[str, float]:
    """What chance does to one who knows the truth: fifteen years of a walk that leans, at 180 days.

    both          share of walks on which coverage and mean PIT lie in their bands
    pit, covered  their standard deviations over walks
    skill, noise  gain over the same law with a volatility a quarter too high, and its deviation
    """
    rng, sigma, lean = np.random.default_rng(4), 0.7, 0.5
    truth, wrong = (lowest_quantiles(sigma * off, lean)[1] for off in (1.0, 1.25))
    found = []
    for _ in range(WALKS):
        moves = rng.normal(lean * sigma / 365, sigma / np.sqrt(365), 15 * 365)
        asked = cases(100.0 * np.exp(np.cumsum(moves)), SINCE_2014)
        came = asked.outcome[asked.due & ~np.isnan(asked.outcome[:, 1]), 1]
        told, other = (np.broadcast_to(law, (len(came), 99)) for law in (truth, wrong))
        gain = 1.0 - crps(told, came).mean() / crps(other, came).mean()
        found.append((transform(told, came).mean(), covered(told, came).mean(), gain))
    pit, held, gain = np.array(found).T
    both = (abs(pit - 0.5) <= 0.05) & (abs(held - 0.8) <= 0.05)
    each = {"both": both.mean(), "pit": pit.std(), "covered": held.std()}
    return each | {"skill": gain.mean(), "noise": gain.std()}


def doubtful(tested: Backtest) -> list[int]:
    """The horizons at which our gain may be nothing once episodes are drawn again."""
    pairs = zip(HORIZONS, tested.skill[LEADING], strict=True)
    return [days for days, found in pairs if found and found.by_episode[0] < 0.0]


def outer(tested: Backtest, horizon: int) -> float:
    """How often what came fell into the lowest or the highest tenth of our forecast."""
    asked, told = tested.market.asked, tested.forecasts[OURS]
    use = scored(asked, told, horizon)
    place = transform(told[use, horizon], asked.outcome[use, horizon])
    return float(((place < 0.1) | (place > 0.9)).mean())


def periods(given: Market) -> list[dict[str, object]]:
    """The record where the choice was made, across the line, after it, and on the whole."""
    found = []
    for name, use in (
        ("chosen on: over by the end of 2019", before),
        ("between: asked by then, over later", between),
        ("after: asked since 2020", after),
        ("the whole", whole),
    ):
        for horizon, days in enumerate(HORIZONS):
            part = replace(given.asked, due=use(given, horizon))
            told, plain = (record().forecasts[name] for name in (OURS, LEADING))
            found.append(
                {
                    "name": name,
                    "days": days,
                    "own": scores(part, told, horizon),
                    "plain": scores(part, plain, horizon),
                    "skill": skill(part, told, plain, horizon),
                }
            )
    return found


def between(given: Market, horizon: int) -> np.ndarray:
    """Fridays on which neither the choice was made nor the confirmation rests."""
    outside = before(given, horizon) | after(given, horizon)
    return np.asarray(given.asked.due & ~outside)


def since_2014() -> object:
    """The plain walk at half a year since 2014: the yardstick that others have published."""
    asked = record().market.asked
    part = replace(asked, due=asked.due & (asked.day >= SINCE_2014))
    return scores(part, record().forecasts[LEADING], 1)


def grid() -> list[dict[str, object]]:
    """The grid, a row for each feature and lean at rest, its rates side by side."""
    rows: dict[tuple[str, float], list[Tried]] = {}
    for one in every_variant():
        if one.grid is not None:
            rows.setdefault(one.grid[:2], []).append(one)
    return [
        {"name": name, "at_rest": at_rest, "before": [one.before for one in each],
         "after": [one.after for one in each]}
        for (name, at_rest), each in rows.items()
    ]  # fmt: skip


def slope_now(given: Market) -> float:
    """The slope that had been learned on the last Friday."""
    feature = rebound_of(given.asked, given.volatility)
    return float(mean_slope(slope_losses(given.asked, given.volatility, feature))[-1])
