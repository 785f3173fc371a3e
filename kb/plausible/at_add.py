"""Facts on their way in, held against the base and against each other, chunk by chunk.

Most series move as they always do: their rows are compared by the column, and only a series with a
move that may be a jump is read from the base and walked through. What is kept between chunks is a
number or two a source series.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog
from kb.fact_columns import FactColumns, Floats, Longs
from kb.plausible.before import Before, Key
from kb.plausible.past import MIDDLE
from kb.plausible.rule import rule_of
from kb.plausible.walk import doubts
from kb.plausible.words import sentence

_DAYS = 1 << 24  # more than there are days

Bools = NDArray[np.bool_]


class _Chunk(NamedTuple):
    """Rows by source series and day: their places among the facts given, and what they say."""

    place: Longs
    group: Longs
    day: Longs
    value: Floats

    def part(self, rows: slice) -> _Chunk:
        """Some of the rows."""
        return _Chunk(self.place[rows], self.group[rows], self.day[rows], self.value[rows])


class _Groups(dict[Key, int]):
    """The place of each source series, and beside it what its rows are compared with.

    limits  a column each: the move that may be a jump, the lowest and highest value, and whether
            it is a stock that is never nought, a flow, a rate
    last    the scaled value of the last row, of a flow the middle of the last ones; NaN for none
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.limits: Floats = np.empty((6, 0))
        self.last: Floats = np.empty(0)

    def __missing__(self, key: Key) -> int:
        rule = rule_of(self._catalog, key[0])
        row = [np.inf, -np.inf, np.inf, 0.0, 0.0, 1.0]
        if rule is not None:
            row = [rule.light or min(rule.up, rule.down), rule.low, rule.high]
            row += [rule.stock, rule.kind == "size", rule.kind == "rate"]
        self.limits = np.column_stack([self.limits, row])
        self.last = np.append(self.last, np.nan)
        self[key] = len(self)
        return self[key]


class Sceptic:
    """Holds the facts of one batch against their series, in the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, catalog: Catalog) -> None:
        self._catalog = catalog
        self._before = Before(connection, catalog)
        self._groups = _Groups(catalog)
        self._frames: Longs = np.empty((2, 0), dtype=np.int64)

    def suspects(self, facts: FactColumns) -> dict[int, str]:
        """The suspect ones among the next facts, by their place, each with its sentence."""
        if not len(facts):
            return {}
        chunk = self._chunk(facts)
        starts = np.concatenate([[0], np.flatnonzero(np.diff(chunk.group)) + 1])
        ends = np.append(starts[1:], len(chunk.group))
        moving = self._may_hold(chunk, starts, ends)
        found: dict[int, str] = {}
        for at in np.flatnonzero(moving).tolist():
            found |= self._walk(facts, chunk.part(slice(starts[at], ends[at])))
        return dict(sorted(found.items()))

    def _chunk(self, facts: FactColumns) -> _Chunk:
        """The facts, source series after source series; flows as sizes of one day."""
        new = facts.met[self._frames.shape[1] :]
        learnt = [(self._groups[frame.source_series], frame.span) for frame in new]
        self._frames = np.hstack([self._frames, np.array(learnt, dtype=np.int64).reshape(-1, 2).T])
        group, span = self._frames[:, facts.frames]
        order = np.argsort(group * _DAYS + facts.as_of, kind="stable")
        return _Chunk(order, group[order], facts.as_of[order], (facts.values / span)[order])

    def _may_hold(self, chunk: _Chunk, starts: Longs, ends: Longs) -> Bools:
        """Whether each source series may hold a suspect fact: cheaply, and never too few."""
        jump, low, high, stock, flow, rate = self._groups.limits[:, chunk.group]
        scaled = _scaled(chunk.value, rate)
        before = np.roll(scaled, 1)
        last = self._groups.last[chunk.group]
        before[starts] = last[starts]
        before = np.where(flow > 0, last, before)
        far = ~(np.abs(scaled - before) <= jump)  # so that a series not met before is far too
        out = (chunk.value < low) | (chunk.value > high) | ((chunk.value == 0) & (stock > 0))
        self._remember(chunk.group[starts], scaled, starts, ends)
        held: Bools = np.logical_or.reduceat((far & np.isfinite(jump)) | out, starts)
        return held

    def _remember(self, groups: Longs, scaled: Floats, starts: Longs, ends: Longs) -> None:
        self._groups.last[groups] = scaled[ends - 1]
        for at in np.flatnonzero(self._groups.limits[4, groups] > 0).tolist():
            rows = scaled[max(starts[at], ends[at] - MIDDLE) : ends[at]]
            self._groups.last[groups[at]] = float(np.median(rows))

    def _walk(self, facts: FactColumns, rows: _Chunk) -> dict[int, str]:
        """The suspect facts of one source series: its rows laid among those of the base."""
        key = facts.met[facts.frames[rows.place[0]]].source_series
        rule = rule_of(self._catalog, key[0])
        if rule is None:
            return {}
        line, places, others = self._before.laid(key, rows.day, rows.value)
        found: dict[int, str] = {}
        for doubt in doubts(rule, line, others):
            place = int(places[doubt.place])
            fact = facts.facts[rows.place[place]]
            if place >= 0 and doubt.until > 0 and not self._before.stored(fact):
                why = sentence(doubt, self._catalog.get(key[0]), fact.value / fact.span, fact.unit)
                found[int(rows.place[place])] = why
        return found


def _scaled(value: Floats, rate: Floats) -> Floats:
    size = np.abs(value)
    logs = np.log(size, out=np.zeros_like(size), where=size > 0)
    scaled: Floats = np.where(rate > 0, value, logs)
    return scaled
