"""From pages to logic: see also test_logic, which knows no pages."""

from __future__ import annotations

from engine.judge.claims import AtLeast, Atom, Premise
from engine.judge.program import claim_of, program_of, truths_of
from tests.desk import ask, book, book_of, edited, kb

__all__ = ["book", "kb"]


def test_opinions_definitions_and_forecasts_are_not_put_to_the_rules(book):
    claims = [claim.id for claim in program_of(book).claims]
    assert {"new_gold", "leverage_offered", "how_low"}.isdisjoint(claims)
    assert len(claims) == 8


def test_a_condition_on_another_claim_keeps_its_sign(book):
    [line] = claim_of(book.page("floor_flows")).lines
    assert line == Premise("floor_flows#1", "funds_left", negated=True)


def test_a_group_keeps_its_number_and_its_members():
    page = edited(
        book_of().texts["floor/floor_value.md"],
        "  - price <= basis: the average cost of all coins\n",
        "  - at least 2 of:\n      - price <= basis\n      - claim funds_left\n"
        "      - price <= 10,000 USD/coin\n",
    )
    [line] = claim_of(book_of(floor_value=page).page("floor_value")).lines
    assert line == AtLeast(
        "floor_value#1", 2, (Atom("floor_value#1.1"),
        Premise("floor_value#1.2", "funds_left"), Atom("floor_value#1.3")),
    )  # fmt: skip


def test_the_truths_are_those_of_the_comparisons(kb, book):
    truths = truths_of(ask(kb, book).evaluation)
    known = dict(zip(truths.lines, zip(truths.true[0], truths.false[0], strict=True), strict=True))
    assert known["funds_left#1"] == (True, False)
    assert known["floor_value#1"] == (False, True)
    assert "floor_flows#1" not in known
