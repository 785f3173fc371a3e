"""Three-valued lines: true in every scenario, false in every one, or unknown, with a signed margin.

The margin points towards truth, in the line's own unit, and is that of the worst scenario. A margin
below 1e-12 of the larger side counts as zero, so that rounding never decides. A line is undecided
where a scenario has no value.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.evaluation.expressions import evaluate
from engine.evaluation.values import Bools, Codes, Floats, Values
from engine.measures.reading import CODE, REASONS, Reason
from engine.pages.page import Comparison
from kb.frozen import dataclass

ROUNDING = 1e-12


@dataclass(frozen=True)
class LineValues:
    """One comparison over all days.

    true, false  certainly so, shape (days,); neither means unknown
    margin       worst scenario's distance towards truth, canonical units, NaN when unknown
    best         best scenario's distance, for lines that straddle
    reasons      why a day is unknown, a place in REASONS
    """

    true: Bools
    false: Bools
    margin: Floats
    best: Floats
    left: Values
    right: Values
    reasons: Codes

    def reason(self, day: int) -> Reason | None:
        """Why the line is unknown on a day; None when it is decided."""
        return REASONS[int(self.reasons[day])]


def compare(condition: Comparison, names: Mapping[str, Values], days: int) -> LineValues:
    """Evaluate a comparison on every day and scenario."""
    left = evaluate(condition.left, names, days)
    right = evaluate(condition.right, names, days)
    margins = _margins(left.values, right.values, condition.operator)
    strict = condition.operator in (">", "<")
    met = margins > 0 if strict else margins >= 0
    known = left.known & right.known
    reasons = np.where(left.reasons == 0, right.reasons, left.reasons)
    if margins.shape[1] == 1:
        worst = best = margins[:, 0]
        everywhere = known & ~np.isnan(worst)
        true, false = everywhere & met[:, 0], everywhere & ~met[:, 0]
    else:
        everywhere = known & ~np.isnan(margins).any(axis=1)
        true, false = everywhere & met.all(axis=1), everywhere & ~met.any(axis=1)
        worst, best = np.fmin.reduce(margins, axis=1), np.fmax.reduce(margins, axis=1)
    reasons = np.where(known & ~true & ~false, CODE["straddles"], reasons).astype(np.int8)
    return LineValues(true, false, worst, best, left, right, reasons)


def _margins(left: Floats, right: Floats, operator: str) -> Floats:
    towards = left - right if operator in (">", ">=") else right - left
    size = np.maximum(np.abs(left), np.abs(right))
    rounded: Floats = np.where(np.abs(towards) <= ROUNDING * size, 0.0, towards)
    return rounded
