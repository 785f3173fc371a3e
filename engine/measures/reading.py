"""What a measure gives back: one number for one day, with its origin, or why it is unknown."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.measures.splice import Join
from kb.frozen import dataclass

# absent: the asset can have no such thing
Reason = Literal[
    "missing", "stale", "suspect", "straddles", "upstream", "not_applicable", "absent", "error"
]
REASONS: tuple[Reason | None, ...] = (
    None,
    "absent",
    "missing",
    "stale",
    "suspect",
    "not_applicable",
    "error",
    "straddles",
    "upstream",
)
"""As small numbers, in arrays: the first is that of what is known."""
CODE: dict[Reason | None, int] = {reason: code for code, reason in enumerate(REASONS)}


@dataclass(frozen=True)
class Reading:
    """One measured number, canonical units, or the reason why there is none.

    value      None when unknown, and then `reason` and `detail` say why
    facts      ids of the fact rows the number was computed from
    as_of      the day it speaks of (for a peak, the day of the peak); days since 1970-01-01
    age        days since the newest observation used
    coverage   days seen and days asked, for windows
    between    where it may lie: of what stood on the day of a peak or trough, the lowest and
               highest known in the window; of a sum or mean with gaps, with what they may hold; of
               an estimate or an old value, as far as such ones go
    least      the parts that it is the sum of, where others are not known: it can only be too low
    carried    whether it is an old value, with the range it has gone since
    note       how it was computed or carried
    apart      days between the two facts of a change, or back to the one of a lag
    joins      how other sources were held against the best one, where its window was to be filled
    silent     whether its source had fallen silent by the day, as a peak's may have
    path       one value for each day of the window, the last day last, NaN where there is none;
               `value` is then the newest of them
    """

    value: float | None
    reason: Reason | None = None
    detail: str = ""
    source: str = ""
    facts: tuple[int, ...] = ()
    as_of: int | None = None
    target: int | None = None
    age: int | None = None
    coverage: tuple[int, int] | None = None
    silent: bool = False
    between: tuple[float, float] | None = None
    least: str = ""
    carried: bool = False
    note: str = ""
    apart: int | None = None
    joins: tuple[Join, ...] = ()
    path: NDArray[np.float64] | None = field(default=None, compare=False)


def unknown(reason: Reason, detail: str, source: str = "") -> Reading:
    """A reading without a number."""
    return Reading(value=None, reason=reason, detail=detail, source=source)
