"""A backtest as documents: rows for a table, a value for JSON, and the csv of all forecasts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from engine.forecast.backtest import Backtest
from engine.forecast.condition_record import Count
from engine.forecast.forecasters import LEADING, OURS
from engine.forecast.protocol import DEPTH, HORIZONS, LEARNING, LEVELS
from engine.forecast.track_record import FEWEST_EPISODES, InState, Scores, Skill
from kb.clock import day_date

COLUMNS = ["law", "days", "Fridays", "falls", "CRPS", "in 80%", "PIT", "Brier", "gain",
           "nine in ten"]  # fmt: skip
STATES = ["state, year", "Fridays", *(f"{days} days" for days in HORIZONS)]
CONDITIONS = ["condition", "met at lows", "interval", "any day", "low in when met", "interval",
              "any day"]  # fmt: skip


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
        f"{found.crps:.3f}",
        f"{found.coverage:.0%}",
        f"{found.mean_pit:.2f}",
        f"{found.brier:.2f}",
    ]


def _skill(found: Skill | None) -> list[str]:
    if found is None:
        return ["", ""]
    return [_minus(f"{found.value:+.1%}"), "" if found.interval is None else spread(found.interval)]


def spread(interval: tuple[float, float]) -> str:
    """An interval of skill in whole per cent."""
    told = "{:.0f} to {:.0f}%".format(*(100.0 * end for end in interval)).replace("-0 ", "0 ")
    return _minus(told)


def _minus(text: str) -> str:
    """A text of numbers with the sign of a minus."""
    return text.replace("-", "−")


def state_rows(tested: Backtest) -> Iterator[list[str]]:
    """How much better ours was than the plain walk, a row for each state and year."""
    split = [{each.state: each for each in found} for found in tested.states]
    for name in dict.fromkeys(name for found in split for name in found):
        told = [found.get(name) for found in split]
        yield [name, str(max(each.cases for each in told if each)), *map(_in_state, told)]


def _in_state(found: InState | None) -> str:
    if found is None:
        return ""
    ends = "" if found.interval is None else " ({:.0f} to {:.0f})"
    told = f"{found.skill:+.0%}" + ends.format(*(100 * end for end in found.interval or ()))
    return _minus(told.replace("-0", "0").replace("+0", "0"))


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
        "best_law": {str(d): tested.best(h) for h, d in enumerate(HORIZONS)
                     if tested.record[OURS][h] is not None},
        "states": {str(d): [asdict(each) for each in tested.states[h]]
                   for h, d in enumerate(HORIZONS)},
        "conditions": {name: asdict(found) for name, found in tested.conditions.items()},
        "lows_over_realised_price": tested.low_ratios.tolist(),
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
    ends = f"{low:.0%} to {high:.0%}" if found.known >= FEWEST_EPISODES else ""
    return [f"{found.met} of {found.known}", ends, placebo]


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
        own, gained = tested.record[OURS][horizon], tested.skill[LEADING][horizon]
        if own is not None and gained is not None:
            drawn = f", {spread(gained.interval)} in nine draws of ten" if gained.interval else ""
            better = _minus(f"{gained.value:+.1%}")
            yield (
                f"{days} days: {better} against the plain walk{drawn}; the best law by itself was "
                f"{tested.best(horizon)}."
            )
