"""A run with facts supposed, against a base that really holds them."""

from __future__ import annotations

import pytest

from engine.counterfactual.supposed import suppose
from engine.counterfactual.suppositions import suppositions
from tests.desk import ask_with, fact, facts, instead

MEETING = {"target": "2025-12-10", "source": "cme_fedwatch"}


def supposed(*texts, given=None):
    run = ask_with(facts() if given is None else given)
    return suppose(run, suppositions(run, texts))


def statuses(run):
    return {claim: finding.status for claim, finding in run.findings.items()}


@pytest.mark.parametrize(
    ("text", "really"),
    [
        ("etf.net_flow=500m", fact("etf.net_flow", 500, "USD m", source="farside")),
        ("policy.cut_odds=80%", fact("policy.cut_odds", 80, "%", **MEETING)),
        ("derivatives.max_leverage=100", fact("derivatives.max_leverage", 100, "x")),
    ],
)
def test_what_is_supposed_is_found_as_if_the_base_held_it(text, really):
    held = ask_with([*facts(), really])
    assert statuses(supposed(text)) == statuses(held)


def test_a_supposed_value_takes_the_place_of_the_one_of_its_day():
    run = supposed("price.close=50000")
    reading = run.evaluation.readings["floor_value"]["price"][0]
    assert (reading.value, reading.source) == (50_000, "binance")
    assert run.findings["floor_value"].status == "holds"


def test_a_window_holds_what_is_supposed_beside_the_rest():
    """The peak is still that of the source that speaks, now with one day more."""
    run = supposed("policy.cut_odds=99%")
    odds = run.evaluation.readings["odds_fell"]
    assert (odds["odds_peak"][0].value, odds["odds_now"][0].value) == (0.99, 0.99)


def test_whoever_speaks_says_what_is_supposed():
    """A source that answers nothing more is not preferred for it."""
    worse = fact("price.close", 70_000, "USD/coin", source="desk")
    assert statuses(supposed("price.close=50000", given=[*facts(), worse])) == statuses(
        supposed("price.close=50000")
    )


def test_what_only_a_document_says_is_not_on_its_word_when_it_is_supposed():
    run = supposed("holders.long_term_spent=100k")
    [reading] = run.evaluation.readings["coins_moved"]["spent"]
    assert (reading.value, reading.source) == (100_000, "what_if")


def test_a_series_nobody_speaks_of_can_be_supposed():
    run = supposed("onchain.realised_price=99000", given=instead()[:-2])
    assert run.findings["floor_value"].status == "holds"


def test_supposing_what_is_changes_nothing():
    run = ask_with(facts())
    again = suppose(run, suppositions(run, ["price.close=92000"]))
    assert statuses(run) == statuses(again)


def test_the_run_itself_stays_as_it_was():
    run = ask_with(facts())
    before = statuses(run)
    assert statuses(suppose(run, suppositions(run, ["price.close=50000"]))) != before
    assert run.evaluation.readings["floor_value"]["price"][0].value == 92_000
    assert statuses(run) == before
