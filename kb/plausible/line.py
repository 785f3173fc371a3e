"""What is said of one thing over time, and what is doubted of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.frozen import dataclass

NEVER = 2**63 - 1


@dataclass(frozen=True)
class Line:
    """What is said of one series, asset and target over spans of one length, oldest first.

    as_of     days since 1970-01-01; of one day the vintages follow each other
    known_at  unix seconds
    value     canonical units
    accepted  whether somebody has looked and accepted it
    """

    as_of: NDArray[np.int64]
    known_at: NDArray[np.int64]
    value: NDArray[np.float64]
    accepted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.as_of)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Line:
        """The same line with only the given rows."""
        return Line(self.as_of[rows], self.known_at[rows], self.value[rows], self.accepted[rows])


_NONE = np.array([], dtype=np.int64)
NOTHING = Line(_NONE, _NONE, np.array([], dtype=np.float64), np.array([], dtype=np.bool_))


class Doubt(NamedTuple):
    """A fact that is suspect, by its place in a line, and why.

    since, until  seconds between which it is suspect: until others bear it out, or for good
    kind      outside its range, a nought in a stock, a power of ten off, or too far a move
    power     how many powers of ten too much, for 'scale'
    against   what it is held against, canonical units: the fact before, or a middle of several
    as_of     the day of that; of the newest of several
    several   how many that is
    moves     how many usual moves, or usual distances, it lies off; 0 where none is usual yet
    others    whether other sources said it
    """

    place: int
    since: int
    until: int
    kind: Literal["outside", "nought", "scale", "move"]
    power: int = 0
    against: float = 0.0
    as_of: int = 0
    several: int = 1
    moves: float = 0.0
    others: bool = False
