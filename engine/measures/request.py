"""One measured number that a page asks for, and the series it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date

from engine.measures.kinds import ON_ITS_DAY
from kb.clock import NO_TARGET, day_number
from kb.frozen import dataclass
from kb.panel import Track

SPLICED = "*"
"""Instead of a source: all that agree, the best one wherever it speaks."""


@dataclass(frozen=True)
class Request:
    """One measured number a page asks for.

    inputs  the series that those it names may be computed from
    """

    series: str
    measure: str = "latest"
    arguments: tuple[float | str, ...] = ()
    target: date | None = None
    inputs: tuple[str, ...] = field(default=(), compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The series it names: its own and, where another one names the day, that one."""
        return (self.series, *(a for a in self.arguments if isinstance(a, str)))

    @property
    def reads(self) -> tuple[str, ...]:
        """The series it reads: those it names and those that these may be computed from."""
        return tuple(dict.fromkeys((*self.names, *self.inputs)))


def window_series(request: Request) -> str:
    """The series whose window a request is: for `at_peak(x, y, n)` that is y."""
    if request.measure in ON_ITS_DAY:
        return str(request.arguments[0])
    return request.series


def target_of(request: Request, seen: Sequence[Track], day: int) -> int:
    """The date asked about: as written, else the nearest one not yet past, else none."""
    if request.target is not None:
        return day_number(request.target)
    ahead = (track.target[track.target >= day] for track in seen)
    return min((int(targets.min()) for targets in ahead if len(targets)), default=NO_TARGET)
