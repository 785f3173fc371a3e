"""What came of a pull, or of a push at the other end, counted as it goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kb.exchange.known import KINDS
from kb.late_facts import LateHistory

COUNTED = dict(zip(KINDS, ("batches", "runs", "documents"), strict=True))


@dataclass
class Received:
    """What came of a pull, or of a push at the other end.

    came       how many batches, runs and documents came that were not known, by kind
    idle       how many of the batches brought nothing new: no fact, and none taken back
    facts      how many facts are new; `there` were here already, `otherwise` of them in other words
    withdrawn  how many facts are taken back by it
    runs       the ids of the runs
    set_aside  the sentences of those that contradict what is here, and stand beside it
    unknown    by series that the catalogue does not know, how many of the new facts are of it
    misfits    by series and unit, how many are in a unit in which the catalogue does not measure it
    late_for   the recorded runs that would see something new, `late_histories` the histories
    """

    came: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED.values(), 0))
    idle: int = 0
    facts: int = 0
    there: int = 0
    otherwise: int = 0
    withdrawn: int = 0
    runs: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    misfits: Counter[str] = field(default_factory=Counter)
    late_for: tuple[str, ...] = ()
    late_histories: tuple[LateHistory, ...] = ()

    def count(self, more: Received) -> None:
        """Count what came with another transaction, too."""
        for kind, came in more.came.items():
            self.came[kind] += came
        self.idle += more.idle
        self.facts += more.facts
        self.there += more.there
        self.otherwise += more.otherwise
        self.withdrawn += more.withdrawn
        self.runs += more.runs
        self.set_aside += more.set_aside
        self.unknown += more.unknown
        self.misfits += more.misfits
