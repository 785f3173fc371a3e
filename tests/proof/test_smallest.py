"""The smallest proof: no more than the finding needs."""

from __future__ import annotations

from engine.proof.tree import Prover
from tests.desk import (
    FLOOR_VALUE,
    edited,
    facts,
)
from tests.proof.proving import smallest, texts


def test_the_smallest_proof_of_a_failure_is_one_condition_that_fails():
    """Both fail; that of the flows would go through another claim."""
    found = smallest("floor_reached", facts())
    assert [t for t in texts(found, "line") if t.startswith("claim")] == [
        "claim floor_value: false"
    ]
    assert texts(found, "left_out") == ["one other condition; --full shows all"]
    assert texts(found, "rule")[0] == "rule fails:floor_reached:2 fired on fails:floor_value"


def test_the_smallest_proof_of_a_group_has_as_many_members_as_it_needs():
    either = edited(
        FLOOR_VALUE,
        "  - price <= basis: the average cost of all coins\n",
        "  - any of:\n      - claim odds_fell\n      - claim funds_left\n",
    )
    found = smallest("floor_value", facts(), floor_value=either)
    assert texts(found, "finding")[1:] == [
        "funds_left holds: Money left the funds [rules/etf/funds_left.md]"
    ]


def test_the_smallest_proof_leaves_out_what_no_condition_needs():
    found = smallest("odds_fell", facts())
    assert "rate_shift" not in " ".join(texts(found, "quantity"))
    assert texts(found, "function") == []


def test_the_smallest_proof_is_never_larger(prover):
    for page in prover.run.book.pages:
        least = Prover(prover.run, prover.kb, "smallest").claim(page.claim)
        assert least.size <= prover.claim(page.claim).size
        assert least.facts() <= prover.claim(page.claim).facts()
