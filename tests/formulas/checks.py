"""What the numeric core is held against: figures that somebody published, and closed forms.

Each numeric room lists its own in a `checks.py` beside its tests; `test_core_page.py` asserts every
one of them and keeps the table in `docs/core.md` as they came out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, isnan

EXACT = 1e-10
"""A closed form is met to this relative difference: float64 and a few dozen operations."""


@dataclass(frozen=True)
class Check:
    """One figure we did not make up, and the call of ours that must give it.

    what        what is computed, in a few words, with the numbers that go in
    source      who published it, or the equation it follows from
    expected    a text for a published figure, as printed ("26,316.89"): met to half a unit of its
                last place; a number for a closed form: met to `EXACT`; "none" where the right
                answer is that there is none
    ours        calls the core; gives the figure in the unit of `expected`
    unit        as the table prints it, e.g. "USD", "% of par"; empty for a bare number
    """

    what: str
    source: str
    expected: str | float
    ours: Callable[[], float]
    unit: str = ""

    @property
    def places(self) -> int:
        """Decimal places of a published figure."""
        return len(str(self.expected).partition(".")[2])

    def met(self) -> bool:
        """Whether ours is the expected figure."""
        ours, expected = float(self.ours()), self.expected
        if expected == "none":
            return isnan(ours)
        if isinstance(expected, str):
            return abs(ours - _number(expected)) <= 0.5 * 10.0**-self.places * (1.0 + 1e-9)
        return isfinite(ours) and abs(ours - expected) <= EXACT * max(abs(expected), EXACT)

    def row(self) -> str:
        """The table row: what, source, expected, ours, difference."""
        ours, unit = float(self.ours()), f" {self.unit}" if self.unit else ""
        cells = [self.what, self.source, *(f"{cell}{unit}" for cell in self._cells(ours)[:2])]
        return f"| {' | '.join(cells)} | {self._cells(ours)[2]} |"

    def _cells(self, ours: float) -> tuple[str, str, str]:
        if self.expected == "none":
            return "none", "none" if isnan(ours) else f"{ours:g}", "0"
        if isinstance(self.expected, str):
            places = self.places + 2
            difference = f"{ours - _number(self.expected):+.{places}f}"
            return self.expected, f"{ours:,.{places}f}", _without_a_signed_zero(difference)
        gap = abs(ours - self.expected)
        near = gap <= EXACT * max(abs(self.expected), EXACT)
        return _plain(self.expected), _plain(ours), "rounding" if near else f"{gap:.1e}"


def _number(printed: str) -> float:
    return float(printed.replace(",", "").replace("−", "-"))


def _plain(value: float) -> str:
    """Six significant digits, and no more: the seventh may differ between machines."""
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def _without_a_signed_zero(text: str) -> str:
    return text.lstrip("+-") if not text.strip("+-0.") else text
