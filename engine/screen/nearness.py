"""How near a finding is to turning: what was evaluated in, the nearest threshold out.

Looked at are conditions that alone keep a finding as it is: each of one that holds, and the only
one of a finding that fails. The distance is the margin as a share of the threshold, so only
conditions on a number that is not nought count. It is no change of a fact: a briefing tells those.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.evaluation.evaluate import Evaluation
from engine.judge.judgement import Judgement
from engine.pages.expressions import Number
from engine.pages.page import Comparison, Line, Page


def nearest(judgement: Judgement, evaluation: Evaluation, row: int) -> tuple[float, str] | None:
    """The least distance on a day, with its claim; None where no finding rests on a number."""
    pages = (page for page in judgement.book.pages if page.judged and page.kind != "headline")
    found = (
        (_distance(evaluation, page, line, row), page.claim)
        for page in pages
        for line in _alone(judgement, page, row)
    )
    return min(((far, claim) for far, claim in found if np.isfinite(far)), default=None)


def _alone(judgement: Judgement, page: Page, row: int) -> Iterator[Line]:
    """The comparisons that alone keep a finding as it is."""
    status, _ = judgement.finding(page.claim, row)
    wanted = {"holds": "true", "fails": "false"}.get(status)
    truths = [judgement.truth(line.id, row) for line in page.when]
    if status == "fails" and sum(truth != "true" for truth in truths) != 1:
        return
    for line, truth in zip(page.when, truths, strict=True):
        if truth == wanted and isinstance(line.condition, Comparison):
            yield line


def _distance(evaluation: Evaluation, page: Page, line: Line, row: int) -> float:
    """The margin of a comparison as a share of its threshold; NaN where that is no number."""
    condition = line.condition
    assert isinstance(condition, Comparison)
    limit = condition.right
    if not isinstance(limit, Number) or limit.value == 0.0:
        return float("nan")
    values = evaluation.pages[page.claim].lines[line.id]
    margins = abs(values.margin[row]), abs(values.best[row])
    return float(min(margins) / abs(limit.value))
