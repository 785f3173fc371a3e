"""The backtest over a base: no look-ahead, other assets, and what is said where facts are few."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from engine.forecast import laws
from engine.forecast.backtest import backtest
from engine.forecast.document import (
    COLUMNS,
    CONDITIONS,
    STATES,
    as_csv,
    as_value,
    condition_rows,
    headline,
    rows,
    state_rows,
)
from engine.forecast.forecasters import OURS
from engine.forecast.laws import LAWS, PLAIN
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
DEEP = max(n for n in range(CUT - FIRST) if PRICES[n] <= 0.75 * PRICES[: n + 1].max())


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


def told(kb, last):
    """Our forecasts by day, from the facts up to a day."""
    done = backtest(read_days(kb, "btc", last, FOREVER))
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
    def peeking(asked):
        return np.minimum(asked.price / np.append(asked.lowest[1:], asked.lowest[-1]), 2.0) - 1.0

    monkeypatch.setattr(laws, "settled", peeking)
    assert look_ahead(kb, short)


def test_the_statement_of_a_day_is_the_forecast_the_backtest_scores(kb):
    asked = told(kb, LAST)
    day = max(day for day in asked if day <= CUT)
    made = state(read_days(kb, "btc", day, FOREVER))
    assert made.quantiles == pytest.approx(asked[day], abs=1e-12)


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


def test_every_law_has_a_record_and_ours_is_compared_with_each(tested):
    assert list(tested.record) == [OURS, *LAWS]
    assert list(tested.skill) == list(LAWS)
    table = list(rows(tested))
    assert {len(row) for row in table} == {len(COLUMNS)}
    assert len(table) == 3 * (1 + len(LAWS))


def test_the_record_is_split_by_state_and_year(tested):
    table = list(state_rows(tested))
    assert {len(row) for row in table} == {len(STATES)}
    assert table[0][0] == "every Friday"
    assert table[0][2].startswith(f"{tested.skill[PLAIN][0].value:+.0%}")


def test_the_best_law_is_the_one_with_the_lowest_score(tested):
    scored = [tested.record[n][1].crps for n in LAWS]
    assert tested.record[tested.best(1)][1].crps == min(scored)
    assert len(list(headline(tested))) == 3


def test_what_the_base_lacks_is_said(tested):
    assert any("derivatives.open_interest" in line for line in tested.lacked)


def test_a_condition_without_facts_was_never_judged(tested):
    table = list(condition_rows(tested))
    assert {len(row) for row in table} == {len(CONDITIONS)}
    assert [row[1] for row in table] == ["0 of 0"] * 4


def test_another_asset_runs_on_closes_alone(kb):
    other = backtest(read_days(kb, "eth", LAST, FOREVER))
    assert other.record[OURS][0].cases > 20
    assert other.days.asset == "eth"


def test_scoring_can_begin_later_and_learning_does_not(kb, tested):
    since = FIRST + 1500
    later = backtest(read_days(kb, "btc", LAST, FOREVER), since=since)
    assert later.record[OURS][0].cases < tested.record[OURS][0].cases
    np.testing.assert_array_equal(later.forecasts[OURS], tested.forecasts[OURS])


def test_a_year_is_needed(kb):
    with pytest.raises(TooLittle, match=r"no record can be kept for btc: .* add more history$"):
        backtest(read_days(kb, "btc", FIRST + 360, FOREVER))
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


def test_a_young_market_gets_the_forecast_and_no_record():
    prices = walk(200, seed=9)
    prices[-1] = 0.5 * prices.max()
    with KnowledgeBase.in_memory() as base:
        base.add(closes(prices))
        made = state(read_days(base, "btc", FIRST + 199, FOREVER))
    assert (made.forecaster, made.record) == (OURS, None)
    assert made.shares.sum(axis=1) == pytest.approx(1.0)
    assert "add more history" in made.no_record


def test_a_high_that_became_known_late_is_no_news_of_the_highest_close():
    prices = np.append(np.linspace(100.0, 200.0, 500), np.linspace(196.0, 194.0, 20))
    with KnowledgeBase.in_memory() as base:
        base.add(closes(prices[:480]))
        base.add(closes(prices[480:500], first=FIRST + 480, known_at="2015-01-01"))
        base.add(closes(prices[500:], first=FIRST + 500))
        with pytest.raises(TooLittle, match=r"in time, not counting 20 that became known late"):
            state(read_days(base, "btc", FIRST + 519, FOREVER))


def test_trading_below_a_level_is_likelier_than_closing_there_by_what_lows_have_done():
    with KnowledgeBase.in_memory() as base:
        base.add(closes(PRICES))
        base.add(closes(0.95 * PRICES, series="price.low"))
        days = read_days(base, "btc", FIRST + DEEP, FOREVER)
        made = state(days)
    assert made.undercut == pytest.approx(-np.log(0.95))
    level = made.level(0, 49)
    assert made.chance_under(0, level) == pytest.approx(0.5)
    assert made.chance_traded_under(0, 0.95 * level) == pytest.approx(0.5)


def test_the_low_of_a_fall_has_its_day(kb):
    made = state(read_days(kb, "btc", FIRST + DEEP, FOREVER))
    assert PRICES[made.lowest_day - FIRST] == made.lowest <= made.price
    assert PRICES[made.peak_day - FIRST] == made.peak == max(PRICES[: DEEP + 1])
    assert made.peak_day < made.lowest_day


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


def test_the_value_is_json_and_names_the_best_law(tested):
    value = json.loads(json.dumps(as_value(tested), allow_nan=False))
    assert value["best_law"]["180"] == tested.best(1)
    assert value["forecasters"][0]["name"] == OURS
    assert value["forecasters"][0]["our_skill"] is None


def test_the_pictures_are_well_formed_and_show_what_came(tested):
    drawn = charts(tested)
    assert set(drawn) == {"fan.svg", "calibration.svg", "states.svg"}
    trees = {name: ET.fromstring(text) for name, text in drawn.items()}
    circles = trees["fan.svg"].findall("{http://www.w3.org/2000/svg}circle")
    asked = tested.market.asked
    shown = asked.due & (asked.day > asked.day[-1] - 730) & ~np.isnan(asked.outcome[:, 1])
    assert len(circles) == int(shown.sum()) > 0
    assert all("prefers-color-scheme:dark" in text for text in drawn.values())


def test_a_hostile_name_stays_text_in_a_picture(kb):
    with KnowledgeBase.in_memory() as base:
        base.add(closes(walk(1700), asset="x-1"))
        drawn = charts(backtest(read_days(base, "x-1", FIRST + 1699, FOREVER)))
    assert "x-1" in ET.fromstring(drawn["fan.svg"])[0].text
