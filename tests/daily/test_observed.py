"""What a watcher sees in one run of the small desk."""

from __future__ import annotations

from datetime import date, timedelta

from engine.briefing.stale import stale_series
from engine.daily.observed import Observed, observed
from tests.desk import ask, ask_with, book_of, fact, facts, instead

PAST = [
    fact("price.close", 92_000 + 2_000 * (back % 2), "USD/coin",
         str(date(2025, 11, 15) - timedelta(back)), source="binance")
    for back in range(40)
]  # fmt: skip


def seen(given: list) -> Observed:
    return observed(ask_with(given), 2.0)


def test_sources_that_disagree_are_told_with_both_values():
    found = seen([*facts(), fact("price.close", 99_000, "USD/coin", source="coin_metrics")])
    trouble = found.troubles["disagree price.close binance+coin_metrics"]
    assert trouble.text == "price.close on 2025-11-17: $92,000 (Binance) and $99,000 (Coin Metrics)"
    assert "floor_value.price" in trouble.about


def test_a_stale_series_is_told_and_one_that_never_was_is_not(kb):
    run = ask(kb, book_of(), "2025-11-28")
    found = observed(run, 2.0, stale_series(kb, run)).troubles
    assert found["stale price.close"].text == "price.close: stale since 2025-11-23"
    assert not any("leverage" in key for key in found)


def test_the_levels_are_the_anchors_that_are_known_beside_the_price():
    [level] = seen(facts()).levels
    assert (level.label, level.at, level.price) == ("Realised price", 56_000, 92_000)


def test_what_would_turn_within_so_many_daily_moves_is_told_and_no_more():
    """The price moves by some two in a hundred a day; the level is a little away, or far."""
    near = instead(fact("onchain.realised_price", 91_000, "USD/coin", source="cryptoquant"))
    trouble = seen([*near, *PAST]).troubles["near floor_value holds"]
    assert trouble.text.startswith("price.close at $91,000 (now $92,000, 0.")
    assert trouble.text.endswith("daily moves): “The price is where value buyers come in” holds")
    assert not any(key.startswith("near") for key in seen([*facts(), *PAST]).troubles)
