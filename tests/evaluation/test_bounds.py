"""Thin windows: what was not seen is not taken for absent, so a bound decides only one way."""

from __future__ import annotations

import pytest

from engine.evaluation.bounds import is_bound, where_it_may_lie
from engine.measures.reading import unknown
from tests.worlds import book, daily, evaluated, page_text, panel, reading, request, run, told

THIN = daily("price.close", "2025-11-17", 100, None, None, None, None, None, None, None, 90)
FULL = daily("price.close", "2025-11-17", 100, 99, 98, 97, 96, 95, 94, 93, 90)
FACTS = {
    "now": "price.close",
    "top": "peak(price.close, 9d)",
    "low": "trough(price.close, 9d)",
    "fall": "drawdown(price.close, 9d)",
}


def truth(line, prices):
    """What a condition comes to: True, False or the reason why it is neither."""
    built = book(page_text(facts=FACTS, let={"half": "top / 2"}, when=[f"{line}: ours"]))
    found = evaluated(built, panel(prices)).pages["fell"].lines["fell#1"]
    return True if found.true[0] else False if found.false[0] else found.reason(0)


@pytest.mark.parametrize(
    ("line", "thin", "full"),
    [
        ("top >= 100 USD/coin", True, True),
        ("top >= 101 USD/coin", "missing", False),
        ("top < 101 USD/coin", "missing", True),
        ("top < 100 USD/coin", False, False),
        ("low <= 90 USD/coin", True, True),
        ("low <= 89 USD/coin", "missing", False),
        ("low > 89 USD/coin", "missing", True),
        ("fall >= 10 %", True, True),
        ("fall >= 11 %", "missing", False),
        ("fall < 11 %", "missing", True),
        ("now <= 0.9 * top", True, True),
        ("now > 0.95 * top", False, False),
        ("now <= 0.8 * top", "missing", False),
        ("half >= 50 USD/coin", True, True),
        ("half < 60 USD/coin", "missing", True),
        ("now > 50 USD/coin", True, True),
        ("top - top < 1 USD/coin", True, True),
    ],
)
def test_a_thin_window_decides_only_what_more_days_could_not_undo(line, thin, full):
    assert (truth(line, THIN), truth(line, FULL)) == (thin, full)


def test_a_thin_window_is_felt_on_the_pages_above_it():
    low = page_text("low", facts=FACTS, let={"lost": "top - now"}, when=["lost > 0 USD/coin: ours"])
    high = page_text("high", when=["low.lost < 11 USD/coin: ours"])
    lines = evaluated(book(low, high), panel(THIN)).pages["high"].lines["high#1"]
    assert (lines.true[0], lines.false[0], lines.reason(0)) == (False, False, "missing")


def test_the_finding_names_the_thin_window():
    fell = page_text(facts=FACTS, when=["top < 101 USD/coin: ours"])
    finding = run(book(fell), THIN).findings["fell"]
    assert (finding.status, finding.reason) == ("unknown", "missing")
    [lack] = finding.lacks
    assert lack.what == "peak(price.close, 9d)"
    assert lack.detail == "2 of 9 days known, so it may lie higher"


def test_values_and_margins_are_those_of_what_was_seen():
    built = book(page_text(facts=FACTS, when=["top < 101 USD/coin: ours"]))
    found = evaluated(built, panel(THIN, on=["2025-11-16", "2025-11-17"]))
    assert found.value("fell", "top").values.shape == (2, 1)
    assert found.pages["fell"].lines["fell#1"].margin.tolist()[1] == 1


@pytest.mark.parametrize(
    ("measure", "prices", "bound"),
    [
        ("peak(price.close, 9d)", THIN, True),
        ("trough(price.close, 9d)", THIN, True),
        ("drawdown(price.close, 9d)", THIN, True),
        ("peak(price.close, 9d)", FULL, False),
        ("peak(price.close, 10d)", FULL, False),
        ("peak(price.close, 9d)", [*FULL[:3], *FULL[5:]], True),
        ("price.close", THIN, False),
        ("lag(price.close, 8d)", THIN, False),
    ],
)
def test_an_extreme_over_less_than_four_fifths_of_its_days_is_a_bound(measure, prices, bound):
    assert is_bound(request(measure), reading(measure, prices)) is bound


def test_an_unknown_reading_is_no_bound_and_stays_unknown():
    nothing = unknown("missing", "nothing")
    assert not is_bound(request("peak(price.close, 9d)"), nothing)
    assert where_it_may_lie(request("peak(price.close, 9d)"), nothing) == nothing


@pytest.mark.parametrize("value", [-5, 0, 0.2, 7, 1e9])
def test_a_bound_moves_to_the_side_where_the_truth_may_lie(value):
    thin = [told("fund.flow", day, value) for day in ("2025-11-04", "2025-11-17")]
    for measure, side in (("peak", 1), ("trough", -1)):
        asked = f"{measure}(fund.flow, 15d)"
        seen = reading(asked, thin)
        assert (where_it_may_lie(request(asked), seen).value - value) * side > 0
