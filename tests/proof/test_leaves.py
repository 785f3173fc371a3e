"""What a proof ends in: facts, windows, assumptions, or what is lacking."""

from __future__ import annotations

from datetime import date, timedelta

from engine.proof.text import as_text
from kb.built_in import catalog
from tests.desk import (
    FLOOR_VALUE,
    FUNDS_LEFT,
    edited,
    fact,
    facts,
    instead,
    without,
)
from tests.proof.proving import nodes, proof, texts

LEAVES = ("fact", "window", "assumption", "function", "rule", "lack")


def test_an_assumption_shows_its_range_and_its_reason(prover):
    assert texts(prover.claim("positions_heavy"), "assumption") == [
        "assume.forced_share = 10% (5% to 20%): nobody publishes it; a wide range"
    ]


def test_a_window_shows_how_much_of_it_was_seen(prover):
    readings = texts(prover.claim("odds_fell"), "reading")
    assert readings[0].startswith("odds_peak = 95% = peak(policy.cut_odds, 45d), 2 of ")


def test_a_fact_shows_its_row_its_value_both_dates_its_source_and_its_batch(prover):
    assert texts(prover.claim("funds_left"), "fact") == [
        "fact 5: etf.net_flow −492 USD m, as of 2025-11-14, known 2025-11-14 23:59 UTC "
        "(stated), Farside Investors, batch 1"
    ]


def test_a_window_of_many_facts_is_named_by_their_number_and_a_digest():
    days = [fact("etf.net_flow", -i, "USD m", f"2025-11-{i:02}") for i in range(1, 15)]
    weeks = edited(FUNDS_LEFT, "flow: etf.net_flow", "flow: mean(etf.net_flow, 21d)")
    found = proof("funds_left", instead(*days), funds_left=weeks)
    [window] = [step for step in nodes(found) if step.kind == "window"]
    assert window.text.startswith(
        "14 facts of etf.net_flow, 2025-11-01 to 2025-11-14, desk, batch 1, digest "
    )
    assert len(window.rows) == 14
    shown = texts(found, "fact")
    assert len(shown) == 6, "its ends are shown where all is"
    assert ("2025-11-01" in shown[0], "2025-11-14" in shown[-1]) == (True, True)


def test_a_digest_follows_what_the_facts_say():
    weeks = edited(FUNDS_LEFT, "flow: etf.net_flow", "flow: mean(etf.net_flow, 21d)")
    windows = []
    for first in (1, 1, 2):
        days = [fact("etf.net_flow", -i, "USD m", f"2025-11-{i:02}") for i in range(2, 15)]
        days.append(fact("etf.net_flow", -first, "USD m", "2025-11-01"))
        windows += texts(proof("funds_left", instead(*days), funds_left=weeks), "window")
    assert windows[0] == windows[1] != windows[2]


def test_a_peak_names_the_window_it_was_seen_in():
    """That it is the peak rests on the other days too."""
    days = [fact("policy.cut_odds", 60 + i, "%", f"2025-11-{i:02}", target="2025-12-10")
            for i in range(1, 15)]  # fmt: skip
    found = proof("odds_fell", instead(*days))
    [window] = [step for step in found.steps() if step.kind == "window"]
    assert "14 facts of policy.cut_odds" in window.text
    assert len(found.facts()) == 14


def test_the_unknown_says_what_it_needs():
    found = proof("funds_left", without("etf.net_flow"))
    assert found.text.startswith("funds_left unknown (missing): ")
    assert texts(found, "lack") == ["needs etf.net_flow: no fact of etf.net_flow"]


def test_a_proof_ends_in_facts_assumptions_or_something_missing(prover):
    """No leaf is a bare assertion."""
    for page in prover.run.book.pages:
        for node in nodes(prover.claim(page.claim)):
            if not node.children and node.kind != "finding":
                assert node.kind in LEAVES or "unknown" in node.text


def test_a_quantity_without_facts_says_unknown():
    found = proof("positions_heavy", without("derivatives.open_interest"))
    assert "positions_heavy.forced = unknown (missing)" in " ".join(texts(found, "quantity"))


def test_the_same_fact_is_one_step_however_often_it_is_rested_on(prover):
    steps = list(prover.claim("floor_reached").steps())
    assert len({step.text for step in steps if step.kind == "fact"}) == len(
        [step for step in steps if step.kind == "fact"]
    )


def test_what_is_too_old_says_since_when():
    old = fact("etf.net_flow", -492, "USD m", "2025-10-31", source="farside")
    [lack] = texts(proof("funds_left", instead(old)), "lack")
    assert lack.startswith("needs etf.net_flow: the newest is of 2025-10-31, 17 days old")
    stale_after = catalog().get("etf.net_flow").stale_after
    since = date(2025, 10, 31) + timedelta(days=stale_after + 1)
    assert lack.endswith(f", stale since {since}")


def closes(source: str, first: str, values: list[float]) -> list:
    start = date.fromisoformat(first)
    days = ((start + timedelta(days=n)).isoformat() for n in range(len(values)))
    return [fact("price.close", v, "USD/coin", d, source=source)
            for d, v in zip(days, values, strict=True)]  # fmt: skip


def test_a_splice_stands_in_the_proof_with_both_sources():
    """Thirty days by one, then twenty by another, ten of them common and 0.2% apart."""
    told = [*closes("binance", "2025-10-08", [90_000.0] * 30),
            *closes("coin_metrics", "2025-10-28", [90_180.0] * 21)]  # fmt: skip
    page = edited(FLOOR_VALUE, "price: price.close", "price: mean(price.close, 40d)")
    given = [each for each in facts() if each.series != "price.close"] + told
    text = as_text(proof("floor_value", given, floor_value=page))
    assert "40 of 40 days, 19 days by Binance, at most 0.20% from the others on 10 comm" in text
    assert "Binance" in text
