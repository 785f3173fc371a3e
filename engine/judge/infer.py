"""Inference: a program and the truths of its lines in; findings, and the rules that fired, out.

Every answer is reached twice, by durable_rules and by the reference evaluator. Where they differ on
any claim and day there is no answer at all, only a Disagreement. Where durable_rules cannot be
loaded, the reference judges alone: no rule fires, and what comes of it says so.
"""

from __future__ import annotations

import numpy as np

from engine.extension import judged_by_one
from engine.judge.logic import Findings, Program, Truths
from engine.judge.matcher import ChapterAnswers, Firing, match
from engine.judge.reference import evaluate
from kb.frozen import dataclass


class Disagreement(RuntimeError):
    """The matcher and the reference evaluator judge a claim differently.

    claim, day          the first that differs: claims in dependency order, days by index
    matcher, reference  their answers: `holds`, `fails` or `unknown`
    """

    def __init__(self, claim: str, day: int, matcher: str, reference: str) -> None:
        super().__init__(
            f"claim {claim}, day {day}: durable_rules finds {matcher!r}, the reference evaluator "
            f"{reference!r}; one of them is wrong, so nothing is concluded"
        )
        self.claim = claim
        self.day = day
        self.matcher = matcher
        self.reference = reference


@dataclass(frozen=True, eq=False)
class Inference:
    """Findings both evaluators agree on, and chapter by chapter the firings behind them.

    alone  whether the reference evaluator judged alone; then there are no firings
    """

    findings: Findings
    chapters: tuple[ChapterAnswers, ...]
    alone: bool = False

    def firings(self, day: int) -> tuple[Firing, ...]:
        """The rules that fired on a day, premises before what rests on them."""
        return tuple(
            firing
            for chapter in self.chapters
            for firing in chapter.firings(int(chapter.vector_of_day[day]))
        )


def infer(program: Program, truths: Truths) -> Inference:
    """Judge every claim of the program on every day.

    raises  LogicError when a line has no truths or a chapter is too large for durable_rules,
            Disagreement when the two evaluators differ
    """
    truths.check_covers(program)
    if judged_by_one():
        return Inference(evaluate(program, truths), (), alone=True)
    found, chapters = match(program, truths)
    _check_agreement(found, evaluate(program, truths))
    return Inference(found, chapters)


def _check_agreement(matched: Findings, reference: Findings) -> None:
    differs = (matched.holds != reference.holds) | (matched.fails != reference.fails)
    if differs.any():
        column = int(np.flatnonzero(differs.any(axis=0))[0])
        day = int(np.flatnonzero(differs[:, column])[0])
        claim = matched.claims[column]
        raise Disagreement(claim, day, matched.status(claim, day), reference.status(claim, day))
