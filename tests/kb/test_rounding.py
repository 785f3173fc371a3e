"""One figure printed with fewer digits elsewhere is the same fact; a correction is not."""

from __future__ import annotations

import pytest

from kb.errors import ConflictError
from tests.kb.asked import batches, value

THEN = {"as_of": "2025-11-20", "known_at": "2025-11-21"}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ((-869.9, "USD m"), (-870, "USD m")), ((-870, "USD m"), (-869.9, "USD m")),
        ((1.1, "USD bn"), (1113, "USD m")), ((-0.8699, "USD bn"), (-869.94, "USD m")),
    ],
)  # fmt: skip
def test_what_differs_by_rounding_is_there_already(kb, fact, first, then):
    kb.add(fact("etf.net_flow", *first))
    receipt = kb.add(fact("etf.net_flow", *then))
    assert (receipt.added, receipt.skipped, receipt.rounded) == (0, 1, 1)


def test_what_was_given_first_stays_with_its_digest(kb, flow):
    kb.add(flow(-869.9))
    before = batches(kb)
    kb.add(flow(-870))
    assert batches(kb) == before
    assert value(kb, "etf.net_flow", **THEN) == -869.9e6


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ((-870, "USD m"), (-867, "USD m")),  # noughts before the point are digits
        ((-869.9, "USD m"), (-869.3, "USD m")),
        ((-869.9, "USD m"), (-869, "USD m")),  # cut off, not rounded
        ((1, "USD bn"), (1.3, "USD bn")),  # rounding, but further than sources may differ
    ],
)
def test_what_lies_further_off_is_a_correction(kb, fact, first, then):
    kb.add(fact("etf.net_flow", *first))
    with pytest.raises(ConflictError, match="a correction must state a later known_at"):
        kb.add(fact("etf.net_flow", *then))


def test_rates_are_held_to_their_own_tolerance(kb, fact):
    kb.add(fact("jgb.yield_30y", 3.241, "%"))
    assert kb.add(fact("jgb.yield_30y", 3.24, "%")).rounded == 1
    with pytest.raises(ConflictError):
        kb.add(fact("jgb.yield_30y", 3, "%"))


def test_two_values_in_one_file_are_no_rounding(kb, flow):
    with pytest.raises(ConflictError, match="earlier in this batch"):
        kb.add([flow(-869.9), flow(-870)])


def test_equal_values_are_not_counted_as_rounded(kb, flow, fact):
    kb.add(flow(-870))
    assert kb.add(fact("etf.net_flow", -0.87, "USD bn")).rounded == 0


def test_half_a_step_rounds_either_way(kb, fact):
    kb.add(fact("price.close", 92215.5, "USD/coin"))
    assert kb.add(fact("price.close", 92215, "USD/coin")).rounded == 1
    assert kb.add(fact("price.close", 92216, "USD/coin")).rounded == 1
