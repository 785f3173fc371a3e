"""Proofs on two real days: what they do not name may go, and what they name makes the finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pytest

from engine.counterfactual.reader import World
from engine.counterfactual.slice import Slice
from engine.counterfactual.worlds import Worlds
from engine.evaluation.evaluate import Evaluation, evaluate_book
from engine.judge.program import program_of, truths_of
from engine.judge.reference import evaluate
from engine.judge.run import Run
from engine.pages.book import RuleBook
from engine.pages.library import load_book
from engine.proof.tree import Prover
from kb.panel import Panel
from kb.store import KnowledgeBase
from tests.studies.test_real_days import on

DAYS = ("2022-11-09", "2025-11-17")
CLAIMS = tuple(page.claim for page in load_book().pages)[::3]
"""A third of them: the rest are proved in the same way."""


@dataclass(frozen=True, eq=False)
class Judged:
    """A claim as a panel has it: its finding, and every quantity it rests on."""

    status: str
    evaluation: Evaluation

    def values(self, claim: str) -> dict[str, np.ndarray]:
        found = self.evaluation.pages[claim].values
        return {name: v.values[0] if v.path is None else v.path[0] for name, v in found.items()}


class Day:
    """One real day and the proofs of everything on it."""

    def __init__(self, kb: KnowledgeBase, day: str) -> None:
        self.run: Run = on(kb, day)
        self.full = Prover(self.run, kb)
        self.smallest = Prover(self.run, kb, "smallest")
        self.deciding = Prover(self.run, kb, "deciding")

    @cached_property
    def worlds(self) -> Worlds:
        return Worlds(self.run)

    def with_only(self, claim: str, rows: frozenset[int]) -> Judged:
        """The claim judged on these facts alone."""
        kept = np.array(sorted(rows), dtype=np.int64)
        panel = self.run.evaluation.panel
        tracks = {
            series: tuple(t for t in (t.take(np.isin(t.ids, kept)) for t in told) if len(t))
            for series, told in panel.tracks.items()
        }
        return judged(self.part(claim), self.run, replace(panel, tracks=tracks))

    def part(self, claim: str) -> RuleBook:
        return self.run.book.part(claim)

    def without(self, series: str, row: int) -> World:
        """The world in which one fact was never told."""
        panel = self.run.evaluation.panel
        told = tuple(t.take(t.ids != row) for t in panel.sources(series))
        tracks = {**panel.tracks, series: tuple(t for t in told if len(t))}
        return World(replace(panel, tracks=tracks), frozenset({series}))


def judged(part: RuleBook, run: Run, panel: Panel) -> Judged:
    evaluation = evaluate_book(part, panel, run.catalog)
    page = part.pages[-1]
    if not page.judged:
        return Judged("", evaluation)
    found = evaluate(program_of(part), truths_of(evaluation))
    return Judged(found.status(page.claim, 0), evaluation)


@pytest.fixture(scope="module")
def days(history) -> dict[str, Day]:
    return {day: Day(history, day) for day in DAYS}


def status(day: Day, claim: str) -> str:
    return day.run.findings[claim].status if day.run.book.page(claim).judged else ""


@pytest.mark.parametrize("when", DAYS)
def test_facts_a_full_proof_does_not_name_may_all_go(days, when):
    """The finding, and every quantity of the page to the last digit, stays as it is."""
    day = days[when]
    for claim in CLAIMS:
        alone = day.with_only(claim, day.full.claim(claim).facts())
        assert alone.status == status(day, claim), claim
        for name, values in Judged("", day.run.evaluation).values(claim).items():
            assert np.array_equal(alone.values(claim)[name], values, equal_nan=True), (claim, name)


@pytest.mark.parametrize("when", DAYS)
@pytest.mark.parametrize("shown", ["smallest", "deciding"])
def test_facts_a_smaller_proof_does_not_name_may_all_go_without_changing_the_finding(
    days, when, shown
):
    day = days[when]
    for claim in CLAIMS:
        alone = day.with_only(claim, getattr(day, shown).claim(claim).facts())
        assert alone.status == status(day, claim), claim


def deciding_facts(day: Day, claim: str) -> Iterator[tuple[str, int]]:
    """Facts that a number in the smallest proof is made of, with their series."""
    used = {r for p in day.run.evaluation.readings.values() for v in p.values() for r in v[0].facts}
    for step in day.smallest.claim(claim).steps():
        if step.kind == "fact" and step.rows[0] in used:
            yield str(step.values["series"]), step.rows[0]


@pytest.mark.parametrize("when", DAYS)
def test_without_a_deciding_fact_something_comes_out_otherwise(days, when):
    """The finding or an unrounded quantity; or, where the word before says the same, its day.

    What is unknown is decided by what is not there, so it has no such facts.
    """
    day, tried = days[when], 0
    for claim in (claim for claim in CLAIMS if status(days[when], claim) != "unknown"):
        facts = list(deciding_facts(day, claim))
        pages = day.part(claim).pages
        worlds = [day.without(*fact) for fact in facts]
        found = day.worlds.evaluate(Slice(pages), worlds) if worlds else {}
        for row, (series, fact) in enumerate(facts):
            tried += 1
            assert any(
                differs(found[page.claim].values[name], day.run, page.claim, name, row)
                for page in pages
                for name in page.names
            ) or repeated(day.run.evaluation.panel, series, fact), (claim, series, fact)
    assert tried > 10


def differs(there, run: Run, claim: str, name: str, row: int) -> bool:
    here = run.evaluation.value(claim, name)
    paths = here.path is not None and there.path is not None
    values = (there.path[row], here.path[0]) if paths else (there.values[row], here.values[0])
    return not np.array_equal(*np.broadcast_arrays(*values), equal_nan=True)


def repeated(panel: Panel, series: str, fact: int) -> bool:
    """Whether the source's word before a fact gave the same number."""
    for track in panel.sources(series):
        at = np.flatnonzero(track.ids == fact)
        if len(at) and at[0]:
            return bool(track.value[at[0]] == track.value[at[0] - 1])
    return False
