"""Thin windows: a peak over a few known days is a lower bound, so it may decide only one way.

The peak that was seen can only be too low, a trough too high, a drawdown or a count of crossings
too small. Beside every day others are evaluated in which these are moved well to where they may
truly lie, all together and each alone, since two of them may pull a line in opposite directions. A
line whose margin shrinks on any of these ways cannot be called true, and one whose margin grows on
any cannot be called false: what is missing is never taken for absent.

Where the peak may have been on another day, what stood beside it (`at_peak`) may have been more or
less. How far is known: it is moved both ways, to the highest and the lowest that the same source
knows of it in the window, and a line has to stay true, or false, on all of these ways. A sum or a
mean that leaves days out is moved so too, to what the days left out may hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.facts import EITHER_WAY, FactDays
from engine.evaluation.lines import LineValues
from engine.evaluation.movements import Movement, Way, movements, stays_in_window, ways
from engine.evaluation.values import Bools, Floats, Values
from engine.measures.reading import CODE
from engine.measures.request import Request
from engine.pages.expressions import Expression, Name, Upstream, names_in
from kb.frozen import dataclass

SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows that are evaluated: every day as it is, and beside it the days on which it moves.

    day    which day each row is of; the first are all days in order
    moved  the movements, each with its rows
    """

    days: int
    day: NDArray[np.intp]
    moved: tuple[tuple[Movement, slice], ...] = ()

    def __len__(self) -> int:
        return len(self.day)

    def of(
        self, expressions: Iterable[Expression], names: Mapping[str, Values]
    ) -> tuple[dict[str, Values], int]:
        """What expressions name, on as many rows: the real days alone where none of it is moved."""
        used = {
            path: names[path]
            for expression in expressions
            for path in map(_path, names_in(expression))
        }
        if len(self.day) == self.days:
            return used, self.days
        count = max((len(each.reasons) for each in used.values()), default=self.days)
        if count > self.days:
            used = {n: v if len(v.reasons) == count else v.over(self.day) for n, v in used.items()}
        return used, count


def real_days(days: int) -> Rows:
    """So many days of which nothing is moved."""
    return Rows(days, np.arange(days))


def _path(name: Name | Upstream) -> str:
    return name.name if isinstance(name, Name) else name.path


def rows_of(facts: Iterable[tuple[Request, FactDays]], days: int) -> Rows:
    """The rows of so many days, from everything that was read on them.

    A movement has only the days on which it moves something: on all others nothing would differ.
    """
    bound: dict[Request, Bools] = {}
    for request, fact in facts:
        if fact.bound.any():
            bound[request] = bound.get(request, np.zeros(days, dtype=np.bool_)) | fact.bound
    every, moved = [np.arange(days)], []
    for movement in movements(bound):
        there = np.flatnonzero(reduce(np.logical_or, (bound[request] for request, _ in movement)))
        start = sum(map(len, every))
        every.append(there)
        moved.append((movement, slice(start, start + len(there))))
    return Rows(days, np.concatenate(every), tuple(moved))


def over_rows(request: Request, fact: FactDays, rows: Rows) -> FactDays:
    """A fact on every row, moved where its windows are thin; on the real days if it never moves."""
    if not fact.bound.any():
        return fact
    found = fact.over(rows.day)
    for movement, part in rows.moved:
        for way in ways(request):
            if (request, way) in movement:
                found.values[part] = _where_it_may_lie(request, found.over(part), way)
                break
    return found


def _where_it_may_lie(request: Request, fact: FactDays, way: Way) -> Floats:
    """The values themselves, or for bounds values well on one side where the truth may lie."""
    value = fact.values
    if request.measure in EITHER_WAY:
        end = fact.high if way == "up" else fact.low
        moved = np.where(np.isnan(end), value, end)
    elif way == "down":
        half = np.abs(value) / 2
        moved = value - np.where(half == 0, 0.5, half)
    else:  # a share: halfway to the whole
        share = (value >= 0) & (value < 1)
        moved = value + np.where(share, (1 - value) / 2, np.abs(value))
    return np.where(fact.bound, moved, value)


def first_days(values: Values, days: int) -> Values:
    """The values of the real days, without those evaluated beside them."""
    if len(values.reasons) == days:
        return values
    errors = {day: text for day, text in values.errors.items() if day < days}
    path = None if values.path is None else values.path[:days]
    return Values(values.values[:days], values.reasons[:days], errors, path)


def settled(line: LineValues, rows: Rows) -> LineValues:
    """The line on the real days, undecided where only the thinness of a window decides it."""
    days = rows.days
    if len(line.margin) == days:
        return line
    shrinks, grows = _turns(line, rows)
    here = line.margin[:days]
    true, false = line.true[:days] & ~shrinks, line.false[:days] & ~grows
    lost = (line.true[:days] | line.false[:days]) & ~true & ~false
    reasons = np.where(lost, CODE["missing"], line.reasons[:days]).astype(np.int8)
    return LineValues(
        true,
        false,
        here,
        line.best[:days],
        first_days(line.left, days),
        first_days(line.right, days),
        reasons,
    )


def _turns(line: LineValues, rows: Rows) -> tuple[Bools, Bools]:
    """Per day, whether any movement speaks against the line's truth, and against its falsehood."""
    shrinks, grows = np.zeros((2, rows.days), dtype=np.bool_)
    for movement, part in rows.moved:
        day, there = rows.day[part], line.margin[part]
        here = line.margin[day]
        scale = SAME * np.maximum(np.abs(here), np.abs(np.nan_to_num(there)))
        inside = stays_in_window(movement)
        shrinks[day] |= ~line.true[part] if inside else ~(there >= here - scale)
        grows[day] |= ~line.false[part] if inside else ~(there <= here + scale)
    return shrinks, grows
