"""Window functions against plain loops, on random sparse series; and the order of arrival."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from engine.measures.choose import read
from engine.measures.totals import BOUNDING
from kb.clock import day_number
from tests.worlds import CATALOG, NO_TARGET, QUICK, TODAY, Told, panel, request

TODAY_NUMBER = day_number(TODAY)
LONGEST = 20

sparse = st.dictionaries(
    st.integers(TODAY_NUMBER - 2 * LONGEST, TODAY_NUMBER), st.integers(1, 9), min_size=1
)
lengths = st.integers(1, LONGEST)
Days = dict[int, int]


def asked(measure: str, days: Days, series: str = "price.close") -> float | None:
    facts = [Told(series, day, value) for day, value in days.items()]
    return read(panel(facts), CATALOG, request(measure), 0).value


def fresh(days: Days) -> bool:
    return TODAY_NUMBER - max(days) <= CATALOG.get("price.close").stale_after


def window(days: Days, length: int, end: int = TODAY_NUMBER) -> list[int]:
    return [days[d] for d in range(end - length + 1, end + 1) if d in days]


def newest(days: Days, until: int) -> float | None:
    for day in range(until, until - CATALOG.get("price.close").stale_after - 1, -1):
        if day in days:
            return days[day]
    return None


@QUICK
@given(sparse, lengths)
def test_extremes_of_a_window(days, length):
    """Of a source that has fallen silent too: the days it was heard on have their extremes."""
    seen = window(days, length)
    seen = seen if len(seen) >= min(length, 2) else []
    assert asked(f"peak(price.close, {length}d)", days) == (max(seen) if seen else None)
    assert asked(f"trough(price.close, {length}d)", days) == (min(seen) if seen else None)


@QUICK
@given(sparse, lengths)
def test_sum_mean_and_percentile_of_a_covered_window(days, length):
    """A sum and a mean end on the newest day; with gaps they need a past that bounds them."""
    known, seen = window(days, length, max(days)), window(days, length)
    whole = fresh(days) and len(known) == length
    bounded = fresh(days) and 5 * len(known) >= 4 * length and len(days) >= BOUNDING
    total = asked(f"sum(coins.spent, {length}d)", days, "coins.spent")
    mean = asked(f"mean(price.close, {length}d)", days)
    assert total == (sum(known) if whole or bounded else None)
    assert (mean is None) == (not whole and not bounded)
    assert mean is None or math.isclose(mean, sum(known) / len(known))
    rank = asked(f"percentile(price.close, {length}d)", days)
    last, covered = days[max(days)], fresh(days) and 5 * len(seen) >= 4 * length
    assert (rank is None) == (not covered)
    assert rank is None or math.isclose(rank, sum(v <= last for v in seen) / len(seen))


@QUICK
@given(sparse, lengths)
def test_lag_change_and_drawdown(days, length):
    now = newest(days, TODAY_NUMBER)
    then = None if now is None else newest(days, TODAY_NUMBER - length)
    assert asked(f"lag(price.close, {length}d)", days) == then
    wanted = sorted((day for day in days if day <= max(days) - length), reverse=True)
    near = bool(wanted) and max(days) - wanted[0] - length <= max(1, length // 10)
    change = now - days[wanted[0]] if now is not None and near else None
    assert asked(f"change(price.close, {length}d)", days) == change
    fall = asked(f"drawdown(price.close, {length}d)", days)
    top = asked(f"peak(price.close, {length}d)", days) if fresh(days) else None
    assert (fall is None) if top is None else math.isclose(fall, 1 - now / top, abs_tol=1e-15)


@QUICK
@given(sparse, lengths, st.integers(1, 9))
def test_crossings(days, length, level):
    above_before, count, seen_any, last = False, 0, False, 0
    for day in range(TODAY_NUMBER - 2 * LONGEST, TODAY_NUMBER + 1):
        if day in days:
            inside = day > TODAY_NUMBER - length
            follows = seen_any or day - last == 1  # else it may have crossed before the window
            count += inside and above_before and days[day] < level and follows
            above_before, seen_any, last = days[day] >= level, seen_any or inside, day
    wanted = count if seen_any and fresh(days) else None
    assert asked(f"crossed_below(price.close, {level} USD/coin, {length}d)", days) == wanted


@QUICK
@given(st.dictionaries(st.integers(TODAY_NUMBER - 9, TODAY_NUMBER), st.integers(-3, 1), min_size=1))
def test_a_streak_is_the_run_of_outflows_since_the_last_other_day(days):
    wanted, day = None, max(days)
    while days.get(day, 0) < 0:
        day -= 1
    if day in days and fresh(days):
        wanted = max(days) - day
    assert asked("streak(coins.spent)", days, "coins.spent") == wanted


@st.composite
def observations(draw):
    """Facts of two sources with corrections, targets and spans, none said twice at one vintage."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.integers(TODAY_NUMBER - 9, TODAY_NUMBER),
                st.sampled_from(["best", "next"]),
                st.sampled_from([NO_TARGET, TODAY_NUMBER + 3, TODAY_NUMBER + 30]),
                st.sampled_from([1, 5]),
                st.integers(0, 3),
            ),
            min_size=1,
            max_size=25,
            unique=True,
        )
    )
    return [
        Told("fund.flow", day, float(i), source, span, target, (day + late) * 86_400)
        for i, (day, source, target, span, late) in enumerate(drawn)
    ]


@QUICK
@given(observations(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_changes_a_reading(facts, chance):
    shuffled = chance.sample(facts, len(facts))
    for measure in ("fund.flow", "sum(fund.flow, 5d)", "peak(fund.flow, 7d)", "streak(fund.flow)"):
        one, other = (read(panel(f), CATALOG, request(measure), 0) for f in (facts, shuffled))
        same = ("value", "reason", "detail", "source", "as_of", "target", "age", "coverage")
        assert [getattr(one, k) for k in same] == [getattr(other, k) for k in same]
        assert [facts[i - 1] for i in one.facts] == [shuffled[i - 1] for i in other.facts]
