"""The backtest over a base: no look-ahead, other assets, and what is said where facts are few."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from engine.forecast import rebound
from engine.forecast.backtest import backtest
from engine.forecast.document import (
    COLUMNS,
    CONDITIONS,
    as_csv,
    as_value,
    condition_rows,
    headline,
    rows,
)
from engine.forecast.forecasters import BASELINES, LEADING, OURS
from engine.forecast.market_days import TooLittle, read_days
from engine.forecast.protocol import DEPTH, HORIZONS
from engine.forecast.statement import state
from engine.pictures.record import charts
from kb.clock import day_date
from kb.store import KnowledgeBase
from tests.forecast.base_market import closes
from tests.forecast.market import FIRST, walk

FOREVER = 2**60
PRICES = walk(2000)
LAST = FIRST + len(PRICES) - 1
CUT = FIRST + 1700


@pytest.fixture(scope="module")
def kb():
    with KnowledgeBase.in_memory() as base:
        base.add(closes(PRICES))
        base.add(closes(PRICES[::-1] * 3.0, asset="eth"))
        yield base


@pytest.fixture(scope="module")
def short():
    """The same market in a base that knows nothing after the cut."""
    with KnowledgeBase.in_memory() as base:
        base.add(closes(PRICES[: CUT - FIRST + 1]))
        yield base


@pytest.fixture(scope="module")
def tested(kb):
    return backtest(read_days(kb, "btc", LAST, FOREVER))


def told(kb, last, every=False):
    """Our forecasts by day, from the facts up to a day."""
    done = backtest(read_days(kb, "btc", last, FOREVER), every=every)
    return dict(zip(done.market.asked.day.tolist(), done.forecasts[OURS], strict=True))


def look_ahead(kb, short):
    """The days whose forecast changes when the rows after the cut are not in the base."""
    whole, before = told(kb, LAST), told(short, CUT)
    assert len(before) > 50
    return [day for day, made in before.items() if not np.array_equal(made, whole[day])]


def test_no_forecast_changes_when_the_future_rows_are_taken_out_of_the_base(kb, short):
    assert look_ahead(kb, short) == []


def test_a_day_in_the_past_is_stated_as_it_was(kb, short):
    day = max(told(short, CUT))
    with_future, without = (state(read_days(b, "btc", day, FOREVER)) for b in (kb, short))
    np.testing.assert_array_equal(with_future.quantiles, without.quantiles)
    assert with_future.record.record == without.record.record


def test_a_look_ahead_of_one_day_changes_them(kb, short, monkeypatch):
    def peeking(asked, volatility):
        shifted = np.append(asked.lowest[1:], asked.lowest[-1])
        return np.clip(np.log(asked.price / np.minimum(shifted, asked.price)) / volatility, 0, 1.5)

    monkeypatch.setattr(rebound, "rebound", peeking)
    assert look_ahead(kb, short)


def test_the_statement_of_a_day_is_the_forecast_the_backtest_scores(kb):
    asked = told(kb, LAST)
    day = max(day for day in asked if day <= CUT)
    made = state(read_days(kb, "btc", day, FOREVER))
    expected = asked[day] if made.forecaster == OURS else None
    if expected is None:
        done = backtest(read_days(kb, "btc", LAST, FOREVER), every=False)
        place = int(np.flatnonzero(done.market.asked.day == day)[0])
        expected = done.forecasts[LEADING][place]
    assert made.quantiles == pytest.approx(expected, abs=1e-12)


def test_the_chances_of_a_statement_fit_together(kb):
    day = max(told(kb, LAST))
    made = state(read_days(kb, "btc", day, FOREVER))
    assert made.price <= (1 - DEPTH) * made.peak
    for horizon in range(3):
        assert made.chance_under(horizon, made.level(horizon, 49)) == pytest.approx(0.5)
        under = made.chance_under(horizon, made.lowest)
        assert made.chance_low_is_in(horizon) == pytest.approx(1 - under)
    ins = [made.chance_low_is_in(horizon) for horizon in range(3)]
    assert ins == sorted(ins, reverse=True)


def test_every_forecaster_has_a_record_and_ours_is_compared_with_each(tested):
    assert list(tested.record) == [OURS, *BASELINES]
    assert list(tested.skill) == list(BASELINES)
    table = list(rows(tested))
    assert {len(row) for row in table} == {len(COLUMNS)}
    silent = "anchor on realised price"
    assert tested.record[silent] == (None, None, None)
    assert len(table) == 3 * len(BASELINES)  # ours and all baselines but the silent one


def test_the_best_baseline_is_the_one_with_the_lowest_score(tested):
    best = tested.best(1)
    scored = [tested.record[n][1].crps for n in BASELINES if tested.record[n][1]]
    assert tested.record[best][1].crps == min(scored)
    assert len(list(headline(tested))) == 3


def test_what_the_base_lacks_is_said(tested):
    assert any(line.startswith("onchain.realised_price on ") for line in tested.lacked)
    assert any("derivatives.open_interest" in line for line in tested.lacked)


def test_a_condition_without_facts_was_never_judged(tested):
    table = list(condition_rows(tested))
    assert {len(row) for row in table} == {len(CONDITIONS)}
    assert [row[1] for row in table] == ["0 of 0"] * 4


def test_another_asset_runs_on_closes_alone(kb):
    other = backtest(read_days(kb, "eth", LAST, FOREVER), every=False)
    assert other.record[OURS][0].cases > 20
    assert other.days.asset == "eth"


def test_scoring_can_begin_later_and_learning_does_not(kb, tested):
    since = FIRST + 1500
    later = backtest(read_days(kb, "btc", LAST, FOREVER), since=since, every=False)
    assert later.record[OURS][0].cases < tested.record[OURS][0].cases
    np.testing.assert_array_equal(later.forecasts[OURS], tested.forecasts[OURS])


def test_three_years_are_needed(kb):
    with pytest.raises(TooLittle, match=r"no record can be kept for btc: .* add more history$"):
        backtest(read_days(kb, "btc", FIRST + 1000, FOREVER))
    with pytest.raises(TooLittle, match=r"choose an earlier --since$"):
        backtest(read_days(kb, "btc", LAST, FOREVER), since=LAST)


@pytest.mark.parametrize(
    ("prices", "why"),
    [
        (np.arange(100.0, 900.0), "the close is the highest known; the forecast is for falls of"),
        (np.append(np.arange(100.0, 900.0), 890.0), r"the close is 1\.0% under the highest close"),
        (np.append(np.full(10, 100.0), 50.0), "a close is known on 11 of the last 11 days"),
        (np.full(400, 7.0), "the close is the highest known"),
        (np.append(100.0, np.full(400, 7.0)), "the closes of the past year do not move"),
    ],
)
def test_a_day_that_is_no_case_says_why(prices, why):
    with KnowledgeBase.in_memory() as base:
        base.add(closes(prices))
        with pytest.raises(TooLittle, match=why):
            state(read_days(base, "btc", FIRST + len(prices) - 1, FOREVER))


def test_a_young_market_gets_the_baseline_and_no_record():
    prices = walk(500, seed=9)
    prices[-1] = 0.5 * prices.max()
    with KnowledgeBase.in_memory() as base:
        base.add(closes(prices))
        made = state(read_days(base, "btc", FIRST + 499, FOREVER))
    assert (made.forecaster, made.record) == (LEADING, None)
    assert "add more history" in made.no_record


def test_sparse_closes_give_no_forecast():
    with KnowledgeBase.in_memory() as base:
        for place in range(0, 800, 3):
            base.add(closes(PRICES[place : place + 1], first=FIRST + place))
        with pytest.raises(TooLittle, match=r"known on \d+ of the last 365 days"):
            state(read_days(base, "btc", FIRST + 798, FOREVER))


def test_the_csv_holds_every_forecast_that_was_due(tested):
    lines = list(csv.reader(io.StringIO(as_csv(tested))))
    assert lines[0][:3] == ["asof", "horizon", "q01"]
    assert lines[0][-1] == "q99"
    assert len(lines) - 1 == 3 * int(tested.market.asked.due.sum())
    day = tested.market.asked.day[tested.market.asked.due][0]
    assert lines[1][:2] == [day_date(int(day)).isoformat(), str(HORIZONS[0])]
    assert [float(q) for q in lines[1][2:]] == sorted(float(q) for q in lines[1][2:])


def test_the_value_is_json_and_names_the_best_baseline(tested):
    value = json.loads(json.dumps(as_value(tested), allow_nan=False))
    assert value["best_baseline"]["180"] == tested.best(1)
    assert value["forecasters"][0]["name"] == OURS
    assert value["forecasters"][0]["our_skill"] is None


def test_the_pictures_are_well_formed_and_show_every_forecast(tested):
    drawn = charts(tested)
    assert set(drawn) == {"fan.svg", "pit.svg", "reliability.svg"}
    trees = {name: ET.fromstring(text) for name, text in drawn.items()}
    circles = trees["fan.svg"].findall("{http://www.w3.org/2000/svg}circle")
    asked = tested.market.asked
    assert len(circles) == int((asked.due & ~np.isnan(asked.outcome[:, 1])).sum())


def test_a_hostile_name_stays_text_in_a_picture(kb):
    with KnowledgeBase.in_memory() as base:
        base.add(closes(walk(1700), asset="x-1"))
        drawn = charts(backtest(read_days(base, "x-1", FIRST + 1699, FOREVER), every=False))
    assert "x-1" in ET.fromstring(drawn["fan.svg"])[0].text
