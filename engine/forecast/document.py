"""A backtest as documents: rows for a table, a value for JSON, and the csv of all forecasts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from engine.forecast.backtest import Backtest
from engine.forecast.condition_record import Count
from engine.forecast.forecasters import OURS
from engine.forecast.protocol import DEPTH, HORIZONS, LEARNING, LEVELS
from engine.forecast.track_record import Scores, Skill
from kb.clock import day_date

COLUMNS = ["forecaster", "days", "Fridays", "episodes", "CRPS", "by episode", "inside 80 %",
           "mean PIT", "Brier", "ours is better by", "episodes drawn", "years drawn"]  # fmt: skip

CONDITIONS = ["condition", "met at lows", "interval", "met on any day",
              "low was in when first met", "interval", "low was in on any day"]  # fmt: skip


def iso(day: int) -> str:
    """A day number as an ISO date."""
    return day_date(day).isoformat()


def rows(tested: Backtest) -> Iterator[list[str]]:
    """The table: a row for each forecaster and horizon."""
    for horizon, days in enumerate(HORIZONS):
        for name, record in tested.record.items():
            found = record[horizon]
            if found is not None:
                compared = tested.skill[name][horizon] if name in tested.skill else None
                yield [name, str(days), *_scores(found), *_skill(compared)]


def _scores(found: Scores) -> list[str]:
    return [
        str(found.cases),
        str(found.episodes),
        f"{found.crps:.4f}",
        f"{found.crps_by_episode:.4f}",
        f"{found.coverage:.2f} ± {found.coverage_error:.2f}",
        f"{found.mean_pit:.2f} ± {found.pit_error:.2f}",
        f"{found.brier:.3f}",
    ]


def _skill(found: Skill | None) -> list[str]:
    if found is None:
        return ["", "", ""]
    spans = (f"{low:+.1%} .. {high:+.1%}" for low, high in (found.by_episode, found.by_slab))
    return [f"{found.value:+.1%}", *spans]


def as_value(tested: Backtest) -> dict[str, object]:
    """The backtest for JSON."""
    days, asked = tested.days, tested.market.asked
    scored = asked.day[asked.due]
    return {
        "asset": days.asset,
        "source": days.source,
        "closes": {"first": iso(days.first), "last": iso(days.last), "missing": days.missing,
                   "late": days.late},
        "protocol": {"weekday": "Friday", "depth": DEPTH, "learning_days": LEARNING,
                     "horizons": list(HORIZONS), "levels": len(LEVELS), "interval": 0.9},
        "fridays": {"first": iso(int(scored[0])), "last": iso(int(scored[-1])),
                    "count": len(scored)},
        "forecasters": [_forecaster(tested, name) for name in tested.record],
        "best_baseline": {str(d): tested.best(h) for h, d in enumerate(HORIZONS)
                          if tested.record[OURS][h] is not None},
        "conditions": {name: asdict(found) for name, found in tested.conditions.items()},
        "lacked": list(tested.lacked),
    }  # fmt: skip


def _forecaster(tested: Backtest, name: str) -> dict[str, object]:
    compared = tested.skill.get(name)
    return {
        "name": name,
        "ours": name == OURS,
        "horizons": {
            str(days): None if found is None else asdict(found)
            for days, found in zip(HORIZONS, tested.record[name], strict=True)
        },
        "our_skill": None if compared is None else {
            str(days): None if found is None else asdict(found)
            for days, found in zip(HORIZONS, compared, strict=True)
        },
    }  # fmt: skip


def condition_rows(tested: Backtest) -> Iterator[list[str]]:
    """The record of the conditions: a row for each, necessity and sufficiency apart."""
    for name, found in tested.conditions.items():
        yield [name, *_count(found.necessary), *_count(found.sufficient)]


def _count(found: Count) -> list[str]:
    low, high = found.interval
    placebo = "unknown" if found.placebo is None else f"{found.placebo:.0%}"
    return [f"{found.met} of {found.known}", f"{low:.0%} .. {high:.0%}", placebo]


def as_csv(tested: Backtest, name: str = OURS) -> str:
    """Every quantile forecast of a forecaster that was due: asof, horizon, q01 to q99.

    A quantile is X, the logarithm of lowest close ahead over close of the day. Forecasts whose
    horizon has not ended are there too.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["asof", "horizon", *(f"q{level:02.0f}" for level in LEVELS * 100.0)])
    asked, made = tested.market.asked, tested.forecasts[name]
    for case in np.flatnonzero(asked.due):
        for horizon, days in enumerate(HORIZONS):
            told = made[case, horizon]
            if not np.isnan(told[0]):
                writer.writerow([iso(int(asked.day[case])), days, *(f"{q:.6f}" for q in told)])
    return out.getvalue()


def headline(tested: Backtest) -> Iterator[str]:
    """The record in sentences, for the notes under a table."""
    for horizon, days in enumerate(HORIZONS):
        own = tested.record[OURS][horizon]
        if own is not None:
            best = tested.best(horizon)
            better = tested.skill[best][horizon]
            assert better is not None  # the best baseline was scored on the same Fridays
            low, high = better.by_episode
            yield (
                f"{days} days: our CRPS is {own.crps:.4f}, {better.value:+.1%} against the best "
                f"baseline ({best}); drawing the {own.episodes} episodes again gives "
                f"{low:+.1%} to {high:+.1%} in nine draws of ten."
            )
