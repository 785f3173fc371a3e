"""The panel in time: what is corrected later is not seen earlier; ages; a source left out."""

from __future__ import annotations

import numpy as np
import pytest

from kb.built_in import catalog
from kb.clock import day_number, moment_number
from kb.panel import build_tracks
from kb.store import KnowledgeBase
from tests.facts import make_fact
from tests.worlds import daily, panel, told

FIRST = told("fund.flow", "2025-11-13", -867e6, known="2025-11-14")
CORRECTED = told("fund.flow", "2025-11-13", -870e6, known="2025-11-20")


def values(of, series="fund.flow", source=0):
    """What one source is seen to say on each of the panel's days."""
    track = of.sources(series)[source]
    days = zip(of.days, of.known_at, strict=True)
    return [track.visible(int(day), int(known)).value.tolist() for day, known in days]


def test_a_correction_is_not_seen_before_it_was_known():
    seen = panel(FIRST, CORRECTED, on=["2025-11-13", "2025-11-14", "2025-11-19", "2025-11-20"])
    assert values(seen) == [[], [-867e6], [-867e6], [-870e6]]


def test_a_fact_of_a_later_day_is_not_seen_even_when_known():
    announced = told("fund.flow", "2025-11-15", 1, known="2025-11-10")
    assert values(panel(announced, on=["2025-11-14", "2025-11-15"])) == [[], [1]]


def test_only_the_same_day_target_and_span_is_a_correction():
    day = told("odds.cut", "2025-11-14", 0.5, about="2025-12-10")
    meeting = told("odds.cut", "2025-11-14", 0.6, about="2026-01-28")
    week = told("odds.cut", "2025-11-14", 0.7, about="2025-12-10", span=5)
    assert values(panel(meeting, week, day), "odds.cut") == [[0.5, 0.7, 0.6]]


def test_a_correction_of_one_day_leaves_the_days_around_it():
    around = daily("fund.flow", "2025-11-14", 1, None, 3)
    assert values(panel(around, FIRST, CORRECTED, on="2025-11-20")) == [[1, -870e6, 3]]


def test_a_correction_of_one_source_leaves_the_other_alone():
    other = told("fund.flow", "2025-11-13", -900e6, "next", known="2025-11-14")
    seen = panel(FIRST, CORRECTED, other, on="2025-11-20")
    assert (values(seen), values(seen, source=1)) == ([[-870e6]], [[-900e6]])


def test_visible_facts_can_be_cut_off_after_a_day():
    track = panel(daily("price.close", "2025-11-17", 1, 2, 3)).sources("price.close")[0]
    today, end = day_number("2025-11-17"), moment_number("2025-11-17")
    assert track.visible(today, end, after=today - 2).value.tolist() == [2, 3]


def test_sources_stand_in_order_of_rank_and_documents_last():
    names = ("essay", "next", "a_desk", "best", "comment")
    seen = panel([told("price.close", "2025-11-17", 1, name) for name in names])
    ranked = [track.source for track in seen.sources("price.close")]
    assert ranked == ["best", "next", "a_desk", "comment", "essay"]


def test_ages_count_from_the_newest_visible_fact_of_any_source():
    facts = [told("price.close", "2025-11-10", 1), told("price.close", "2025-11-12", 1, "next")]
    seen = panel(facts, on=["2025-11-09", "2025-11-11", "2025-11-15"])
    assert seen.ages(["price.close", "fund.flow"]).tolist() == [[-1, -1], [1, -1], [3, -1]]


def test_an_age_does_not_know_of_facts_that_came_late():
    late = told("price.close", "2025-11-12", 1, known="2025-11-20")
    seen = panel(told("price.close", "2025-11-10", 1), late, on=["2025-11-15", "2025-11-20"])
    assert seen.ages(["price.close"]).tolist() == [[5], [8]]


def test_without_a_source_it_is_as_if_it_had_never_spoken():
    both = panel(FIRST, told("fund.flow", "2025-11-13", -1e9, "essay", known="2025-11-14"))
    left = both.without("best")
    assert [track.source for track in left.sources("fund.flow")] == ["essay"]
    assert [track.source for track in both.sources("fund.flow")] == ["best", "essay"]
    assert left.without("essay").sources("fund.flow") == ()


@pytest.mark.parametrize("looked_at_before", [False, True])
def test_another_value_of_one_fact_is_seen_wherever_the_fact_is(looked_at_before):
    of = panel(FIRST, CORRECTED, told("fund.flow", "2025-11-14", 5), on="2025-11-20")
    asked = ("fund.flow", day_number("2025-11-20"), int(of.known_at[0]))
    if looked_at_before:
        of.visible(*asked)
    [there] = of.with_value("fund.flow", 2, 7.0).visible(*asked)
    assert there.value.tolist() == [7.0, 5.0]
    [here] = of.visible(*asked)
    assert here.value.tolist() == [-870e6, 5.0]


def test_a_panel_moved_to_another_day_knows_what_was_known_at_its_end():
    moved = panel(FIRST, CORRECTED, on="2025-11-30").moved([day_number("2025-11-19")])
    assert values(moved) == [[-867e6]]
    assert moved.known_at.tolist() == [moment_number("2025-11-19")]


def test_the_arrays_keep_their_types():
    track = panel(FIRST, CORRECTED).sources("fund.flow")[0]
    ints = (track.as_of.dtype, track.span.dtype, track.target.dtype)
    assert (*ints, track.known_at.dtype) == (np.int32, np.int32, np.int32, np.int64)


def test_a_series_nobody_speaks_of_has_no_sources():
    assert panel(FIRST).sources("price.close") == ()
    assert panel().sources("price.close") == ()


@pytest.mark.parametrize(("day", "value"), [("2025-11-15", -867e6), ("2025-11-20", -870e6)])
def test_the_same_from_a_base_on_disk(tmp_path, day, value):
    flow = {"series": "etf.net_flow", "as_of": "2025-11-13", "unit": "USD m", "source": "farside"}
    with KnowledgeBase.create(tmp_path / "flows.db") as kb:
        for amount, known in (("-870", "2025-11-20"), ("-867", "2025-11-14")):
            kb.add(make_fact({**flow, "value": amount, "known_at": known}, catalog=catalog()))
        seen = kb.observations("btc", as_of=day, known_at=day)
    track = build_tracks(catalog(), seen)["etf.net_flow"][0]
    assert track.visible(day_number(day), moment_number(day)).value.tolist() == [value]


def test_what_is_said_about_a_date_that_has_passed_has_no_age():
    old = told("odds.cut", "2025-11-10", 0.5, about="2025-12-10")
    gone = told("odds.cut", "2025-11-12", 0.9, about="2025-11-14")
    seen = panel(old, gone, on=["2025-11-14", "2025-11-15", "2025-12-11"])
    assert seen.ages(["odds.cut"]).tolist() == [[2], [5], [-1]]
