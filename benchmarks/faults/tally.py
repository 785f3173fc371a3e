"""A tally of tries: what each came to in, counts and the first examples out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from benchmarks.faults.calling import Said

LONGEST = 400
Outcome = tuple[str, str, Said]
"""What is wrong, "" for nothing; what was tried; how the command ended."""
Try = Callable[[int, Random, bool], Outcome]
"""A try by its number, what it draws by chance, and whether it starts a whole interpreter."""


@dataclass(frozen=True)
class Tried:
    """What came of one try.

    kind, seed, n  which it was: all that is needed to see it again
    wrong     what went wrong, "" for nothing
    what      what was tried
    code      the exit code, or minus the signal that ended the command
    seconds   of the processor that a refusal took
    megabytes that it held at most
    whole     whether it was a whole interpreter
    heard     the end of what the command noted, where something is wrong
    """

    kind: str
    seed: int
    n: int
    wrong: str
    what: str
    code: int = 0
    seconds: float = 0.0
    megabytes: int = 0
    whole: bool = False
    heard: str = ""

    @classmethod
    def of(cls, kind: str, seed: int, n: int, outcome: Outcome) -> Tried:
        """The try that came out so."""
        wrong, what, said = outcome
        shown = what.encode("utf-8", "backslashreplace").decode()[:LONGEST]
        return cls(
            kind, seed, n, wrong, shown, -said.signal or said.code, round(said.seconds, 3),
            said.memory >> 20, said.whole, said.err.strip()[-300:] if wrong else "",
        )  # fmt: skip


@dataclass
class Tally:
    """The tries of one kind: what is wrong and how often, by which codes they left, the slowest."""

    tries: int = 0
    whole: int = 0
    found: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    largest: int = 0

    def count(self, tried: Tried) -> None:
        """One more try."""
        self.tries += 1
        self.whole += tried.whole
        self.codes[tried.code] += 1
        self.slowest = max(self.slowest, tried.seconds)
        self.largest = max(self.largest, tried.megabytes)
        if tried.wrong:
            self.found[tried.wrong] += 1
            self.examples.append(f"{tried.n}: {tried.wrong}: {tried.what} -> {tried.heard}")

    @property
    def wrong(self) -> int:
        """How many tries went wrong."""
        return self.found.total()


class Journal:
    """A file with a line for every try, so that a run that was broken off goes on where it was."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def read(self) -> Iterator[Tried]:
        """The tries so far."""
        if self._path is not None and self._path.exists():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                yield Tried(**json.loads(line))

    def write(self, tried: Tried) -> None:
        """One more."""
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(asdict(tried))}\n")
