"""What is told of the last day of a market: its days and cases in, the law and its record out.

The laws of every Friday before it and their scores take nearly all the time of a forecast, and are
the same for everyone who asks about the same days, so what they come to is kept in the user's cache
under the hash of the days and of this code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from itertools import chain

import numpy as np

from engine.fingerprint import code_digest
from engine.forecast.backtest import Backtest, measured
from engine.forecast.condition_record import ConditionRecord, Count
from engine.forecast.forecasters import LEADING, OURS, Market, plain
from engine.forecast.market_days import LOW, Days, TooLittle
from engine.forecast.mixture import mixed
from engine.forecast.protocol import COVERED, FRIDAY, HORIZONS
from engine.forecast.scored import ByHorizon, SkillByHorizon
from engine.forecast.track_record import InState, Scores, Skill
from engine.numeric.arguments import Array
from kb.cache import cached
from kb.frozen import dataclass
from kb.middle import middle

FEWEST = 26
"""Past Fridays with lows without which nothing is said of trading below a level."""

Row = tuple[float, ...]


@dataclass(frozen=True)
class Record:
    """What a `Backtest` says beside its days, its market and the forecasts themselves."""

    record: Mapping[str, ByHorizon]
    skill: Mapping[str, SkillByHorizon]
    states: tuple[tuple[InState, ...], ...]
    conditions: Mapping[str, ConditionRecord]
    low_ratios: Row
    lacked: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The law of the last case, and the record behind it.

    quantiles  X at the protocol's levels, by horizon
    shares     of the laws in it, by horizon
    undercut   by horizon, as `Statement` has it; None where too few lows are known
    record     None where there is none, or it was not asked for
    no_record  why
    """

    quantiles: tuple[Row, ...]
    shares: tuple[Row, ...]
    undercut: Row | None
    record: Record | None
    no_record: str


KEPT = (Told, Record, Scores, Skill, InState, ConditionRecord, Count)


def told_once(days: Days, given: Market) -> Told:
    """What is told of the last day of a market, from the cache where it was told before."""
    key = (_digest(days, given), np.__version__, code_digest((__name__,)))
    return cached("told", key, lambda: told_of(days, given), KEPT)


def told_of(days: Days, given: Market, judged: bool = True) -> Told:
    """The same worked out.

    judged  whether the record is wanted, which takes longer than the forecast
    """
    made, shares = mixed(given.asked, given.volatility)
    record, why = None, "not asked"
    if judged:
        found, why = _record(days, given, {OURS: made, LEADING: plain(given)})
        record = None if found is None else _told(found)
    return Told(_rows(made[-1]), _rows(shares[-1]), _undercut(days, given), record, why)


def fridays(given: Market) -> Market:
    """The cases that are scored: the last day teaches those before it nothing."""
    return given.only(given.asked.day % 7 == FRIDAY)


def _record(days: Days, given: Market, made: Mapping[str, Array]) -> tuple[Backtest | None, str]:
    friday = given.asked.day % 7 == FRIDAY
    told = {name: quantiles[friday] for name, quantiles in made.items()}
    try:
        return measured(days, fridays(given), told), ""
    except TooLittle as lack:
        return None, str(lack)


def _told(found: Backtest) -> Record:
    own = {field.name: getattr(found, field.name) for field in fields(Record)}
    return Record(**own | {"low_ratios": tuple(found.low_ratios.tolist())})


def _undercut(days: Days, given: Market) -> Row | None:
    """Median of ln(lowest close / lowest low) over what followed each Friday, by horizon."""
    lows, found = days.daily(LOW), []
    for horizon, length in enumerate(HORIZONS):
        use = ~np.isnan(given.asked.outcome[:, horizon])
        ahead = given.asked.at[use][:, np.newaxis] + 1 + np.arange(length)
        kept = ahead[(~np.isnan(lows[ahead])).mean(axis=1) >= COVERED]
        if len(kept) < FEWEST:
            return None
        lowest = given.asked.closes[kept].min(axis=1)
        found.append(middle(np.log(lowest / np.nanmin(lows[kept], axis=1))))
    return tuple(np.maximum(found, 0.0).tolist())


def _rows(table: Array) -> tuple[Row, ...]:
    return tuple(map(tuple, table.tolist()))


def _digest(days: Days, given: Market) -> str:
    """The hash of all that the answer rests on: equal facts have other row ids in another base."""
    digest = sha256()
    arrays = {**vars(given.asked), "volatility": given.volatility, **vars(days)}
    for track in chain.from_iterable(days.tracks.values()):
        place = f"{track.series} {track.source}"
        arrays |= {f"{place} {name}": each for name, each in vars(track).items() if name != "ids"}
    for name, value in arrays.items():
        if isinstance(value, np.ndarray):
            digest.update(f"{name} {value.dtype} {value.shape}\n".encode())
            digest.update(np.ascontiguousarray(value).data)
    digest.update(f"{days.asset} {days.first} {days.late} {days.stale_after}".encode())
    return digest.hexdigest()
