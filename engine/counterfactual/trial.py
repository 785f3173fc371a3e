"""Trying values of one fact: how a conclusion comes out at each, and where between two it turns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.counterfactual.candidates import Candidate
from engine.counterfactual.conclusions import Codes, Conclusion
from engine.counterfactual.slice import Slice, slice_of
from engine.counterfactual.worlds import Outcomes, Worlds
from kb.frozen import dataclass

ROUNDS = 40
PLACES = 5  # tried at once between two ends
NEAR = 1e-9  # of the size of a value: closer than that, two values count as one place
CLOSE = 1e-3  # of the way from today: how closely a place is bracketed that no straight line gives


@dataclass(frozen=True, eq=False)
class Turn:
    """A place where a conclusion turns: the value, and the line that turns there."""

    then: float
    line: str


class Trial:
    """Tries values for one conclusion, on the part of the book that decides it."""

    def __init__(self, worlds: Worlds, conclusion: Conclusion) -> None:
        self.worlds = worlds
        self.conclusion = conclusion
        self.part: Slice = slice_of(worlds.run.book, conclusion.claims)
        self.today = int(conclusion.codes(worlds.run.inference.findings)[0])

    def at(self, one: Candidate, values: Sequence[float]) -> tuple[Codes, Outcomes]:
        """How the conclusion comes out today and with the fact at each of these values."""
        return self.each([(one, value) for value in (one.now, *values)])

    def each(self, tried: Sequence[tuple[Candidate, float]]) -> tuple[Codes, Outcomes]:
        """How the conclusion comes out for each candidate at its value."""
        there = [self.worlds.moved(one.series.name, one.fact, value) for one, value in tried]
        found = self.worlds.outcomes(self.part, there)
        return self.conclusion.codes(found.findings), found

    def between(self, one: Candidate, near: float, far: float) -> Turn | None:
        """Where the conclusion turns first on the way, given that it is as today at `near`.

        Straight lines between the two ends are followed, and places spread evenly are tried beside
        them: a straight condition is found at once, any other by a digit a round.
        """
        codes, margins = self.at(one, [near, far])
        if codes[1] != codes[0] or codes[2] == codes[0]:
            return None
        rows, way = (1, 2), 1.0 if far > near else -1.0
        line = ""
        for _ in range(ROUNDS):
            guess, line = _crossing(margins, rows, near, far)
            hair = way * NEAR * max(abs(near), abs(far), 1e-300) / 4
            spread = np.linspace(near, far, PLACES + 2)[1:-1].tolist()
            tries = sorted({guess - hair, guess + hair, *spread}, reverse=way < 0)
            tries = [v for v in tries if (v - near) * way > 0 and (far - v) * way > 0]
            if not tries or abs(far - near) <= CLOSE * abs(far - one.now):
                break
            codes, margins = self.at(one, [near, *tries, far])
            first = int(np.flatnonzero(codes[1:] != codes[0])[0])
            places = [near, *tries, far]
            near, far, rows = places[first - 1], places[first], (first, first + 1)
            if near == guess - hair and far == guess + hair:
                return Turn(guess, line)
        return Turn(far, line)


def _crossing(
    margins: Outcomes, rows: tuple[int, int], near: float, far: float
) -> tuple[float, str]:
    """Where straight lines between two rows first take a line across, and which line it is."""
    a, b = rows
    found: list[tuple[float, str]] = []
    for truth, margin in ((margins.true, margins.worst), (margins.false, margins.best)):
        for i in np.flatnonzero(truth[a] != truth[b]):
            change = margin[b, i] - margin[a, i]
            share = -margin[a, i] / change if change else np.nan
            inside = np.isfinite(share) and 0 <= share <= 1
            found.append((float(share) if inside else 0.5, margins.lines[i]))
    share, line = min(found, default=(0.5, ""))
    return near + share * (far - near), line
