"""The middle of numbers: an array in, its median out, as `numpy.median` has it.

That one imports `numpy.ma` when it is first called, which takes longer than the briefing's own
medians.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def middle(values: NDArray[np.float64], axis: int = -1) -> Any:
    """The median along an axis: of an even number the mean of the two in the middle.

    values   shape (..., n), n > 0; a NaN makes its median NaN
    returns  shape (...), a number for one axis
    """
    n = values.shape[axis]
    half = n // 2
    sorted_at = (half, n - 1) if n % 2 else (half - 1, half, n - 1)
    part = np.partition(values, sorted_at, axis=axis)
    upper, last = part.take(half, axis=axis), part.take(-1, axis=axis)
    found = upper if n % 2 else (part.take(half - 1, axis=axis) + upper) / 2
    return np.where(np.isnan(last), np.nan, found)[()]
