"""A scaffolded page loads, meets its cases and leaves nothing open, whatever its kind."""

from __future__ import annotations

import pytest

from engine.cases.house import wants
from engine.cases.table import run_cases
from engine.pages.build import build_book
from engine.pages.scaffold import listed_in, scaffold
from kb.built_in import catalog

KINDS = ["measurement", "mechanism", "judgement", "definition", "forecast", "opinion"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_page_passes_every_check(kind):
    texts = {
        "policy/new_claim.md": scaffold("new_claim", kind, "E10"),
        "briefing.yaml": listed_in("", "policy", "new_claim"),
    }
    of = build_book(texts, catalog())
    assert not any(outcome.problems for outcome in run_cases(of, of.page("new_claim")))
    assert list(wants(of, catalog())) == []


@pytest.mark.parametrize(
    ("order", "listed"),
    [
        ("", "why:\n  policy:\n    Policy: [new]\n"),
        ("why:\n  policy:\n    Rates: [old]\n", "why:\n  policy:\n    Rates: [old, new]\n"),
        ("why:\n  policy: # ours\n    R: [old,]", "why:\n  policy: # ours\n    R: [old, new]\n"),
        ("why: # all\n  policy:\n    R: []\n", "why: # all\n  policy:\n    R: [new]\n"),
        ("why:\n  a:\n    A: [x]", "why:\n  a:\n    A: [x]\n  policy:\n    Policy: [new]\n"),
        (
            "why:\n  policy:\n    Rates:\n      [old,\n       older]\nheadline:\n  - one\n",
            "why:\n  policy:\n    Rates:\n      [old,\n       older, new]\nheadline:\n  - one\n",
        ),
        (
            "why:\n  etf:\n    Funds: [flow]\nheadline:\n  - one\n",
            "why:\n  etf:\n    Funds: [flow]\n  policy:\n    Policy: [new]\nheadline:\n  - one\n",
        ),
    ],
)
def test_a_claim_is_listed_at_the_end_of_its_chapter(order, listed):
    assert listed_in(order, "policy", "new") == listed


def test_a_chapter_written_otherwise_is_left_alone(refused):
    order = "why:\n  policy:\n    Rates:\n      - old\n  etf:\n    Funds: [flow]\n"
    assert "line 2: write the claims of policy as [one, other]" in refused(
        listed_in, order, "policy", "new"
    )


def test_a_claim_with_a_digit_in_its_name_gets_a_title_without_one():
    assert "\n# A new claim\n" in scaffold("cut_2026", "measurement", "E10")
