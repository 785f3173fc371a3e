"""The matcher and the reference evaluator agree, and where they do not, nothing comes out."""

from __future__ import annotations

import os

import numpy as np
import pytest

from engine.judge import rules as rules_room
from engine.judge.claims import AtLeast, Premise
from engine.judge.infer import Disagreement, infer
from engine.judge.matcher import match
from engine.judge.reference import evaluate
from engine.judge.rules import RuleSet, compile_chapter
from tests.judge.worlds import (
    NUMBER,
    atoms,
    by_hand,
    claim,
    program,
    random_program,
    random_truths,
    truths,
)

SEED = int(os.environ.get("DOWNDRAFT_SEED", "20251117"))
BASES, DAYS, BLOCK = 60, 100, 30


def world(number: int):
    """The rule base of that number, its truths, and the words to find it again by."""
    rng = np.random.default_rng([SEED, number])
    base = random_program(rng)
    return base, random_truths(rng, atoms(base), DAYS), f"DOWNDRAFT_SEED={SEED}, base {number}"


@pytest.mark.parametrize("first", range(0, BASES, BLOCK))
def test_matcher_and_reference_agree_on_random_rule_bases(first, onlooker):
    """Rule bases of several chapters × 100 days, with unknowns, negation and groups."""
    for number in range(first, first + BLOCK):
        base, given, where = world(number)
        print(where)  # noqa: T201
        matched, _ = match(base, given)
        reference = evaluate(base, given)
        assert np.array_equal(matched.holds, reference.holds), where
        assert np.array_equal(matched.fails, reference.fails), where
        assert not (matched.holds & matched.fails).any(), where
    assert onlooker.opened > BLOCK
    assert onlooker.most_sessions == 1
    assert not onlooker.sessions
    assert not onlooker.rulesets


@pytest.mark.parametrize("number", range(0, BASES, 10))
def test_both_agree_with_the_plainest_evaluator(number):
    base, given, where = world(number)
    found = infer(base, given).findings
    for day in range(0, DAYS, 4):
        expected = by_hand(base, given, day)
        assert [expected[name] is True for name in found.claims] == found.holds[day].tolist(), where
        assert [expected[name] is False for name in found.claims] == found.fails[day].tolist(), (
            where
        )


def test_the_random_rule_bases_are_worth_the_trouble():
    """Together they hold negation, groups in groups, premises across chapters, every finding."""
    worlds = [world(number)[:2] for number in range(0, BASES, 10)]
    nodes = [node for base, _ in worlds for each in base.claims for node in each.nodes()]
    groups = [node for node in nodes if isinstance(node, AtLeast)]
    assert {node.negated for node in nodes if isinstance(node, Premise)} == {True, False}
    assert any(isinstance(member, AtLeast) for group in groups for member in group.members)
    assert any(1 < group.needed < len(group.members) for group in groups)
    assert any(len(base.chapters) == 4 for base, _ in worlds)
    found = [evaluate(base, given) for base, given in worlds]
    held, failed = (
        np.concatenate([plane.ravel() for plane in planes])
        for planes in ([each.holds for each in found], [each.fails for each in found])
    )
    assert min(held.mean(), failed.mean(), (~held & ~failed).mean()) > 0.1


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (lambda rule: rule._replace(premises=rule.premises[:1]), "holds"),
        (lambda rule: rule._replace(concludes="fails:fall"), "fails"),
    ],
    ids=["a rule that forgets a premise", "a rule that concludes the opposite"],
)
def test_a_planted_error_stops_the_inference(spoil, finding, monkeypatch, onlooker):
    base = program(claim("calm", NUMBER), claim("fall", NUMBER, NUMBER))
    _plant(monkeypatch, "holds:fall", spoil)
    days = {"calm#1": "TTT", "fall#1": "?TT", "fall#2": "TT?" if finding == "fails" else "T?T"}
    with pytest.raises(Disagreement) as caught:
        infer(base, truths(days))
    assert (caught.value.claim, caught.value.day) == ("fall", 1)
    assert caught.value.matcher == finding
    assert caught.value.reference == ("unknown" if finding == "holds" else "holds")
    assert not onlooker.rulesets | onlooker.sessions


def test_a_disagreement_is_one_sentence_with_both_answers(monkeypatch):
    _plant(monkeypatch, "fails:fall:1", lambda rule: rule._replace(concludes="holds:fall"))
    with pytest.raises(
        Disagreement, match=r"claim fall, day 0: .* 'holds', .* 'fails'; .* nothing"
    ):
        infer(program(claim("fall", NUMBER)), truths({"fall#1": "F"}))


def test_the_first_claim_that_differs_is_named_not_those_that_rest_on_it(monkeypatch):
    base = program(claim("fall", NUMBER), claim("stop", "fall", chapter="floor"))
    _plant(monkeypatch, "fails:fall:1", lambda rule: rule._replace(concludes="holds:fall"))
    with pytest.raises(Disagreement) as caught:
        infer(base, truths({"fall#1": "?F"}))
    assert (caught.value.claim, caught.value.day) == ("fall", 1)


def _plant(monkeypatch, rule_id, spoil):
    def spoilt(chapter, claims):
        rules = compile_chapter(chapter, claims).rules
        return RuleSet(chapter, tuple(spoil(r) if r.id == rule_id else r for r in rules))

    monkeypatch.setattr(rules_room, "compile_chapter", spoilt)
