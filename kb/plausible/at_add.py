"""Facts on their way in, held against the base and against each other, chunk by chunk.

Most series move as they always do: their rows are compared by the column, and only a series with a
move that may be a jump is read from the base and walked through. What is kept between chunks is a
number or two a source series.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.facts import Fact
from kb.plausible.before import Before, Key
from kb.plausible.line import Doubt
from kb.plausible.past import MIDDLE
from kb.plausible.rule import Rule, rule_of
from kb.plausible.walk import doubts
from kb.plausible.words import sentence

_KEY = itemgetter("series", "source", "asset", "target")
_AS_OF, _VALUE, _SPAN = (itemgetter(name) for name in ("as_of", "value", "span"))
_EPOCH = date(1970, 1, 1).toordinal()

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


class Sceptic:
    """Holds the facts of one batch against their series, in the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog) -> None:
        self._catalog = catalog
        self._before = Before(connection, catalog)
        self._places: dict[Key, int] = {}
        self._rules: list[Rule | None] = []
        self._limits = np.empty((0, 6))  # up, low, high, stock, size, rate
        self._last = np.empty(0)  # the scaled value or middle that the next ones are compared with

    def suspects(self, facts: Sequence[Fact]) -> dict[int, str]:
        """The suspect ones among the next facts, by their place, each with its sentence."""
        if not facts:
            return {}
        fields = list(map(vars, facts))
        group = self._groups(list(map(_KEY, fields)))
        days = np.array(list(map(date.toordinal, map(_AS_OF, fields)))) - _EPOCH
        span = np.array(list(map(_SPAN, fields)))
        value = np.array(list(map(_VALUE, fields)))
        per_day = np.where(self._limits[group, 4] > 0, value / span, value)
        order = np.lexsort((days, group))
        found: dict[int, str] = {}
        cuts = np.flatnonzero(np.diff(group[order])) + 1
        starts = np.concatenate([[0], cuts])
        scaled = self._scaled(group[order], per_day[order])
        moving = self._may_hold(group[order], per_day[order], scaled, starts)
        ends = np.append(starts[1:], len(order))
        self._remember(group[order], scaled, starts, ends)
        for at in np.flatnonzero(moving).tolist():
            rows = order[starts[at] : ends[at]]
            found |= self._walk(facts, rows, days, per_day)
        return dict(sorted(found.items()))

    def _groups(self, keys: list[Key]) -> Longs:
        for key in dict.fromkeys(keys):
            if key not in self._places:
                self._meet(key)
        return np.fromiter(map(self._places.__getitem__, keys), dtype=np.int64, count=len(keys))

    def _meet(self, key: Key) -> None:
        rule = rule_of(self._catalog, key[0])
        self._places[key] = len(self._rules)
        self._rules.append(rule)
        row = [np.inf, -np.inf, np.inf, 0.0, 0.0, 1.0]
        if rule is not None:
            kind = float(rule.kind == "size"), float(rule.kind == "rate")
            row = [
                rule.light or min(rule.up, rule.down),
                rule.low,
                rule.high,
                float(rule.stock),
                *kind,
            ]
        self._limits = np.vstack([self._limits, row])
        self._last = np.append(self._last, np.nan)

    def _scaled(self, group: Longs, value: Floats) -> Floats:
        size = np.abs(value)
        logs = np.log(size, out=np.zeros_like(size), where=size > 0)
        scaled: Floats = np.where(self._limits[group, 5] > 0, value, logs)
        return scaled

    def _may_hold(
        self, group: Longs, value: Floats, scaled: Floats, starts: Longs
    ) -> NDArray[np.bool_]:
        """Whether each group may hold a suspect fact: cheap, and never too few."""
        up, low, high, stock, size, _ = self._limits[group].T
        before = np.concatenate([[np.nan], scaled[:-1]])
        before[starts] = np.nan
        before = np.where((size > 0) | np.isnan(before), self._last[group], before)
        new = np.isnan(before) & np.isfinite(up)
        far = np.abs(scaled - before) > up
        bad = (value < low) | (value > high) | ((value == 0) & (stock > 0))
        return np.logical_or.reduceat(new | far | bad, starts)

    def _remember(self, group: Longs, scaled: Floats, starts: Longs, ends: Longs) -> None:
        groups = group[starts]
        self._last[groups] = scaled[ends - 1]
        for at in np.flatnonzero(self._limits[groups, 4] > 0).tolist():
            rows = scaled[max(starts[at], ends[at] - MIDDLE) : ends[at]]
            self._last[groups[at]] = float(np.median(rows))

    def _walk(
        self, facts: Sequence[Fact], rows: NDArray[np.intp], days: Longs, value: Floats
    ) -> dict[int, str]:
        """The suspect facts of one source series: the rows of a chunk laid among those before."""
        first = vars(facts[rows[0]])
        rule = rule_of(self._catalog, first["series"])
        if rule is None:
            return {}
        line, places, others = self._before.laid(_KEY(first), days[rows], value[rows])
        found: dict[int, str] = {}
        for doubt in doubts(rule, line, others):
            place = int(places[doubt.place])
            if place >= 0 and doubt.until > 0 and not self._before.stored(facts[rows[place]]):
                found[int(rows[place])] = self._sentence(facts[rows[place]], doubt)
        return found

    def _sentence(self, fact: Fact, doubt: Doubt) -> str:
        return sentence(doubt, self._catalog.get(fact.series), fact.value / fact.span, fact.unit)
