"""What is to be fetched, and what became of it: an order in, a report on each feed out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.feeds.taking import Taken


@dataclass
class Fetched:
    """What became of a feed.

    asked      requests that went out; `same` of them brought nothing new, `unreached` came to no
               host, since it has no name or takes no connection
    suspects   a sentence for each value that was not believed, `notes` for what was passed over
    problems   a clause for each request that failed
    late_for   recorded runs that would have seen what is new
    """

    feed: str
    asked: int = 0
    same: int = 0
    unreached: int = 0
    new: int = 0
    revised: int = 0
    batches: list[int] = field(default_factory=list)
    suspects: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    late_for: list[str] = field(default_factory=list)

    @property
    def worked(self) -> bool:
        """Whether every request of it was answered and read."""
        return not self.problems

    def add(self, taken: Taken) -> None:
        """Count in what came of one answer."""
        self.new += taken.new
        self.revised += taken.revised
        self.suspects += taken.suspects
        self.notes += taken.notes
        self.same += not (taken.problem or taken.receipt or taken.suspects)
        if taken.problem:
            self.problems.append(taken.problem)
        if taken.receipt and taken.receipt.batch is not None:
            self.batches.append(taken.receipt.batch)
            late = (run for run in taken.receipt.late_for if run not in self.late_for)
            self.late_for += late


@dataclass(frozen=True)
class Order:
    """What is to be fetched.

    symbols  by feed, the symbol of each asset
    since    ask for every day from this one on; None for what is new
    first    the first day of the past that is wanted; None for two years back
    named    feeds that were asked for by name, and so are not left alone after failures
    """

    symbols: Callable[[str], Mapping[str, str]]
    since: date | None = None
    first: date | None = None
    named: frozenset[str] = frozenset()
