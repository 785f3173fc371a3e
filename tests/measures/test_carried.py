"""An old value with the range it may have gone: from its own past, for as long as is said."""

from __future__ import annotations

import numpy as np
import pytest

from tests.measures.computed.market import asked, by, panel_of, reading, shared
from tests.studies.market import ABSENT
from tests.worlds import daily, told

VOLUME, DAY = "market.volume", "2025-11-21"
TURNOVER = [100.0 * (1.5 if at % 3 == 0 else 1.0) for at in range(200)]
LATE = daily(VOLUME, "2025-11-13", *TURNOVER, source="coinmarketcap")


def test_a_volume_of_eight_days_ago_lies_where_eight_days_took_it_before() -> None:
    found = reading(VOLUME, LATE, on=DAY)
    moves = [np.log(b / a) for a, b in zip(TURNOVER, TURNOVER[8:], strict=False)]
    low, high = (TURNOVER[-1] * np.exp(q) for q in np.quantile(moves, (0.05, 0.95)))
    assert (found.value, found.carried) == (TURNOVER[-1], True)
    assert found.between == pytest.approx((low, high))
    assert len(found.facts) == 200
    assert "carried for 8 days" in found.note


def test_a_fresh_volume_is_no_estimate() -> None:
    assert reading(VOLUME, LATE, on="2025-11-15").between is None


def test_another_who_is_fresh_speaks_before_an_old_value() -> None:
    found = reading(VOLUME, LATE, told(VOLUME, DAY, 90, "desk"), on=DAY)
    assert (found.value, found.source) == (90, "desk")


def test_a_short_past_says_nothing() -> None:
    assert reading(VOLUME, LATE[-40:], on=DAY).reason == "stale"


def test_it_is_carried_for_no_longer_than_the_catalogue_says() -> None:
    assert reading(VOLUME, LATE, on="2026-01-12").value is not None
    assert reading(VOLUME, LATE, on="2026-01-13").reason == "stale"


def test_a_close_is_never_carried() -> None:
    closes = daily("price.close", "2025-11-10", *TURNOVER, source="binance")
    assert reading("price.close", closes, on=DAY).reason == "stale"


def test_of_two_that_are_old_the_better_speaks() -> None:
    panel = panel_of(LATE, by("desk", LATE), on=DAY)
    assert asked(VOLUME, panel).source == "coinmarketcap"


@pytest.mark.skipif(ABSENT, reason="the shared data is not here")
@pytest.mark.parametrize("gone", [6, 14, 30])
def test_the_true_volume_lay_in_the_range_on_more_than_four_days_of_five(gone: int) -> None:
    """A nine-tenths range of the past holds somewhat less of a future that is not like it."""
    facts = list(shared("btc_daily.csv", "volume_usd", VOLUME, "coinmarketcap"))
    inside = []
    for place in range(1500, len(facts) - gone, 37):
        past, then = facts[place - 735 : place + 1], facts[place + gone]
        day = str(np.datetime64(then.as_of, "D"))
        if then.as_of - past[-1].as_of == gone:
            low, high = reading(VOLUME, past, on=day).between
            inside.append(low <= then.value <= high)
    assert len(inside) > 40
    assert np.mean(inside) > 0.8
