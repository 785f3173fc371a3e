"""Said against measured: each number of a document beside the best other source of its day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.evaluation.said import by_claim, judge_said
from kb.clock import moment_number
from tests.every import every
from tests.worlds import CATALOG, book, daily, page_text, panel, told


def verdicts(said, *facts, source="E1", on="2025-11-25", series="price.close", let=None):
    """The verdicts on what one page quotes of `x`."""
    names = {"x": said} if isinstance(said, str) else said
    text = page_text(facts={"x": series}, said=names, let=let, source=source, when=["x > x: ours"])
    return judge_said(book(text), panel(*facts, on=on), CATALOG)


def judged_as(*pages, asset="btc", on="2025-11-25", known=None):
    """The verdicts on pages for an asset, on what was known by then."""
    facts = panel(MEASURED, told("dollar.rate", "2025-11-17", 0.04), on=on)
    moment = facts.known_at if known is None else np.array([moment_number(known)])
    return judge_said(book(*pages), replace(facts, asset=asset, known_at=moment), CATALOG)


def verdict(said, *facts, **more):
    [found] = verdicts(said, *facts, **more)
    return found


PRICE_SAID = page_text(facts={"x": "price.close"}, said={"x": "100 USD/coin"}, when=["x > x: ours"])
MEASURED = told("price.close", "2025-11-17", 100)


@every(
    ("said", "outcome"),
    [
        ("100 USD/coin", "agrees"),
        ("105 USD/coin", "agrees"),
        ("106 USD/coin", "disputed"),
        ("95.3 USD/coin", "agrees"),
        ("95 USD/coin", "disputed"),
        ("about 111 USD/coin", "agrees"),
        ("about 112 USD/coin", "disputed"),
        ("> 99 USD/coin", "agrees"),
        ("> 100 USD/coin", "disputed"),
        ("< 101 USD/coin", "agrees"),
        ("< 100 USD/coin", "disputed"),
        ("90 .. 100 USD/coin", "agrees"),
        ("90 .. 99 USD/coin", "disputed"),
        ("101 .. 110 USD/coin", "disputed"),
    ],
)
def test_a_number_agrees_within_the_tolerance_of_its_series(said, outcome):
    """Five per cent of what was said for this one; twice that after "about"."""
    assert verdict(said, MEASURED).verdict == outcome


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("45 %", "agrees"), ("35 %", "agrees"), ("46 %", "disputed"), ("34 %", "disputed")],
)
def test_a_tolerance_in_points_is_not_relative(said, outcome):
    """And rounding never decides: 0.35 + 0.05 is a little less than 0.4."""
    odds = told("odds.cut", "2025-11-17", 0.4, about="2025-12-10")
    assert verdict(said, odds, series="odds.cut").verdict == outcome


@pytest.mark.parametrize(
    ("said", "gap"),
    [
        ("80 USD/coin", 20),
        ("130 USD/coin", -30),
        ("50 .. 90 USD/coin", 10),
        ("90 .. 110 USD/coin", 0),
    ],
)
def test_the_gap_is_what_was_measured_less_what_was_said(said, gap):
    assert verdict(said, MEASURED).gap == gap


def test_a_document_is_judged_at_its_own_date():
    later = told("price.close", "2025-11-20", 70)
    found = verdict("100 USD/coin", MEASURED, later)
    assert (found.measured, found.facts, found.sources) == (100, (1,), ("best",))


def test_what_became_known_after_the_document_does_not_judge_it():
    corrected = told("price.close", "2025-11-17", 70, known="2025-11-19")
    assert verdict("100 USD/coin", MEASURED, corrected).measured == 100


def test_a_document_is_not_judged_by_its_own_word():
    own = told("price.close", "2025-11-17", 100, "essay")
    found = verdict("100 USD/coin", own)
    assert (found.verdict, found.why) == ("cannot be checked", "no other source")


def test_one_document_may_be_judged_by_another():
    other = told("price.close", "2025-11-17", 100, "comment")
    assert verdict("100 USD/coin", other).sources == ("comment",)


def test_the_comment_is_judged_at_the_date_of_the_comment():
    later = told("price.close", "2025-11-21", 70)
    found = verdict("70 USD/coin", MEASURED, later, source="J3")
    assert (found.document, found.measured, found.verdict) == ("comment", 70, "agrees")


def test_before_its_date_a_document_has_said_nothing():
    early = told("price.close", "2025-11-10", 100)
    assert verdicts("100 USD/coin", early, on="2025-11-16") == ()
    assert len(verdicts("100 USD/coin", early, on="2025-11-17")) == 1


@pytest.mark.parametrize(
    ("day", "known", "judged"),
    [
        ("2025-11-17", "2025-11-17", True),
        ("2025-11-17", "2025-11-17T12:00Z", False),
        ("2025-11-25", "2025-11-16", False),
        ("2025-11-25", "2025-11-17", True),
    ],
)
def test_a_document_unknown_at_the_time_is_not_judged(day, known, judged):
    """By noon of its date the end of that date is still ahead."""
    found = judged_as(PRICE_SAID, known=known, on=day)
    assert [v.name for v in found] == (["x"] if judged else [])


def test_a_document_about_one_asset_is_not_put_against_another():
    """The essay speaks of bitcoin, whatever rates it names on the way."""
    rate = page_text(
        "global", facts={"r": "dollar.rate"}, said={"r": "4 %"}, when=["r > 0 %: ours"]
    )
    own, other = (judged_as(PRICE_SAID, rate, asset=asset) for asset in ("btc", "eth"))
    assert {(v.claim, v.name) for v in own} == {("fell", "x"), ("global", "r")}
    assert other == ()


def test_a_document_of_no_one_asset_is_put_against_any():
    comment = page_text(
        facts={"x": "price.close"}, said={"x": "1 USD/coin"}, source="J3", when=["x > x: ours"]
    )
    assert [v.name for v in judged_as(comment, asset="eth")] == ["x"]


def test_a_stale_measurement_cannot_check_anything():
    found = verdict("100 USD/coin", told("price.close", "2025-11-10", 100))
    assert found.verdict == "cannot be checked"
    assert found.why.startswith("the newest is of 2025-11-10")


def test_a_quantity_is_judged_by_what_it_is_computed_from():
    prices = daily("price.close", "2025-11-17", 100, 80)
    found = verdict({"half": "about 42 USD/coin"}, prices, let={"half": "x / 2"})
    assert (found.measured, found.verdict, found.facts) == (40, "agrees", (2,))
    assert verdict({"half": "42.2 USD/coin"}, prices, let={"half": "x / 2"}).verdict == "disputed"


PEAK = "peak(price.close, 30d)"


@pytest.mark.parametrize(
    ("said", "outcome"), [("120 USD/coin", "agrees"), ("150 USD/coin", "cannot be checked")]
)
def test_a_sparse_peak_can_agree_but_not_dispute(said, outcome):
    sparse = [told("price.close", "2025-10-20", 120), MEASURED]
    found = verdict(said, sparse, series=PEAK)
    assert found.verdict == outcome


def test_a_covered_peak_disputes():
    covered = daily("price.close", "2025-11-17", *[100] * 24)
    assert verdict("150 USD/coin", covered, series=PEAK).verdict == "disputed"


def test_a_source_silent_since_may_still_name_a_past_peak():
    silent = daily("price.close", "2025-11-08", *[100] * 24)
    assert verdict("100 USD/coin", silent, series=PEAK).verdict == "agrees"
    assert verdict("100 USD/coin", silent).verdict == "cannot be checked"


def test_verdicts_are_found_by_claim():
    both = verdicts({"x": "100 USD/coin", "y": "100 USD/coin"}, MEASURED, let={"y": "x * 1"})
    assert {claim: [v.name for v in found] for claim, found in by_claim(both).items()} == {
        "fell": ["x", "y"]
    }
