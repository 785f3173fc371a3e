"""What an argument may be: numbers come in, float64 arrays of one broadcast shape go out.

A formula declares each argument by an `Arg` and is called with it checked; other functions that ask
for it use `inside`. What is out of its domain, not finite, or of a shape that does not fit raises a
ValueError that names the argument and the offending index; after that a formula is mathematics.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array: TypeAlias = NDArray[np.float64]
else:
    Array = np.ndarray  # so that declarations can be read where they are needed

IntArray: TypeAlias = "NDArray[np.int64]"
BoolArray: TypeAlias = "NDArray[np.bool_]"

DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Domain:
    """An interval of the real line that an argument must lie in, and how a sentence says so."""

    words: str
    low: float = -inf
    high: float = inf
    open_low: bool = False
    open_high: bool = False

    def holds(self, value: Array) -> BoolArray:
        """Where `value` is a finite number of this domain; false for NaN."""
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        return above & below & np.isfinite(value)


FINITE = Domain("a finite number")
NON_NEGATIVE = Domain("a finite number, 0 or more", low=0.0)
POSITIVE = Domain("a finite number above 0", low=0.0, open_low=True)
ABOVE_MINUS_ONE = Domain("a finite number above -1", low=-1.0, open_low=True)
AT_LEAST_ONE = Domain("a finite number, 1 or more", low=1.0)
SHARE = Domain("between 0 and 1", low=0.0, high=1.0)
POSITIVE_SHARE = Domain("above 0 and at most 1", low=0.0, high=1.0, open_low=True)
SHARE_BELOW_ONE = Domain("at least 0 and below 1", low=0.0, high=1.0, open_high=True)
PROBABILITY = Domain("strictly between 0 and 1", 0.0, 1.0, open_low=True, open_high=True)
DEPTH_EXPONENT = Domain("between 0.1 and 10", low=0.1, high=10.0)


PATH = "[]"
"""Ends the unit of an argument that takes a path: the days of a window, shape (..., days)."""


@dataclass(frozen=True)
class Arg:
    """What an argument is: `Annotated[Array, Arg("USD", POSITIVE, "traded in a day")]`.

    unit      as a page writes it; "USD/coin[]" is a path, one value a day, the last day last
    domain    the interval it must lie in; a missing day of a path is NaN and lies in any
    means     what it is, in a few words, with its letter in the equation: "V, traded in a day"
    """

    unit: str
    domain: Domain = FINITE
    means: str = ""

    @property
    def is_path(self) -> bool:
        """Whether it is a path of days rather than one number a day."""
        return self.unit.endswith(PATH)

    @property
    def unit_of_a_day(self) -> str:
        """Its unit, that of each day where it is a path."""
        return self.unit.removesuffix(PATH)


@dataclass(frozen=True)
class Out:
    """What a result or a field of a record is: its unit and what it means.

    only    the asset its figure was measured on, where it says nothing of another
    """

    unit: str
    means: str = ""
    only: str = ""


def place(name: str, index: tuple[int, ...]) -> str:
    """`volume[1, 0]`, or plain `volume` for a single number."""
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def first_index(offends: BoolArray) -> tuple[int, ...]:
    """The index of the first true element in reading order."""
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(offends)), offends.shape))


def numbers(name: str, value: ArrayLike) -> Array:
    """`value` as a float64 array.

    raises  ValueError when it is text, a ragged list, or anything else but numbers, or a whole
            number that float64 cannot hold
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiub" and not _large_whole_numbers(array):
            raise TypeError
        return np.asarray(array, dtype=np.float64)
    except OverflowError:
        raise ValueError(f"{name} holds a number too large for a float64") from None
    except (TypeError, ValueError):
        raise ValueError(f"{name} holds something other than numbers; give numbers") from None


def _large_whole_numbers(array: NDArray[np.generic]) -> bool:
    """Whether numpy keeps the elements as objects only since some exceed its integers."""
    return array.dtype == object and all(isinstance(one, int | float) for one in array.flat)


def checked(name: str, value: ArrayLike, domain: Domain) -> Array:
    """`value` as a float64 array whose every element lies in `domain`.

    raises  ValueError naming the argument and the first index that is out of the domain
    """
    array = numbers(name, value)
    good = domain.holds(array)
    if not good.all():
        index = first_index(~good)
        raise ValueError(f"{place(name, index)} is {array[index]:g}: it must be {domain.words}")
    return array


def inside(**arguments: tuple[ArrayLike, Domain]) -> tuple[Array, ...]:
    """The arguments, checked against their domains and broadcast together, in the order given.

    raises  ValueError naming the argument that is out of its domain, with the index, or whose shape
            does not broadcast with those before it, with the axis
    """
    return broadcast(**{n: checked(n, value, domain) for n, (value, domain) in arguments.items()})


def whole(name: str, value: ArrayLike) -> int:
    """A count as an int; 3.0 is 3.

    raises    ValueError naming it when it is below 1, has a fraction, or is more than one number
    """
    count = checked(name, value, AT_LEAST_ONE)
    if count.ndim:
        raise ValueError(f"{name} has shape {count.shape}: give one whole number")
    if count % 1.0:
        raise ValueError(f"{name} is {float(count):g}: it must be a whole number")
    return int(count)


def broadcast(**arrays: Array) -> tuple[Array, ...]:
    """The arrays in one common shape.

    raises  ValueError naming the first array that does not fit those before it, and the axis
    """
    shape: tuple[int, ...] = ()
    for name, array in arrays.items():
        shape = _joined(shape, name, array.shape)
    return tuple(np.broadcast_to(array, shape) for array in arrays.values())


def _joined(shape: tuple[int, ...], name: str, other: tuple[int, ...]) -> tuple[int, ...]:
    """The broadcast of two shapes, or the sentence that says on which axis they differ."""
    for axis, (a, b) in enumerate(zip(reversed(shape), reversed(other), strict=False), start=1):
        if a != b and 1 not in (a, b):
            raise ValueError(
                f"{name} has shape {other}, which does not broadcast with {shape}: "
                f"axis {-axis} is {b} against {a}"
            )
    return np.broadcast_shapes(shape, other)


def ordered(name: str, value: Array, floor_name: str, floor: Array, strictly: bool = False) -> None:
    """Refuse any element of `value` below (or, strictly, not above) that of `floor`.

    raises  ValueError naming the argument and the first index
    """
    offends = value <= floor if strictly else value < floor
    if offends.any():
        index = first_index(offends)
        must = "above" if strictly else "at least"
        raise ValueError(
            f"{place(name, index)} is {value[index]:g}: it must be {must} "
            f"{place(floor_name, index)}, {floor[index]:g}"
        )


def upper_end(confidence: ArrayLike) -> Array:
    """Probability below the upper end of a two-sided interval, (1 + confidence)/2.

    raises  ValueError naming `confidence` where it is not strictly between 0 and 1, or so near 1
            that the end would be certain
    """
    level = checked("confidence", confidence, PROBABILITY)
    probability = 0.5 + 0.5 * level
    if (certain := probability == 1.0).any():
        index = first_index(certain)
        raise ValueError(f"{place('confidence', index)} is {level[index]}: no interval is so sure")
    return probability


def whole_days(days: Array) -> Array:
    """Whole days in each length of time, a part of a day dropped: a window is made of bars."""
    return np.asarray(np.floor(days))
