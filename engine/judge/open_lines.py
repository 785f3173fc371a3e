"""Open lines: which comparisons and premises leave a line undecided, on which days, and why.

In: the arrays of all comparisons and the truths of every line. A line is open where it is neither
true nor false; a group is open through those of its members that are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.evaluation.values import CODE, REASONS, Codes
from engine.judge.logic import BoolArray, Truths
from engine.judge.planes import LineArrays
from engine.pages.page import Comparison, Group, Line

Truth = Literal["true", "false", "unknown"]

_NONE = np.int8(len(REASONS))  # comes after every reason


@dataclass(frozen=True, eq=False)
class EveryLine:
    """What became of every line of the judged pages, day by day.

    arrays  comparisons, and what facts lacked
    truths  of all lines, premises and groups as well
    """

    arrays: LineArrays
    truths: Truths

    def truth(self, line: str, row: int) -> Truth:
        """What a line is on one day."""
        true, false = self.truths.of(line)
        return "true" if true[row] else "false" if false[row] else "unknown"

    def open_parts(self, line: Line) -> Iterator[tuple[Line, BoolArray]]:
        """The comparisons and premises of a line, each with the days on which it leaves it open."""
        true, false = self.truths.of(line.id)
        open_ = ~(true | false)
        if not isinstance(line.condition, Group):
            yield line, open_
            return
        for member in line.condition.members:
            for part, days in self.open_parts(member):
                yield part, days & open_

    def why(self, *lines: Line) -> Codes:
        """The reason nearest to the facts why any of these is open; 0 where none has one."""
        nearest = np.full(self.truths.days, _NONE)
        for line in lines:
            for part, open_ in self.open_parts(line):
                reason = self._reason(part)
                np.minimum(nearest, reason, out=nearest, where=open_ & (reason != 0))
        nearest[nearest == _NONE] = 0
        return nearest

    def _reason(self, part: Line) -> Codes:
        if isinstance(part.condition, Comparison):
            return self.arrays.reason(part.id)
        return np.full(self.truths.days, CODE["upstream"], dtype=np.int8)
