"""Measures as written become requests, where series, measure and arguments fit together."""

from __future__ import annotations

from datetime import date

import pytest

from engine.measures.request import Request
from engine.pages.grammar import SyntaxProblem
from tests.every import every
from tests.worlds import request


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("price.close", Request("price.close")),
        ("sum(fund.flow, 5d)", Request("fund.flow", "sum", (5,))),
        ("streak(fund.flow)", Request("fund.flow", "streak")),
        (
            "crossed_below(price.close, 100,000 USD/coin, 45d)",
            Request("price.close", "crossed_below", (100_000.0, 45)),
        ),
        (
            "at_peak(price.close, interest.open, 90d)",
            Request("price.close", "at_peak", ("interest.open", 90)),
        ),
        ("odds.cut @ 2025-12-10", Request("odds.cut", target=date(2025, 12, 10))),
    ],
)
def test_a_measure_becomes_a_request(text, asked):
    assert request(text) == asked


@every(
    ("text", "sentence"),
    [
        ("price.clse", "no series is named 'price.clse'; nearest: price.close"),
        ("peek(price.close, 5d)", "no measure is named 'peek'; nearest: peak, at_peak"),
        ("peak(price.close)", "peak takes (a series, days)"),
        ("streak(fund.flow, 5d)", "streak takes (a series)"),
        ("peak(price.close, 5)", "a window is a whole number of days, such as 45d"),
        ("peak(price.close, 2.5d)", "a window is a whole number of days, such as 45d"),
        ("peak(price.close, 0d)", "a window is a whole number of days, such as 45d"),
        ("peak(price.close, -3d)", "a window is a whole number of days, such as 45d"),
        ("peak(price.close, fund.flow)", "a number is expected here, not the series fund.flow"),
        ("at_latest(price.close, 5d)", "a series is expected here, not a number"),
        (
            "at_latest(price.close, interest.opn)",
            "no series is named 'interest.opn'; nearest: interest.open",
        ),
        (
            "crossed_below(price.close, 100 USD, 5d)",
            "a level of price.close is in USD/coin, not USD",
        ),
    ],
)
def test_what_does_not_fit_is_named(text, sentence):
    with pytest.raises(SyntaxProblem) as caught:
        request(text)
    assert str(caught.value).startswith(sentence)


def test_a_window_may_be_written_in_any_unit_of_time():
    assert request("peak(price.close, 24 hours)").arguments == (1,)
    assert request("peak(price.close, 4 y)").arguments == (1461,)
