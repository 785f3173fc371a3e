"""Realised volatility from closes: against the definition, published figures and true history."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.counterfactual.supposed import with_fact
from engine.measures.computed.maker import with_computed
from kb.clock import day_date, day_number
from kb.panel import Panel
from tests.facts import make_fact
from tests.measures.computed.market import CATALOG, asked, by, known_by, panel_of, reading, shared
from tests.studies.market import ABSENT
from tests.worlds import QUICK, Told, daily, told

DAY = "2025-11-21"
MONTH, YEAR = "volatility.realised_30d", "volatility.realised_365d"
WAVES = [100 + 10 * math.sin(day) + day % 7 for day in range(40)]
CLOSES = daily("price.close", DAY, *WAVES, source="binance")


def by_definition(values: list[float], year: int = 365) -> float:
    moves = [math.log(after / before) for before, after in pairwise(values)]
    return statistics.stdev(moves) * math.sqrt(year)


def test_it_is_the_deviation_of_thirty_returns_made_annual() -> None:
    found = reading(MONTH, CLOSES, on=DAY)
    assert found.value == pytest.approx(by_definition(WAVES[-31:]), rel=1e-12)
    assert found.source == "computed"


def test_its_proof_names_the_thirty_one_closes_under_it() -> None:
    found = reading(MONTH, CLOSES, on=DAY)
    assert sorted(found.facts) == list(range(10, 41))
    assert found.note == "deviation of daily log returns over 30 days, from closes of binance"


def test_it_needs_all_but_a_twentieth_of_the_returns() -> None:
    assert reading(MONTH, CLOSES[10:], on=DAY).value is not None  # 29 of 30
    assert reading(MONTH, CLOSES[11:], on=DAY).reason == "missing"


def test_a_day_without_a_close_takes_its_move_into_the_next() -> None:
    found = reading(MONTH, [fact for fact in CLOSES if fact != CLOSES[20]], on=DAY)
    gone = [value for value in WAVES[-31:] if value != WAVES[20]]
    assert found.value == pytest.approx(by_definition(gone), rel=1e-12)


def test_closes_of_two_in_turn_are_as_good_as_those_of_one() -> None:
    first, second = CLOSES[:25], by("coin_metrics", CLOSES[24:])
    assert reading(MONTH, first, second, on=DAY).value == pytest.approx(
        by_definition(WAVES[-31:]), rel=1e-12
    )


def test_a_document_is_no_provider_of_closes() -> None:
    assert reading(MONTH, by("essay", CLOSES), on=DAY).reason == "missing"


def test_what_a_base_states_of_a_day_stays_and_other_days_are_computed() -> None:
    stated = told(MONTH, DAY, 0.5, "computed")
    panel = panel_of(CLOSES, stated, on=DAY)
    assert asked(MONTH, panel).value == 0.5
    assert asked(MONTH, panel).note == ""
    assert asked(f"lag({MONTH}, 1d)", panel).value == pytest.approx(by_definition(WAVES[-32:-1]))


@QUICK
@given(
    st.lists(st.floats(50, 200), min_size=34, max_size=34),
    st.lists(st.integers(0, 3), min_size=34, max_size=34),
    st.integers(0, 33),
)
def test_nothing_is_seen_before_it_was_known(values, delays, past) -> None:
    """On any day the figure is that of a base that ends with what was known by then."""
    begun = day_number("2025-10-01")
    facts = [
        Told("price.close", begun + at, value, "binance", known_at=(begun + at + late) * 86_400)
        for at, (value, late) in enumerate(zip(values, delays, strict=True))
    ]
    day = day_date(begun + past).isoformat()
    whole = panel_of(facts, on=day)
    before = known_by(facts, day)
    assert asked(MONTH, whole).value == (reading(MONTH, before, on=day).value if before else None)


def test_another_close_is_another_volatility() -> None:
    panel = panel_of(CLOSES, on=DAY)
    before = asked(MONTH, panel).value
    moved = asked(MONTH, panel.with_value("price.close", 40, 150.0)).value
    assert moved == pytest.approx(by_definition([*WAVES[-31:-1], 150.0]), rel=1e-12)
    assert asked(MONTH, panel).value == before


def test_without_their_provider_there_is_none() -> None:
    assert asked(MONTH, panel_of(CLOSES, on=DAY).without("binance")).reason == "missing"


def suppose(panel: Panel, series: str, value: str, unit: str) -> Panel:
    row = {"series": series, "as_of": DAY, "value": value, "unit": unit, "source": "supposed"}
    fact = make_fact(row, catalog=CATALOG)
    return with_fact(panel, CATALOG, fact, -1, int(panel.known_at[0]))


def test_a_supposed_close_moves_it_and_a_supposed_volatility_takes_its_place() -> None:
    panel = panel_of(CLOSES, on=DAY)
    closed = asked(MONTH, suppose(panel, "price.close", "150", "USD/coin")).value
    assert closed == pytest.approx(by_definition([*WAVES[-31:-1], 150.0]), rel=1e-12)
    there = suppose(panel, MONTH, "80", "%")
    assert asked(MONTH, there).value == pytest.approx(0.8)
    assert asked(f"lag({MONTH}, 1d)", there).value == asked(f"lag({MONTH}, 1d)", panel).value


def test_five_days_a_week_are_a_year_of_252() -> None:
    closes = daily("price.close", DAY, *WAVES, source="yahoo", weekdays=True)
    panel = replace(panel_of(closes, on=DAY, asset="mstr"), makers={})
    own = CATALOG.of(CATALOG.asset("mstr", panel.tracks["price.close"][0].as_of))
    [track] = with_computed(panel, own).visible(MONTH, int(panel.days[0]), 2**40)
    before = [fact.value for fact in closes if fact.as_of <= day_number(DAY) - 30]
    inside = [before[-1], *(fact.value for fact in closes[len(before) :])]
    assert track.value[-1] == pytest.approx(by_definition(inside, 252), rel=1e-12)


@pytest.mark.skipif(ABSENT, reason="the shared data is not here")
@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("2025-10-05", 27.5, 43.4), ("2025-11-17", 41.5, 42.4), ("2025-11-21", 43.9, 42.5)],
)
def test_a_base_of_closes_alone_has_the_published_volatilities(day, month, year) -> None:
    """The figures of the built-in pack, which were worked out elsewhere from the same closes."""
    closes = list(shared("btc_daily.csv", "close_usd", "price.close", "binance"))
    panel = panel_of(closes, on=day)
    assert asked(MONTH, panel).value * 100 == pytest.approx(month, abs=0.05)
    assert asked(YEAR, panel).value * 100 == pytest.approx(year, abs=0.05)


@pytest.mark.skipif(ABSENT, reason="the shared data is not here")
def test_on_every_day_of_the_true_history_it_is_the_definition() -> None:
    closes = list(shared("btc_daily.csv", "close_usd", "price.close", "binance"))[-1500:]
    panel = panel_of(closes, on=DAY)
    [track] = panel.visible(MONTH, int(panel.days[0]), int(panel.known_at[0]))
    values = {fact.as_of: fact.value for fact in closes}
    for day, found in zip(track.as_of.tolist(), track.value.tolist(), strict=True):
        window = [values[at] for at in range(day - 30, day + 1) if at in values]
        if len(window) == 31:
            assert found == pytest.approx(by_definition(window), rel=1e-9)
    assert len(track) >= 1469
