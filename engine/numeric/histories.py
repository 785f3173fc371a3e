"""Histories: an argument that is a path of days comes in checked, its missing days left missing.

A history has shape (..., bars), oldest bar first and one bar a day; the last bar is today. A day
without an observation is NaN: no information, never a zero. Every other argument of a formula has
the leading shape.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from engine.numeric.arguments import Array, Domain, broadcast, first_index, numbers, place

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Row = TypeVar("Row")


def history(name: str, value: ArrayLike, domain: Domain) -> Array:
    """`value` as a float64 array of bars whose every known day lies in `domain`.

    raises  ValueError naming the argument when it has no bars, or with the first index that is
            neither missing nor in the domain
    """
    array = numbers(name, value)
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name} has no bars; give one value a day, oldest first")
    good = domain.holds(array) | np.isnan(array)
    if not good.all():
        index = first_index(~good)
        raise ValueError(
            f"{place(name, index)} is {array[index]:g}: it must be {domain.words}, or NaN where "
            "the day is missing"
        )
    return array


def same_bars(**histories: Array) -> None:
    """Refuse histories of different lengths: their bars are the same days.

    raises  ValueError naming the first history whose number of bars is not that of the others
    """
    names = list(histories)
    bars = histories[names[0]].shape[-1]
    for name in names[1:]:
        if (other := histories[name].shape[-1]) != bars:
            raise ValueError(f"{name} has {other} bars, {names[0]} has {bars}: they must agree")


def each_row(
    measure: Callable[..., float | tuple[float, ...]],
    read: Callable[[Array], Row],
    values: Array,
    fields: int = 0,
    **arguments: Array,
) -> Array:
    """`measure(read(row), *arguments)` for every row of a history, broadcast over the rest.

    What `read` makes of a row is kept for others that say the same, and what `measure` made of it
    for those with the same numbers: days are told again with one of many facts moved.

    measure      a number, or so many, from what `read` gave and one number of each argument
    read         whatever all scenarios of a row share
    values       the history, shape (..., bars)
    fields       how many numbers it gives; 0 for one that is no tuple
    arguments    by name, of shapes that broadcast with the leading one
    returns      the broadcast shape; (fields, ...) where it gives several
    raises       ValueError naming the argument that does not broadcast, and the axis
    source       plain loop
    """
    count = prod(values.shape[:-1])
    rows = values.reshape(count, values.shape[-1])
    lead = np.arange(count, dtype=np.float64).reshape(values.shape[:-1])
    which, *scenarios = broadcast(history=lead, **arguments)
    out = np.empty((*which.shape, fields) if fields else which.shape)
    known: dict[bytes, tuple[Row, dict[tuple[float, ...], float | tuple[float, ...]]]] = {}
    said = [row.tobytes() for row in rows]
    for index, row in np.ndenumerate(which.astype(np.int64)):
        if said[row] not in known:
            known[said[row]] = read(rows[row]), {}
        shared, made = known[said[row]]
        told = tuple(float(scenario[index]) for scenario in scenarios)
        if told not in made:
            made[told] = measure(shared, *told)
        out[index] = made[told]
    return np.moveaxis(out, -1, 0) if fields else out


def carried(row: Array) -> Array:
    """A row from its first bar on, each missing bar with the last value before it.

    For measures of highs and lows: a bar that repeats its predecessor neither rises nor falls.

    row        one history, NaN where nothing was observed
    returns    no NaN, shorter by the bars before the first observation, possibly empty
    raises     nothing
    source     last observation carried forward
    """
    there = ~np.isnan(row)
    if not there.any():
        return row[:0]
    last = np.maximum.accumulate(np.where(there, np.arange(row.size), -1))
    first = int(np.argmax(there))
    return row[last[first:]]
