"""When the facts of a track are suspect, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kb.frozen import dataclass
from kb.plausible.line import Doubt

Longs = NDArray[np.int64]


@dataclass(frozen=True)
class Suspicion:
    """When each fact of a track is suspect, and why.

    since, until  unix seconds, from when on and until when; equal for a fact that never is
    why           by row id
    """

    since: Longs
    until: Longs
    why: Mapping[int, Doubt]

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Suspicion:
        """The same of the given rows."""
        return replace(self, since=self.since[rows], until=self.until[rows])

    def at(self, known_at: int) -> NDArray[np.bool_]:
        """Which facts are suspect to who knows what was known then."""
        suspect: NDArray[np.bool_] = (self.since <= known_at) & (known_at < self.until)
        return suspect
