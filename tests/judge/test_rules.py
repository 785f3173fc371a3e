"""Chapters compiled to rules, and the limits of durable_rules met at load, not in its memory."""

from __future__ import annotations

import pytest

from engine.judge.claims import LogicError
from engine.judge.rules import (
    ANTECEDENTS,
    READERS,
    ROOT_TESTS,
    RULES,
    Rule,
    RuleSet,
    check_limits,
    compile_chapter,
)
from tests.judge.worlds import NUMBER, claim


def rules_of(*claims):
    return {rule.id: rule for rule in compile_chapter("leverage", claims).rules}


def test_a_claim_is_one_rule_to_hold_and_one_rule_a_line_to_fail():
    rules = rules_of(claim("fall", NUMBER, "rise", "not calm"))
    assert {name: rule.premises for name, rule in rules.items()} == {
        "holds:fall": ("true:fall#1", "holds:rise", "fails:calm"),
        "fails:fall:1": ("false:fall#1",),
        "fails:fall:2": ("fails:rise",),
        "fails:fall:3": ("holds:calm",),
    }


def test_a_group_is_a_rule_for_each_way_to_decide_it():
    rules = rules_of(claim("fall", (2, [NUMBER, NUMBER, NUMBER])))
    assert rules["true:fall#1:3"].premises == ("true:fall#1.2", "true:fall#1.3")
    assert rules["false:fall#1:1"].premises == ("false:fall#1.1", "false:fall#1.2")
    assert rules["holds:fall"].premises == ("true:fall#1",)


def test_no_rule_has_more_premises_than_the_engine_can_match():
    rules = rules_of(claim("fall", *[NUMBER] * 20))
    assert max(len(rule.premises) for rule in rules.values()) == ANTECEDENTS
    assert rules["holds:fall"].premises == ("part:holds:fall:1", "part:holds:fall:2")


def test_a_chapter_is_named_by_its_content():
    one, same, other = (
        compile_chapter(chapter, [claim("fall", *lines)])
        for chapter, lines in (("a", [NUMBER]), ("b", [NUMBER]), ("a", [NUMBER, NUMBER]))
    )
    assert one.name == same.name != other.name


def test_what_comes_from_outside_is_what_no_rule_concludes():
    compiled = compile_chapter("floor", [claim("fall", NUMBER), claim("stop", "fall", "rise")])
    assert compiled.inputs == ("true:fall#1", "false:fall#1", "holds:rise", "fails:rise")


def test_a_group_with_too_many_ways_is_refused_naming_claim_and_line():
    sentence = "claim fall, line fall#1: at least 6 of 12 takes 924 rules, more than 128"
    with pytest.raises(LogicError, match=sentence):
        compile_chapter("leverage", [claim("fall", (6, [NUMBER] * 12))])


@pytest.mark.parametrize(
    ("claims", "count", "limit"),
    [
        ([claim("fall", *[NUMBER] * 256)], "529 different tests", ROOT_TESTS),
        ([claim(f"c{i}", "fall") for i in range(256)], "256 rules that read holds:fall", READERS),
    ],
)
def test_a_chapter_too_large_for_the_engine_is_refused(claims, count, limit):
    sentence = f"chapter leverage comes to {count}, and durable_rules takes no more than {limit}"
    with pytest.raises(LogicError, match=sentence):
        compile_chapter("leverage", claims)


@pytest.mark.parametrize(
    ("rules", "count"),
    [
        ([Rule("holds:fall", tuple("abcdefghijklmnopq"), "x")], "17 premises in rule holds:fall"),
        ([Rule(f"r{i}", (f"t{i // 20}",), "x") for i in range(RULES)], f"{RULES + 1} rules"),
    ],
)
def test_rules_too_large_for_the_engine_are_refused_however_they_came_about(rules, count):
    with pytest.raises(LogicError, match=f"chapter leverage comes to {count}, and durable_rules"):
        check_limits(RuleSet("leverage", tuple(rules)))
