"""Which conditions wait for which series alone."""

from __future__ import annotations

from collections.abc import Iterable

from engine.briefing.theses.lacking_series import LackingSeries, lacking_series
from kb.facts import Fact
from tests.briefing.theses.sides import BOTH, but, judged, on_the_day
from tests.desk import FLOOR_VALUE, ODDS_FELL, edited, fact


def found(given: Iterable[Fact], **changed: str) -> tuple[LackingSeries, ...]:
    return lacking_series(judged(given, **changed))


def test_nothing_waits_where_every_condition_is_decided():
    assert found(on_the_day()) == ()


def test_a_missing_series_is_named_with_its_measures_and_the_lines_under_its_quantities():
    assert found(but("policy.cut_odds")) == (
        LackingSeries(
            "policy.cut_odds", ("peak(policy.cut_odds, 45d)", "policy.cut_odds"), ("odds_fell#1",)
        ),
    )


def test_a_stale_series_is_waited_for_too():
    old = fact("fx.usdjpy", 157, "JPY/USD", "2025-06-02")
    [one] = found([*but("fx.usdjpy"), old])
    assert (one.series, one.lines) == ("fx.usdjpy", ("yen_weak#1",))


def test_a_line_that_lacks_two_series_waits_for_neither_alone():
    assert found(but("price.close", "onchain.realised_price")) == ()
    [one] = found(but("onchain.realised_price"))
    assert (one.series, one.lines) == ("onchain.realised_price", ("floor_value#1",))


def test_a_line_that_only_narrower_assumptions_decide_waits_for_nothing():
    heavy = fact("derivatives.open_interest", 15, "USD bn", BOTH, source="coinglass")
    run = judged([*but("derivatives.open_interest"), heavy])
    assert run.findings["positions_heavy"].reason == "straddles"
    assert lacking_series(run) == ()


def test_a_window_too_thin_to_decide_waits_for_its_own_series():
    """A peak seen on few days may be higher, so a line it has not crossed yet stays open."""
    higher = edited(ODDS_FELL, "odds_lost >= 25 pp", "odds_peak >= 99 %")
    [one] = found(on_the_day(), odds_fell=higher)
    assert (one.series, one.measures) == ("policy.cut_odds", ("peak(policy.cut_odds, 45d)",))


def test_a_value_on_the_day_of_a_peak_waits_for_the_series_that_peaks():
    there = edited(
        FLOOR_VALUE, "price: price.close\n", "price: at_peak(price.close, etf.assets, 90d)\n"
    )
    [one] = found(on_the_day(), floor_value=there)
    assert (one.series, one.lines) == ("etf.assets", ("floor_value#1",))
