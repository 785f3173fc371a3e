"""Splices: sources that say the same speak as one, those that do not never do."""

from __future__ import annotations

import numpy as np
import pytest

from engine.measures.choose import read
from engine.measures.provider import read_together
from engine.measures.splice import ENOUGH
from engine.measures.window import COVERAGE_NEEDED
from kb.clock import day_date, day_number
from tests.every import every
from tests.worlds import CATALOG, TODAY, daily, panel, request, told

PRICES = [float(v) for v in 100 + 30 * np.sin(np.arange(400) / 9) + np.arange(400) % 7]
NUMBER = day_number(TODAY)
OF = ["price.close", "peak(price.close, 365d)", "drawdown(price.close, 365d)",
      "lag(price.close, 30d)", "mean(price.close, 90d)", "trough(price.close, 200d)",
      "change(price.close, 30d)", "percentile(price.close, 365d)",
      "at_peak(price.close, price.close, 365d)"]  # fmt: skip


def part(source, start, stop, prices=PRICES):
    """What a source says of the days so long before today, oldest first."""
    shown = prices[len(prices) - 1 - start : len(prices) - stop]
    return daily("price.close", day_date(NUMBER - stop).isoformat(), *shown, source=source)


def found(*facts, of=OF, day=TODAY):
    asked = {text: request(text) for text in of}
    seen = read_together(panel(*facts, on=day), CATALOG, asked.values(), 0, read)
    return {text: seen[each] for text, each in asked.items()}


WHOLE = part("best", 399, 0)
IN_TURN = (*part("best", 399, 200), *part("next", 210, 80), *part("desk", 90, 0))


@every("ago", [0, 1, 2, 30, 79, 80, 85, 91, 150, 199, 200, 205, 211, 300])
def test_three_providers_in_turn_are_read_as_one_would_be(ago):
    day = day_date(NUMBER - ago).isoformat()
    one, three = found(WHOLE, day=day), found(IN_TURN, day=day)
    for text in OF:
        same = ("value", "reason", "coverage", "as_of", "age")
        assert [getattr(three[text], k) for k in same] == [getattr(one[text], k) for k in same]


def test_a_splice_says_how_its_sources_were_held_against_each_other():
    slightly = [price * 1.004 for price in PRICES]
    peak = found(part("best", 399, 100, slightly), part("next", 140, 0))[OF[1]]
    [join] = peak.joins
    assert (join.taken, join.shared) == (True, 41)
    assert join.apart == pytest.approx(0.004, rel=0.01)
    assert peak.source == "best+next"
    assert peak.coverage == (365, 365)


def test_a_change_of_provider_that_does_not_agree_makes_a_thin_window_unknown():
    """And not a fall of nothing from the high of the year."""
    half = [price / 2 for price in PRICES]
    seen = found(part("best", 399, 100), part("next", 140, 0, half))
    assert seen["price.close"].value == half[-1]
    peak = seen["peak(price.close, 365d)"]
    assert peak.coverage is None
    assert (peak.value, peak.detail) == (
        None, "141 of 365 days, and best differs from it on 41 common days"
    )  # fmt: skip


@pytest.mark.parametrize("shared", [0, ENOUGH - 1, ENOUGH])
def test_sources_are_held_against_each_other_on_enough_days_or_not_joined(shared):
    first, second = part("best", 399, 100), part("next", 99 + shared, 0)
    peak = found(first, second)["peak(price.close, 365d)"]
    assert (peak.value is not None) == (shared >= ENOUGH)
    if shared < ENOUGH:
        assert peak.detail.endswith(f"and best shares only {shared} days with it")


def test_one_violent_day_on_which_providers_differ_does_not_part_them():
    other = list(PRICES)
    other[-110] *= 1.2
    assert found(part("best", 399, 100), part("next", 140, 0, other))[OF[1]].value is not None


def test_a_source_that_leaves_no_gap_speaks_alone():
    seen = found(WHOLE, part("next", 399, 0, [price * 1.001 for price in PRICES]))
    assert {reading.source for reading in seen.values()} == {"best"}


def test_a_document_is_never_part_of_a_splice():
    sparse = [told("price.close", day_date(NUMBER - ago).isoformat(), 150.0, "essay")
              for ago in range(100, 300, 20)]  # fmt: skip
    peak = found(part("best", 99, 0), sparse)["peak(price.close, 365d)"]
    assert peak.source == "best"
    seen, asked = peak.coverage
    assert seen < COVERAGE_NEEDED * asked
