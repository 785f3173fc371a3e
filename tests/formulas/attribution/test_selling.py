"""Net selling: each dollar once."""

from __future__ import annotations

import numpy as np
import pytest

from engine.formulas.attribution.selling import forced_selling, fund_selling, holder_selling


def test_a_hedged_holder_who_leaves_a_fund_sells_no_bitcoin():
    assert fund_selling(3.5e9, 3.5e9) == 0.0
    assert fund_selling(3.5e9, 1e9) == 2.5e9


def test_covering_beyond_the_outflow_is_not_the_funds():
    assert fund_selling(1e9, 4e9) == 0.0
    assert fund_selling([-2e9, 0.0], 4e9).tolist() == [-2e9, 0.0]


def test_holders_sold_between_nothing_and_the_net_change():
    whole = holder_selling(45e9, 3e9, 1.5e9, np.array([0.0, 0.5, 1.0]))
    assert whole.tolist() == [0.0, 20.25e9, 40.5e9]


def test_supply_that_rises_by_ageing_is_nobodys_purchase():
    assert holder_selling(-5e9, 0.0, 0.0, 1.0) == 0.0
    assert holder_selling(5e9, 4e9, 3e9, 1.0) == 0.0


def test_a_deleveraged_position_is_not_sold_into_the_market():
    assert forced_selling(10e9, 2.5e9) == 7.5e9


def test_more_deleveraged_than_liquidated_is_refused():
    with pytest.raises(ValueError, match=r"^long_liquidations\[1\] is 1: it must be at least del"):
        forced_selling([3.0, 1.0], 2.0)


def test_amounts_that_cannot_be_negative_are_refused():
    with pytest.raises(ValueError, match=r"^short_covering is -1: it must be a finite number, 0"):
        fund_selling(1.0, -1.0)
    with pytest.raises(ValueError, match=r"^in_kind is -1: it must be a finite number, 0 or more$"):
        holder_selling(1.0, -1.0, 0.0, 1.0)
    with pytest.raises(ValueError, match=r"^share_sold is 1.5: it must be between 0 and 1$"):
        holder_selling(1.0, 0.0, 0.0, 1.5)
