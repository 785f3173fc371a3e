"""Assumed parameters: each a range with a reason, all on one shared scenario axis.

In: rules/assumptions.yaml. Out: for every parameter an array with one value a scenario. The first
scenario is the central one; the others put every parameter at one of its ends, after the rows of a
Hadamard matrix and their mirror images. Such a design has strength three: for any three parameters
each of the eight combinations of their ends occurs, so the extremes of a formula that is monotone
in up to three of them are exact. Source: Plackett & Burman (1946), Biometrika 33, with fold-over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.pages.errors import PageError
from engine.pages.expressions import Number
from engine.pages.frontmatter import Mapping as Entries
from engine.pages.frontmatter import mapping_of, read_yaml, text_of
from engine.pages.grammar import SyntaxProblem, parse
from kb.units import Dimension

FIELDS = ("low", "middle", "high", "reason")


@dataclass(frozen=True)
class Assumption:
    """A parameter nobody measured: its range, its central value and why."""

    name: str
    low: Number
    middle: Number
    high: Number
    reason: str

    @property
    def dimension(self) -> Dimension:
        """The dimension all three values share."""
        return self.middle.dimension


def read_assumptions(text: str, file: str) -> tuple[Assumption, ...]:
    """Read the file of assumptions; raises PageError naming the line."""
    return tuple(
        _assumption(name, mapping_of(node, file, name), file)
        for name, node in (read_yaml(text, file) if text.strip() else ())
    )


def _assumption(name: str, entries: Entries, file: str) -> Assumption:
    if set(entries.entries) != set(FIELDS):
        raise PageError(file, entries.line, f"{name} needs {', '.join(FIELDS)} and nothing else")
    low, middle, high = (_number(entries, field, file) for field in FIELDS[:3])
    if not low.value <= middle.value <= high.value:
        raise PageError(file, entries.line, f"{name}: low, middle and high are not in order")
    if not low.dimension == middle.dimension == high.dimension:
        raise PageError(file, entries.line, f"{name}: the three values have different units")
    reason = text_of(entries.entries["reason"], file, "reason")
    if not reason:
        raise PageError(file, entries.lines["reason"], f"{name} needs a reason or a source")
    return Assumption(name, low, middle, high, reason)


def _number(entries: Entries, field: str, file: str) -> Number:
    text = text_of(entries.entries[field], file, field)
    try:
        number = parse(text, "quoted")
    except SyntaxProblem as problem:
        raise PageError(file, entries.lines[field], str(problem)) from None
    assert isinstance(number, Number)
    return number


def scenarios(assumptions: tuple[Assumption, ...]) -> Mapping[str, NDArray[np.float64]]:
    """Each parameter's value along the scenario axis, shape (scenarios,), the first one central."""
    signs = _corners(len(assumptions))
    return {
        a.name: np.concatenate([[a.middle.value], np.where(signs[:, i], a.high.value, a.low.value)])
        for i, a in enumerate(assumptions)
    }


def _corners(parameters: int) -> NDArray[np.bool_]:
    """Rows of a folded-over Hadamard design, one column a parameter: True is the high end."""
    if parameters == 0:
        return np.zeros((0, 0), dtype=np.bool_)
    hadamard = np.ones((1, 1), dtype=np.int8)
    while len(hadamard) < parameters:
        hadamard = np.block([[hadamard, hadamard], [hadamard, -hadamard]]).astype(np.int8)
    return np.concatenate([hadamard, -hadamard])[:, :parameters] > 0
