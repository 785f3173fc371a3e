"""The order of rows by several keys: columns in, what sorts them out; nothing where they lie so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

In = NDArray[np.intp] | None
"""The places of rows in their order; None where they lie in it already."""


def order_of(keys: Sequence[NDArray[Any]]) -> In:
    """What sorts rows by keys, the first the one that decides most; those that are alike stay.

    Facts mostly come in order, and to see that they did takes a tenth of sorting them.

    keys  arrays of one length
    """
    alike = np.ones(max(len(keys[0]) - 1, 0), dtype=np.bool_)
    for key in keys:
        before, after = key[:-1], key[1:]
        if (alike & (after < before)).any():
            return np.lexsort(keys[::-1])
        alike &= after == before
        if not alike.any():
            break
    return None
