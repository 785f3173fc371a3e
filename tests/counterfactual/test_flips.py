"""Nearest flips: what is printed is tried, by running the whole rule base on the moved fact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.counterfactual import nearest as room
from kb.cache import cache_folder, without_cache
from tests.worlds import QUICK, assumed, book, daily, page_text, run, told

FACTS = {"price": "price.close", "flow": "fund.flow"}
WORLD = [told("price.close", "2025-11-17", 90), told("fund.flow", "2025-11-17", -40)]
RANGES = assumed("weight", "0.5", "1", "2") + assumed("margin", "5 %", "10 %", "20 %")


def nearest_flips(of, claims):
    """The flips of these claims."""
    return tuple(flip for flip in room.NearestFlips(of) if flip.claim in claims)


def ruled(*when, let=None, others=()):
    return book(page_text(facts=FACTS, let=let, when=when), *others, assumptions=RANGES)


def status(rules, world, claim="fell"):
    return run(rules, world).findings[claim].status


def flips(rules, world=WORLD, claim="fell"):
    return nearest_flips(run(rules, world), (claim,))


def moved(world, series, value):
    return [replace(fact, value=value) if fact.series == series else fact for fact in world]


def turns(rules, flip, world=WORLD):
    """Whether the finding turns a hair beyond a flip, and does not a hundredth short of it."""
    way, hair = flip.then - flip.now, 1e-6 * max(abs(flip.now), abs(flip.then))
    steps = [hair if way > 0 else -hair] if way else [hair, -hair]
    before, short, *beyond = (
        status(rules, moved(world, flip.series, value))
        for value in (flip.now, flip.now + 0.99 * way, *(flip.then + step for step in steps))
    )
    return short == before and any(after != before for after in beyond)


@pytest.mark.parametrize(
    ("when", "series", "then"),
    [
        (["price >= 100 USD/coin"], "price.close", 100),
        (["price < 100 USD/coin"], "price.close", 100),
        (["price > 60 USD/coin"], "price.close", 60),
        (["price * 2 >= 200 USD/coin"], "price.close", 100),
        (["price >= 200 USD/coin * assume.weight"], "price.close", 100),
        (["price >= 99 USD/coin * assume.weight"], "price.close", 49.5),
        (["price >= 40 USD/coin * assume.weight"], "price.close", 80),
        (["price < 40 USD/coin", "price < 10 USD/coin"], "price.close", 10),
        (["flow <= -10 USD"], "fund.flow", -10),
        (["flow <= -10 USD", "price < 91 USD/coin"], "price.close", 91),
        (["any of: [price >= 100 USD/coin, price <= 10 USD/coin]"], "price.close", 100),
        (["price >= 100 USD/coin", "flow > 0 USD"], None, None),
    ],
)
def test_the_nearest_flip_lies_where_the_condition_turns(when, series, then):
    rules = ruled(*(line if "any" in line else f"{line}: ours" for line in when))
    found = flips(rules)
    if then is None:
        assert found == ()
    else:
        [flip] = found
        assert (flip.series, flip.then) == (series, pytest.approx(then))


WORLDS = {
    "a threshold above": ["price >= 100 USD/coin: ours"],
    "a threshold below": ["price > 60 USD/coin: ours"],
    "a threshold on the spot": ["price >= 90 USD/coin: ours", "flow < 0 USD: ours"],
    "two facts": ["price * 1 coin + flow > 30 USD: ours"],
    "a range it clears": ["price * assume.weight > 30 USD/coin: ours"],
    "a range it misses": ["price * assume.weight > 300 USD/coin: ours"],
    "two ranges that go together": ["price * assume.weight * (1 - assume.margin) > 30 USD/coin: r"],
    "a condition the others allow": ["flow < 0 USD: ours", "price < 100 USD/coin: ours"],
    "a quantity in between": ["left > 50 USD: ours"],
    "a kink beyond the flip": ["max(price, 85 USD/coin) >= 88 USD/coin: ours"],
}


@pytest.mark.parametrize("what", WORLDS)
def test_a_printed_flip_turns_the_finding_and_a_nearer_point_does_not(what):
    rules = ruled(*WORLDS[what], let={"left": "price * 1 coin + 0.5 * flow"})
    [flip] = flips(rules)
    assert turns(rules, flip)


linear = st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-300, 300))


@settings(QUICK, max_examples=15)
@given(st.lists(linear, min_size=1, max_size=3), st.booleans())
def test_every_printed_flip_of_random_linear_conditions_turns_its_finding(lines, weighted):
    weight = " * assume.weight" if weighted else ""
    texts = [f"{a} * price * 1 coin{weight} + {b} * flow >= {c} USD" for a, b, c in lines]
    rules = ruled(*(f"{text.replace('>= -', '>= 0 USD - ')}: ours" for text in texts))
    for flip in flips(rules):
        assert turns(rules, flip)


def test_a_kink_before_the_flip_gives_none_rather_than_a_wrong_one():
    """Straight on, the condition would turn at 70, but from 80 down it stays where it is."""
    rules = ruled("max(price, 80 USD/coin) > 70 USD/coin: ours")
    assert flips(rules) == ()


def test_a_flip_that_another_condition_undoes_is_none():
    """At 100 the first condition turns true, but then the second is false."""
    rules = ruled("price >= 100 USD/coin: ours", "price < 95 USD/coin: ours")
    assert flips(rules) == ()


def test_a_fact_that_moves_a_peak_with_it_gives_no_flip():
    """A price of 110 would be the new peak, and not above it."""
    text = page_text(
        facts={"price": "price.close", "top": "peak(price.close, 9d)"},
        when=["price >= 1.1 * top: ours"],
    )
    prices = daily("price.close", "2025-11-17", 100, 90)
    assert nearest_flips(run(book(text), prices), ("fell",)) == ()


def test_a_fact_that_moves_the_day_another_is_read_on_gives_no_flip():
    """At 110 today would be the peak, and today only one coin was spent."""
    text = page_text(
        facts={"price": "price.close", "spent": "at_peak(coins.spent, price.close, 2d)"},
        when=["price >= 110 USD/coin: ours", "spent > 5 coins: ours"],
    )
    days = daily("price.close", "2025-11-17", 100, 90), daily("coins.spent", "2025-11-17", 9, 1)
    assert nearest_flips(run(book(text), *days), ("fell",)) == ()


def test_a_fact_with_two_names_on_a_page_moves_under_both():
    """One name alone would have to reach 110, but at 100 the sum is there."""
    text = page_text(
        facts={"price": "price.close", "again": "price.close"},
        when=["price + again >= 200 USD/coin: ours"],
    )
    [flip] = nearest_flips(run(book(text), WORLD), ("fell",))
    assert flip.then == 100


@pytest.mark.parametrize(
    ("premise", "turns_at"), [("claim other", None), ("not claim other", 100), ("claim calm", 100)]
)
def test_a_fact_that_moves_a_premise_is_followed_there(premise, turns_at):
    """At 100 the price turns this claim's own condition; from 95 on it has turned the other."""
    other = page_text("other", facts=FACTS, when=["price < 95 USD/coin: ours"])
    calm = page_text("calm", facts=FACTS, when=["flow < 0 USD: ours"])
    rules = ruled("price >= 100 USD/coin: ours", premise, others=[other, calm])
    assert [flip.then for flip in flips(rules)] == ([] if turns_at is None else [turns_at])


def test_a_fact_that_moves_a_quantity_upstream_is_followed_there():
    """With both sides moved, 100 is no place where it turns, but 80 is."""
    other = page_text("other", facts=FACTS, let={"more": "price * 2"}, when=["price > more: ours"])
    rules = ruled("price > other.more - 80 USD/coin: ours", others=[other])
    assert status(rules, WORLD) == "fails"
    [flip] = flips(rules)
    assert (flip.then, flip.how) == (pytest.approx(80), "exact")


def test_a_condition_that_is_not_linear_in_a_fact_is_followed_between_two_values():
    rules = ruled("price ^ 2 > 9000 USD/coin * 1 USD/coin: ours")
    [flip] = flips(rules)
    assert (flip.then, flip.how) == (pytest.approx(9000**0.5, rel=1e-4), "bracketed")
    assert turns(rules, flip)


def test_a_flip_may_lie_upstream_and_names_the_condition_there():
    other = page_text("other", facts=FACTS, when=["flow > 0 USD: ours"])
    rules = ruled("price < 100 USD/coin: ours", "claim other", others=[other])
    [flip] = flips(rules)
    assert (flip.line, flip.series, flip.becomes) == ("other#1", "fund.flow", "holds")


def test_which_headline_speaks_may_turn_too():
    first = page_text("first", kind="headline", facts=FACTS, when=["price < 95 USD/coin: ours"],
                      sections=["Holds"])  # fmt: skip
    second = page_text("second", kind="headline", facts=FACTS, when=["flow < 0 USD: ours"],
                       sections=["Holds"])  # fmt: skip
    rules = book(first, second, order="headline: [first, second]")
    [flip] = nearest_flips(run(rules, WORLD), ("headline",))
    assert (flip.series, flip.then, flip.becomes) == ("price.close", 95, "second")


def test_a_headline_that_turns_to_another_reason_is_the_same_headline():
    """The second page speaks neither before nor after."""
    first = page_text("first", kind="headline", facts=FACTS, when=["flow < 0 USD: ours"],
                      sections=["Holds"])  # fmt: skip
    second = page_text("second", kind="headline", facts=FACTS, when=["price > 95 USD/coin: ours"],
                       sections=["Holds"])  # fmt: skip
    rules = book(first, second, order="headline: [first, second]")
    [flip] = nearest_flips(run(rules, WORLD), ("headline",))
    assert (flip.series, flip.becomes) == ("fund.flow", "")


def test_a_price_does_not_turn_below_zero():
    rules = ruled("price * 1 coin + flow > -200 USD: ours")
    [flip] = flips(rules)
    assert (flip.series, flip.then) == ("fund.flow", pytest.approx(-290))


def test_a_fact_of_zero_can_move_too():
    world = moved(WORLD, "fund.flow", 0.0)
    [flip] = flips(ruled("flow >= 5 USD: ours"), world)
    assert (flip.now, flip.then) == (0, pytest.approx(5))


def test_a_fact_in_a_window_moves_alone():
    """The peak of 90 comes down until the 80 of the day before is the peak."""
    text = page_text(facts={"top": "peak(price.close, 9d)"}, when=["top > 85 USD/coin: ours"])
    days = daily("price.close", "2025-11-17", 70, 71, 72, 73, 74, 75, 76, 80, 90)
    [flip] = nearest_flips(run(book(text), days), ("fell",))
    assert (flip.fact, flip.then) == (9, 85)
    low = page_text(facts={"top": "peak(price.close, 9d)"}, when=["top > 75 USD/coin: ours"])
    assert nearest_flips(run(book(low), days), ("fell",)) == ()


def test_a_day_of_a_sum_moves_alone():
    text = page_text(facts={"week": "sum(fund.flow, 5d)"}, when=["week < 0 USD: ours"])
    days = daily("fund.flow", "2025-11-14", -10, -20, -30, -40, -50, weekdays=True)
    [flip] = nearest_flips(run(book(text), days, on="2025-11-14"), ("fell",))
    assert (flip.now, flip.then) == (-50, 100)


def test_what_is_unknown_has_no_flip():
    assert flips(ruled("price > 50 USD/coin: ours"), WORLD[1:]) == ()


def test_a_group_that_still_holds_keeps_the_finding():
    """The price alone would turn its own condition, but the group holds by the flow."""
    rules = ruled("flow < -10 USD: ours", "any of: [price < 100 USD/coin, flow < 0 USD]")
    [flip] = flips(rules)
    assert (flip.series, flip.then) == ("fund.flow", pytest.approx(-10))


def test_the_nearest_by_share_comes_first_and_one_for_each_claim():
    far = page_text("far", facts=FACTS, when=["flow < -39 USD: ours", "price > 10 USD/coin: ours"])
    near = page_text("near", facts=FACTS, when=["price < 91 USD/coin: ours"])
    found = nearest_flips(run(book(far, near), WORLD), ("far", "near"))
    assert [(flip.claim, flip.series) for flip in found] == [
        ("near", "price.close"),
        ("far", "fund.flow"),
    ]


def test_a_change_is_set_against_the_daily_moves_of_its_series():
    """Prices go up and down by one: a standard deviation of 1.02 with 21 changes."""
    prices = daily("price.close", "2025-11-17", *[90 + i % 2 for i in range(22)][::-1])
    [flip] = flips(ruled("price < 100 USD/coin: ours"), prices)
    assert flip.daily_moves == pytest.approx(10 / 1.0235, rel=1e-3)
    [enough] = flips(ruled("price < 100 USD/coin: ours"), prices[1:])
    [short] = flips(ruled("price < 100 USD/coin: ours"), prices[2:])
    assert enough.daily_moves == pytest.approx(10 / 1.026, rel=1e-3)
    assert short.daily_moves is None


def test_moves_of_more_than_a_year_ago_do_not_count():
    wild = daily("price.close", "2024-11-17", *[90, 900] * 15)
    calm = daily("price.close", "2025-11-17", *[90 + i % 2 for i in range(22)][::-1])
    [flip] = flips(ruled("price < 100 USD/coin: ours"), wild + calm)
    assert flip.daily_moves == pytest.approx(10 / 1.0235, rel=1e-3)


def test_daily_moves_are_those_of_the_odds_for_one_meeting():
    """Odds for two meetings lie far apart every day, and neither moves much."""
    odds = [
        told("odds.cut", f"2025-10-{day + 1:02}", level + day % 2 / 100, "next", about=about)
        for day in range(25)
        for about, level in (("2025-12-10", 0.4), ("2026-01-28", 0.9))
    ]
    other = told("odds.cut", "2025-10-26", 0.9, about="2026-01-28")
    text = page_text(facts={"odds": "odds.cut"}, when=["odds < 50 %: ours"])
    [flip] = nearest_flips(run(book(text), odds, other, on="2025-10-26"), ("fell",))
    assert flip.daily_moves == pytest.approx(0.1 / 0.0102, rel=0.05)


def test_ranges_whose_ends_pull_apart_leave_nothing_certain_where_they_cross():
    """Up and down of the price the worst and the best scenario change places."""
    rules = ruled(
        "(price - 92 USD/coin) * (assume.weight - 1) >= 0 USD/coin - 0.5 USD/coin: ours",
        "(price - 92 USD/coin) * (1 - assume.weight) >= 0 USD/coin - 0.5 USD/coin: ours",
    )
    for flip in flips(rules):
        assert turns(rules, flip)


def test_kept_flips_are_read_again_but_not_for_other_facts_nor_by_who_believes_no_cache(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path))
    cache_folder.cache_clear()
    rules, elsewhere = ruled("price >= 100 USD/coin: ours"), moved(WORLD, "price.close", 80)
    found = flips(rules)
    assert tuple(room.NearestFlips(run(rules, WORLD), cache=True)) == found
    monkeypatch.setattr(room, "nearest_true", lambda *_: None)
    assert tuple(room.NearestFlips(run(rules, WORLD), cache=True)) == found
    assert not tuple(room.NearestFlips(run(rules, elsewhere), cache=True))
    with without_cache():
        assert not tuple(room.NearestFlips(run(rules, WORLD), cache=True))
    cache_folder.cache_clear()
