"""The traps of durable_rules, each stepped around."""

from __future__ import annotations

import importlib
from itertools import product

import numpy as np
import pytest

from engine.extension import ExtensionMissing, extension
from engine.judge.infer import infer
from engine.judge.logic import Truths
from engine.judge.matcher import MatcherError, RulesAlive
from engine.judge.rules import READERS, ROOT_TESTS, compile_chapter
from tests.judge.worlds import NUMBER, Onlooker, claim, fnv, program, said, truths

FALL = program(claim("fall", NUMBER, NUMBER))


def all_or_none(names):
    """Three days for these lines: all true, all but the last true, none known."""
    days = dict.fromkeys(names, "TT?")
    return truths(days | {names[-1]: "TF?"})


def test_sessions_in_which_nothing_fired_can_be_deleted():
    for _ in range(50):
        assert said(infer(FALL, truths({"fall#1": "?T", "fall#2": "??"})), "fall") == "??"


def test_thousands_of_vectors_go_through_one_session_at_a_time(onlooker):
    """More than 1,024 sessions alive would be a MemoryError."""
    lines = tuple(f"fall#{i}" for i in range(1, 8))
    states = np.array(list(product((0, 1, 2), repeat=7)))
    found = infer(program(claim("fall", *[NUMBER] * 7)), Truths(lines, states == 0, states == 1))
    assert onlooker.opened == 3**7
    assert onlooker.most_sessions == 1
    assert not onlooker.sessions
    assert found.findings.holds.sum() == 1
    assert (~found.findings.holds & ~found.findings.fails).sum() == 2**7 - 1


def test_only_strings_go_in_never_an_empty_batch_and_only_what_some_rule_reads(onlooker):
    days = {"fall#1": "T?F", "fall#2": "??T", "other#1": "TTT"}
    infer(program(*FALL.claims, claim("stop", "not fall", chapter="floor")), truths(days))
    assert all(onlooker.batches)
    assert {type(v) for batch in onlooker.batches for fact in batch for v in fact.values()} == {str}
    assert onlooker.codes == {0}


def test_short_numbers_are_never_taken_for_each_other():
    """durable_rules compares facts by a 32-bit hash of their id."""
    assert len({fnv(str(i)) for i in range(ROOT_TESTS + 1)}) == ROOT_TESTS + 1


def test_rules_and_sessions_are_freed_when_something_goes_wrong(onlooker, monkeypatch):
    def broken(ruleset, session):
        raise MemoryError

    monkeypatch.setattr(onlooker, "complete_and_start_action", broken)
    with pytest.raises(MemoryError):
        infer(FALL, truths({"fall#1": "T", "fall#2": "T"}))
    assert onlooker.opened == 1
    assert not onlooker.sessions | onlooker.rulesets


def test_a_fact_that_is_refused_stops_the_inference(onlooker, monkeypatch):
    """A result code is never passed over."""
    monkeypatch.setattr(onlooker, "assert_facts", lambda ruleset, facts: (1, 0))
    with pytest.raises(
        MatcherError, match=r"a fact of chapter leverage \(code 1\), .* true:fall#1"
    ):
        infer(FALL, truths({"fall#1": "T", "fall#2": "?"}))


def test_a_session_that_does_not_open_stops_the_inference(onlooker, monkeypatch):
    monkeypatch.setattr(onlooker, "start_action_for_state", lambda ruleset, session: None)
    with pytest.raises(MatcherError, match="no session for chapter leverage"):
        infer(FALL, truths({"fall#1": "T", "fall#2": "?"}))


@pytest.mark.parametrize("lines", [15, 16, 17, 20, 32, 33])
def test_a_claim_of_many_lines_needs_every_one_of_them(lines):
    names = [f"fall#{i}" for i in range(1, lines + 1)]
    found = infer(program(claim("fall", *[NUMBER] * lines)), all_or_none(names))
    assert said(found, "fall") == "HF?"
    matched = {p for f in found.firings(0) for p in f.premises if not p.startswith("part:")}
    assert matched == {f"true:{name}" for name in names}
    assert [firing.rule for firing in found.firings(1)][-1] == f"fails:fall:{lines}"


def test_a_group_of_many_members_fails_only_when_all_do():
    names = [f"fall#1.{i}" for i in range(1, 21)]
    days = dict.fromkeys(names, "F??") | {names[-1]: "FT?"}
    found = infer(program(claim("fall", (1, [NUMBER] * 20))), truths(days))
    assert said(found, "fall") == "FH?"


def test_a_chapter_as_large_as_it_may_be_still_answers():
    """Two tests a line, the parts and the heartbeat: as many as there may be."""
    sizes = [16] * 15 + [15]
    claims = [claim(f"c{i}", *[NUMBER] * size) for i, size in enumerate(sizes)]
    assert len(compile_chapter("leverage", claims).reads) + 1 == ROOT_TESTS
    names = [node.line for each in claims for node in each.lines]
    found = infer(program(*claims), all_or_none(names))
    assert said(found, "c0") == "HH?"
    assert said(found, "c15") == "HF?"


def test_a_chapter_too_large_for_one_set_of_rules_is_judged_in_parts():
    """Each claim rests on the one before it, so what one part finds is given to the next."""
    first = claim("c000", NUMBER)
    rest = [claim(f"c{i:03}", NUMBER, f"c{i - 1:03}") for i in range(1, 700)]
    names = [each.lines[0].line for each in (first, *rest)]
    found = infer(program(first, *rest), truths(dict.fromkeys(names, "TF") | {names[400]: "?F"}))
    assert [said(found, each) for each in ("c000", "c399", "c400", "c699")] == [
        "HF", "HF", "?F", "?F",
    ]  # fmt: skip
    chapters = [each.chapter for each in found.chapters]
    assert len(set(chapters)) == len(chapters) > 2


def test_a_claim_as_many_rest_on_as_may_still_carries_them():
    rest = [claim(f"c{i}", "fall", chapter="floor") for i in range(READERS)]
    found = infer(program(claim("fall", NUMBER), *rest), truths({"fall#1": "TF?"}))
    assert {said(found, each.id) for each in rest} == {"HF?"}


def test_rules_taken_down_can_be_put_up_again():
    rules = compile_chapter("leverage", FALL.claims)
    for _ in range(3):
        alive = RulesAlive(rules)
        assert list(alive.ask(["false:fall#2"]).values()) == ["fails:fall"]
        alive.close()


def test_two_rule_sets_live_side_by_side():
    one, other = (RulesAlive(compile_chapter("leverage", FALL.claims)) for _ in range(2))
    assert list(one.ask(["false:fall#1"]).values()) == ["fails:fall"]
    assert not other.ask(["true:fall#1"])
    one.close()
    assert list(other.ask(["true:fall#1", "true:fall#2"]).values()) == ["holds:fall"]
    other.close()


def test_an_extension_that_cannot_be_loaded_says_how_to_rebuild_it(monkeypatch):
    def failing(name):
        raise ImportError(f"{name}.so: undefined symbol: PyEval_CallObject")

    monkeypatch.setattr(importlib, "import_module", failing)
    extension.cache_clear()
    with pytest.raises(ExtensionMissing) as caught:
        extension()
    assert 'CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject"' in str(caught.value)
    assert "undefined symbol: PyEval_CallObject" in str(caught.value)
    monkeypatch.undo()
    assert extension()


def test_the_onlooker_sees_what_the_matcher_does(onlooker):
    infer(FALL, truths({"fall#1": "T", "fall#2": "T"}))
    assert isinstance(onlooker, Onlooker)
    assert [fact["says"] for batch in onlooker.batches for fact in batch] == [
        "heartbeat",
        "true:fall#1",
        "true:fall#2",
    ]
