"""A tally of tries: what each came to in, counts and the first examples out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from benchmarks.faults.calling import Said

EXAMPLES = 8
LONGEST = 400


@dataclass
class Tally:
    """The tries of one kind.

    found     how often each thing went wrong
    examples  of what went wrong, and how to see it again
    codes     how often a command left with each exit code
    """

    kind: str
    seed: int
    tries: int = 0
    found: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0

    def count(self, wrong: str, what: str, said: Said | None = None) -> None:
        """One more try: what went wrong with it, "" for nothing, and what it was."""
        self.tries += 1
        if said is not None:
            self.codes[said.code] += 1
            self.slowest = max(self.slowest, said.seconds)
        if wrong:
            self.found[wrong] += 1
            if len(self.examples) < EXAMPLES:
                heard = f" -> {said.code} {said.err.strip()[-300:]}" if said else ""
                self.examples.append(f"{wrong}: {what[:LONGEST]}{heard}")

    @property
    def wrong(self) -> int:
        """How many tries went wrong."""
        return self.found.total()
