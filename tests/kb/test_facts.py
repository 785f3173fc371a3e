"""What a valid observation is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from kb.built_in import catalog
from kb.facts import Checker, Fact, FactError
from tests.every import every
from tests.facts import make_fact

FLOW = {
    "series": "etf.net_flow", "as_of": "2025-11-13", "value": "-867", "unit": "USD m",
    "source": "desk",
}  # fmt: skip
ODDS = {"series": "policy.cut_odds", "value": 40, "unit": "%"}
TODAY = date(2025, 11, 21)


def made(**changed):
    return make_fact({**FLOW, **changed}, catalog=catalog(), today=TODAY)


def test_a_value_is_held_in_canonical_units_and_remembers_its_own():
    assert (made().value, made().unit) == (-867e6, "USD m")


def test_a_fact_that_does_not_say_is_known_by_the_rule_of_its_series():
    assert made().known_at == datetime(2025, 11, 14, 4, tzinfo=UTC)
    assert made().publication == "assumed"


def test_a_stated_date_of_knowledge_is_kept():
    assert made(known_at="2025-11-20T09:00Z").known_at.hour == 9
    assert made(known_at="2025-11-20T09:00Z").publication == "stated"


def test_a_series_of_an_asset_belongs_to_the_asset_asked_about_where_none_is_named():
    assert made().asset == "btc"
    assert made(asset="ETH").asset == "eth"


def test_a_global_series_belongs_to_nobody():
    assert made(**ODDS, asset="btc", target="2025-12-10").asset == ""


def test_a_row_that_names_no_source_takes_the_one_passed():
    raw = {**FLOW, "source": ""}
    assert (
        make_fact(raw, catalog=catalog(), default_source="bureau", today=TODAY).source == "bureau"
    )


def test_a_flow_may_cover_several_days():
    assert made(span=5).span == 5


def test_a_meeting_may_be_announced_before_its_day():
    meeting = {"series": "calendar.fomc", "value": 1, "unit": "ratio", "target": "2025-12-10"}
    unit = catalog().get("calendar.fomc").unit
    assert made(**{**meeting, "unit": unit}, known_at="2025-01-01").target == date(2025, 12, 10)


def test_what_a_checker_makes_is_what_pydantic_would_have_accepted():
    fact = made(note="preliminary", span=5)
    odds = made(**ODDS, target="2025-12-10")
    assert [Fact(**each.model_dump()) for each in (fact, odds)] == [fact, odds]
    assert fact.model_copy(update={"note": ""}).note == ""


@pytest.mark.parametrize("series", ["policy.cut_odds", "calendar.fomc", "calendar.boj"])
def test_a_series_about_dates_to_come_needs_a_target(series):
    about = {"series": series, "value": 1, "unit": catalog().get(series).unit}
    with pytest.raises(FactError) as refused:
        made(**about)
    assert str(refused.value) == f"{series} needs a target: the date that the value is about"
    assert made(**about, target="2025-12-10").target == date(2025, 12, 10)


def test_a_series_of_its_own_days_takes_no_target():
    """A target would start a source series of its own, which no page reads."""
    with pytest.raises(FactError) as refused:
        made(target="2025-12-10")
    why = "etf.net_flow takes no target; leave it empty, or was it the as_of?"
    assert str(refused.value) == why


@every(
    ("changed", "why"),
    [
        ({"series": "etf.netflow"}, "series 'etf.netflow' is not known; nearest: etf.net_flow"),
        ({"series": ""}, "series is missing"),
        ({"unit": "pp"}, "unit 'pp' does not fit etf.net_flow, which is measured in USD"),
        ({"unit": ""}, "unit is missing for etf.net_flow; write USD"),
        ({"unit": "USDm"}, "unit 'USDm' is not known for etf.net_flow; write -867 USD m"),
        ({"value": "nan"}, "value 'nan' is not a finite number"),
        ({"value": float("nan")}, "value 'nan' is not a finite number"),
        ({"value": float("-inf")}, "value '-inf' is not a finite number"),
        ({"value": 10**400}, "is too large to be a number"),
        ({"value": "1e300", "unit": "USD tn"}, "too large"),
        ({"value": True}, "value is 'True', which is neither text nor a number"),
        ({"value": [1]}, "neither text nor a number"),
        ({"as_of": "13/11/2025"}, "as_of '13/11/2025' is not a date; write it like 2025-11-13"),
        ({"as_of": ""}, "as_of is missing"),
        ({"as_of": "2025-11-22"}, "as_of 2025-11-22 lies in the future"),
        ({"as_of": "9999-12-31"}, "as_of 9999-12-31 lies in the future"),
        ({"as_of": "0205-11-13"}, "lies before 1970-01-01"),
        ({**ODDS, "target": "soon"}, "target 'soon' is not a date"),
        ({**ODDS, "target": "2025-11-12"}, "2025-11-12, which lies before its own day 2025-11-13"),
        ({"known_at": "2025-11-12"}, "known_at 2025-11-12T23:59Z lies before as_of 2025-11-13"),
        ({"known_at": "2052-11-14"}, "known_at 2052-11-14 lies in the future"),
        ({"known_at": "then"}, "known_at 'then' is not a moment"),
        ({"span": "0"}, "span '0' is not a number of days"),
        ({"span": "5d"}, "span '5d' is not a number of days"),
        ({"source": "The Desk"}, "source 'The Desk' is not a key"),
        ({"source": "a" * 41}, "has 41 characters"),
        ({"source": ""}, "source is missing"),
        ({"asset": "b t c"}, "asset 'b t c' is not a name"),
        ({"note": "a\x1b[31mb"}, "note holds control characters"),
        ({"note": "a\nb"}, "note holds control characters or line breaks"),
        ({"note": "abc\u202edef"}, "note holds control characters"),
        ({"note": "n" * 501}, "note has 501 characters; keep it to 500"),
        ({"colour": "red"}, "'colour' is not a column"),
        ({"series": "price.close", "unit": "USD/coin", "value": -1}, "is negative"),
        ({"series": "price.close", "unit": "USD/coin", "value": 1, "span": 5}, "not a flow"),
    ],
)
def test_a_row_that_is_no_fact_is_refused_in_one_sentence(changed, why):
    with pytest.raises(FactError) as refused:
        made(**changed)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_unit_to_write_is_named_with_the_value():
    with pytest.raises(
        FactError, match=r"unit 'percent' is not known for policy.cut_odds; write 90 %"
    ):
        made(series="policy.cut_odds", value=90, unit="percent")


def test_a_note_keeps_its_letters_and_loses_the_blanks_around_it():
    assert made(note=" médiane, ¥ – 中央値\u00a0x ").note == "médiane, ¥ – 中央値\u00a0x"


def test_a_checker_does_not_mistake_one_row_for_the_next():
    checker = Checker(catalog(), today=TODAY)
    values = [checker.fact({**FLOW, "unit": unit}).value for unit in ("USD m", "USD", "USD m")]
    assert values == [-867e6, -867, -867e6]


@every(
    "changed",
    [
        {"value": float("nan")}, {"value": "5"}, {"span": 0}, {"series": "Price"}, {"asset": "B C"},
        {"source": "x y"}, {"note": "a\tb"}, {"unit": ""}, {"known_at": datetime(2025, 11, 14)},
        {"colour": 1},
    ],
)  # fmt: skip
def test_a_fact_made_by_hand_is_checked_too(changed):
    with pytest.raises(ValidationError):
        Fact(**{**made().model_dump(), **changed})
