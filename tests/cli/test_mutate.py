"""`downdraft rules mutate`: which changes of a condition no case would notice."""

from __future__ import annotations

import json


def test_the_built_in_cases_notice_every_mutant(downdraft):
    said = downdraft("rules", "mutate", "--json")
    found = json.loads(said.out)
    assert (said.code, found["living"]) == (0, [])
    assert found["noticed"] == found["tried"] > 100


def test_a_page_without_a_case_near_its_threshold_is_named_with_its_line(desk):
    said = desk("rules", "mutate", "odds_fell")
    assert said.code == 4
    assert "rules/policy/odds_fell.md line 14: no case notices odds_fell#1: " in said.err
    assert "mutants are noticed" in said.err


def test_an_unknown_claim_is_named(desk):
    said = desk("rules", "mutate", "ods_fell")
    assert (said.code, said.out) == (1, "")
    assert "odds_fell" in said.err
