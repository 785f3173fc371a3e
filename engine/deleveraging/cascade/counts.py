"""Counts: how many of something are asked for comes in, a whole number of at least one goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.deleveraging.arguments import AT_LEAST_ONE, checked

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


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
