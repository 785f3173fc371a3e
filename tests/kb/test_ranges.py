"""Values that no series can have: shares beyond the whole, prices of nothing, dates behind."""

from __future__ import annotations

import pytest

from kb.built_in import catalog
from kb.facts import FactError
from tests.every import every

MEETING = {"target": "2025-12-10"}
SHARES = [
    "policy.cut_odds", "liquidation.long_share", "liquidation.all_crypto_long_share", "depth.loss",
    "derivatives.coin_margined_share",
]  # fmt: skip


def test_the_parts_of_a_whole_are_declared_shares():
    assert {it.name for it in catalog().series.values() if it.share} == set(SHARES)


@every("series", SHARES)
@every("value", [-0.5, 100.1, 9000])
def test_a_share_lies_between_nothing_and_all(fact, series, value):
    target = MEETING if catalog().get(series).targeted else {}
    with pytest.raises(FactError, match=f"value '{value}' lies outside 0 to 100 %, and {series}"):
        fact(series, value, "%", **target)
    assert [fact(series, end, "%", **target).value for end in (0, 100)] == [0, 1]


@pytest.mark.parametrize(
    ("series", "unit"),
    [("price.close", "USD/coin"), ("gold.price", "USD/oz"), ("fx.usdjpy", "JPY/USD")],
)
def test_a_price_lies_above_zero(fact, series, unit):
    with pytest.raises(FactError, match=f"value '0' is no price; {series} lies above zero"):
        fact(series, 0, unit)
    assert fact(series, 0.5, unit).value == 0.5


def test_an_amount_may_be_nothing(fact):
    assert fact("etf.volume", 0, "USD").value == 0


def test_a_target_may_be_the_day_itself_and_no_day_before(fact):
    assert fact("policy.cut_odds", 40, "%", target="2025-11-13").target
    with pytest.raises(FactError, match="is about 2025-11-01, which lies before its own day"):
        fact("policy.cut_odds", 40, "%", target="2025-11-01")
