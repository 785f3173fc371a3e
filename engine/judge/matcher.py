"""durable_rules as a matcher: a program and the truths of its lines in, findings and firings out.

Each chapter is a rule set, or several where it is large; each distinct truth vector of one is asked
once, in a session of its own, and the answer is mapped back to its days. Only strings go in, and
only those some rule reads. What a rule concludes goes back into the session as a fact until nothing
more fires.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from engine.extension import extension
from engine.judge.claims import Claim
from engine.judge.logic import BoolArray, Findings, Program, Truths
from engine.judge.rules import HEARTBEAT, PROPERTY, RuleSet, rule_sets

SESSION = "vector"

VectorArray: TypeAlias = np.ndarray[Any, np.dtype[np.intp]]
# What durable_rules said of one vector: each firing's report as it came, with what it concludes.
Reports: TypeAlias = Mapping[str, str]


class MatcherError(RuntimeError):
    """durable_rules did not take what it should have taken."""


class Firing(NamedTuple):
    """A rule that fired: its id, what it concludes, and the premises that matched, in order."""

    rule: str
    concludes: str
    premises: tuple[str, ...]


class ChapterAnswers(NamedTuple):
    """What durable_rules answered for one chapter, or for a part of a large one.

    vector_of_day  shape (days,): which of the chapter's distinct truth vectors a day has
    given          each vector, as the tokens that were asserted
    reports        the answer to each
    """

    chapter: str
    vector_of_day: VectorArray
    given: tuple[tuple[str, ...], ...]
    reports: tuple[Reports, ...]

    def firings(self, vector: int) -> tuple[Firing, ...]:
        """The rules that fired on a vector, in order."""
        return tuple(firing_of(*answer) for answer in self.reports[vector].items())


class RulesAlive:
    """One chapter's rules inside durable_rules, until `close`."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._engine = extension()
        self._concludes = {rule.id: rule.concludes for rule in rules.rules}
        # Facts are told apart by a 32-bit hash of their id, under which short numbers are unique.
        self._facts = {token: _fact(i, token) for i, token in enumerate(rules.reads, start=1)}
        self._handle = self._engine.create_ruleset(rules.name, rules.definition)

    def close(self) -> None:
        """Free the rules."""
        self._engine.delete_ruleset(self._handle)

    def ask(self, tokens: Sequence[str]) -> Reports:
        """Every firing these tokens lead to, in order.

        The heartbeat enters its session alone and fires first: deleting a session in which nothing
        ever fired would crash.
        """
        code, session = self._engine.assert_fact(self._handle, _fact(0, HEARTBEAT))
        if code or not self._engine.start_action_for_state(self._handle, session):
            raise MatcherError(
                f"durable_rules opened no session for chapter {self.rules.chapter} (code {code}); "
                "nothing was inferred"
            )
        try:
            if tokens:
                self._assert(tokens)
            return self._fire(session)
        finally:
            self._engine.delete_state(self._handle, SESSION)

    def _fire(self, session: int) -> Reports:
        reports: dict[str, str] = {}
        known: set[str] = set()
        while report := self._engine.complete_and_start_action(self._handle, session):
            concluded = self._concludes[report[2 : report.index('"', 2)]]
            reports[report] = concluded
            if concluded in self._facts and concluded not in known:
                self._assert([concluded])
            known.add(concluded)
        return reports

    def _assert(self, tokens: Sequence[str]) -> None:
        facts = ",".join([self._facts[token] for token in tokens])
        code, _ = self._engine.assert_facts(self._handle, f"[{facts}]")
        if code:
            raise MatcherError(
                f"durable_rules refused a fact of chapter {self.rules.chapter} (code {code}), "
                f"one of: {', '.join(tokens)}; nothing was inferred"
            )


def match(program: Program, truths: Truths) -> tuple[Findings, tuple[ChapterAnswers, ...]]:
    """Findings of every claim and day by durable_rules, and per chapter what fired."""
    shape = (truths.days, len(program.claims))
    found = Findings(program.ids, np.zeros(shape, np.bool_), np.zeros(shape, np.bool_))
    planes = {f"true:{line}": truths.true[:, i] for i, line in enumerate(truths.lines)}
    planes |= {f"false:{line}": truths.false[:, i] for i, line in enumerate(truths.lines)}
    planes |= {f"holds:{claim}": found.holds[:, i] for i, claim in enumerate(found.claims)}
    planes |= {f"fails:{claim}": found.fails[:, i] for i, claim in enumerate(found.claims)}
    answers = []
    for chapter, claims in program.chapters.items():
        for part, rules in rule_sets(chapter, claims):
            answers.append(_ask_chapter(rules, planes))
            _enter_findings(part, answers[-1], planes)
    return found, tuple(answers)


def _ask_chapter(rules: RuleSet, planes: Mapping[str, BoolArray]) -> ChapterAnswers:
    given = np.stack([planes[token] for token in rules.inputs], axis=1)
    first, vector_of_day = _distinct(given)
    tokens = tuple(tuple(rules.inputs[i] for i in np.flatnonzero(given[day])) for day in first)
    with closing(RulesAlive(rules)) as alive:
        reports = tuple(alive.ask(vector) for vector in tokens)
    return ChapterAnswers(rules.chapter, vector_of_day, tokens, reports)


def _distinct(given: BoolArray) -> tuple[VectorArray, VectorArray]:
    """The first day of each distinct row, and which distinct row each day has."""
    packed = np.packbits(given, axis=1)
    rows = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, vector_of_day = np.unique(rows, return_index=True, return_inverse=True)
    return first, vector_of_day


def _enter_findings(
    claims: Sequence[Claim], answers: ChapterAnswers, planes: Mapping[str, BoolArray]
) -> None:
    concluded = [frozenset(reports.values()) for reports in answers.reports]
    for claim in claims:
        for token in (f"holds:{claim.id}", f"fails:{claim.id}"):
            said = np.array([token in tokens for tokens in concluded], dtype=np.bool_)
            planes[token][:] = said[answers.vector_of_day]


@lru_cache(maxsize=4096)  # a rule fires with the same words on many vectors
def firing_of(report: str, concludes: str) -> Firing:
    """A report read: {"rule": {"m_0": {..., "says": "true:line"}, ...}}."""
    [(rule, matched)] = json.loads(report).items()
    return Firing(rule, concludes, tuple(fact[PROPERTY] for fact in matched.values()))


def _fact(number: int, token: str) -> str:
    return f'{{"sid":"{SESSION}","id":"{number}","{PROPERTY}":"{token}"}}'
