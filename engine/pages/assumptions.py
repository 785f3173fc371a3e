"""Assumed parameters: each a range with a reason, all on one shared scenario axis.

In: the assumptions of rules/assumptions.yaml. Out: for every parameter an array with one value a
scenario. The first scenario is the central one; the others put every parameter at one of its ends,
after the rows of a Hadamard matrix and their mirror images. Such a design has strength three: for
any three parameters each of the eight combinations of their ends occurs, so the extremes of a
formula that is monotone in up to three of them are exact. Source: Plackett & Burman (1946),
Biometrika 33, with fold-over.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.pages.expressions import Number
from kb.frozen import dataclass
from kb.units import Dimension


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


def scenarios(assumptions: tuple[Assumption, ...]) -> Mapping[str, NDArray[np.float64]]:
    """Each parameter's value along the scenario axis, shape (scenarios,), the first one central."""
    signs = corners(len(assumptions))
    return {
        a.name: np.concatenate([[a.middle.value], np.where(signs[:, i], a.high.value, a.low.value)])
        for i, a in enumerate(assumptions)
    }


def corners(parameters: int) -> NDArray[np.bool_]:
    """Rows of a folded-over Hadamard design, one column a parameter: True is the high end.

    returns  shape (scenarios but the central one, parameters)
    """
    if parameters == 0:
        return np.zeros((0, 0), dtype=np.bool_)
    hadamard = np.ones((1, 1), dtype=np.int8)
    while len(hadamard) < parameters:
        hadamard = np.block([[hadamard, hadamard], [hadamard, -hadamard]]).astype(np.int8)
    return np.concatenate([hadamard, -hadamard])[:, :parameters] > 0
