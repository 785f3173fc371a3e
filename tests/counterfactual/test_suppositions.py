"""Suppositions as people write them: what they mean, and why others mean nothing."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.counterfactual.suppositions import NotASupposition, standing, suppositions
from kb.errors import ReadError
from kb.facts import FactError
from kb.store import KnowledgeBase
from tests.desk import ask, fact, facts, instead
from tests.desk import book_of as rules
from tests.every import every
from tests.worlds import QUICK


@pytest.fixture(scope="module")
def today():
    with KnowledgeBase.in_memory() as base:
        base.add(facts())
        return ask(base, rules())


@every(
    ("text", "value"),
    [
        ("etf.net_flow=-2bn", -2e9),
        ("etf.net_flow=−2bn", -2e9),
        ("etf.net_flow=-$2bn", -2e9),
        ("etf.net_flow = -2 USD bn", -2e9),
        ("etf.net_flow=1,250 USD m", 1.25e9),
        ("etf.net_flow=250k", 250e3),
        ("policy.cut_odds=80%", 0.8),
        ("policy.cut_odds=80 pp", 0.8),
        ("price.close=85000", 85e3),
        ("price.close=$85,000", 85e3),
        ("price.close=85k", 85e3),
        ("price.close=85.5k", 85.5e3),
        ("holders.long_term_spent=1.2m", 1.2e6),
        ("holders.long_term_spent=900 coins k", 900e3),
        ("derivatives.max_leverage=100", 100),
        ("derivatives.max_leverage=100 x", 100),
        ("treasury.bill_3m=-25 bp", -0.0025),
        ("japan.gdp_nominal=600tn", 600e12),
        ("network.hash_rate=900 EH/s", 900e18 * 86_400),
    ],
)
def test_a_value_is_read_in_its_unit(today, text, value):
    [supposed] = suppositions(today, [text])
    assert supposed.value == pytest.approx(value)
    assert (supposed.as_of, supposed.source) == (date(2025, 11, 17), "what_if")


@every(
    ("text", "problem"),
    [
        ("price.close=-10%", "could be a change or a value; write the value it would have, "
                             "such as price.close=82800 USD/coin"),
        ("price.close=10%", "such as price.close=9200 USD/coin"),
        ("onchain.realised_cap=5%", "such as onchain.realised_cap=500m"),
        ("derivatives.open_interest=68", "under a thousandth of what stands, and has no unit"),
        ("policy.cut_odds=80", "has no unit, and the series is given in %"),
        ("policy.cut_odds=180%", "outside 0 to 100 %"),
        ("price.close=0", "is no price"),
        ("price.close=abc", "has no number; write it like price.close=85000"),
        ("price.close=", "has no number"),
        ("price.close=nan", "has no number"),
        ("price.close=1e999", "too large to be a number"),
        ("price.close=5 EH/s", "does not fit price.close"),
        ("fx.usdjpy=$150", "is no amount of dollars"),
        ("etf.net_flow=2zn", "is not known for etf.net_flow"),
        ("etf.net_flw=-2bn", "nearest: etf.net_flow"),
        ("=5", "series '' is not known"),
        ("policy.cut_odds@tomorrow=80%", "'tomorrow' is not a date"),
        ("policy.cut_odds@2025-11-01=80%", "lies before its own day"),
        ("price.close@2025-12-10=85000", "takes no target"),
        ("calendar.boj=1", "needs a target"),
        ("no-such-file.csv", "no-such-file.csv"),
    ],
)  # fmt: skip
def test_what_cannot_be_supposed_is_refused_in_a_sentence(today, text, problem):
    with pytest.raises((FactError, ReadError)) as refused:
        suppositions(today, [text])
    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["etf.net_flow", "", "  ", "facts.txt", "price.close:85000"])
def test_what_is_neither_a_supposition_nor_a_file_is_wrong_usage(today, text):
    with pytest.raises(NotASupposition, match="write SERIES=VALUE"):
        suppositions(today, [text])


def test_a_date_is_the_one_written_or_the_nearest_that_is_spoken_of(today):
    nearest, written = suppositions(
        today, ["policy.cut_odds=80%", "policy.cut_odds@2026-01-28=80%"]
    )
    assert (nearest.target, written.target) == (date(2025, 12, 10), date(2026, 1, 28))


def test_a_flow_that_is_told_for_a_month_is_supposed_for_a_month(today):
    [supposed] = suppositions(today, ["holders.long_term_spent=1m"])
    assert supposed.span == 30


def test_the_same_thing_cannot_be_supposed_twice(today):
    with pytest.raises(FactError, match=r"price\.close of 2025-11-17 is supposed twice"):
        suppositions(today, ["price.close=85000", "price.close=86000"])


def test_a_file_of_facts_is_supposed_row_by_row(today, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(
        "series,as_of,value,unit\nprice.close,2025-11-16,90000,USD/coin\n"
        "etf.net_flow,2025-11-17,-2,USD bn\n"
    )
    found = suppositions(today, [str(path), "policy.cut_odds=80%"])
    assert [(f.series, f.value, f.source) for f in found] == [
        ("price.close", 90_000, "what_if"),
        ("etf.net_flow", -2e9, "what_if"),
        ("policy.cut_odds", 0.8, "what_if"),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("price.close,2025-11-16,nan,USD/coin,btc", "line 2: value 'nan' is not a finite number"),
        ("price.close,2025-11-18,90000,USD/coin,btc", "line 2: as_of 2025-11-18 lies in the fut"),
        ("price.close,2025-11-16,90000,USD/coin,eth", "speaks of eth"),
    ],
)
def test_a_bad_row_of_a_file_is_named(today, tmp_path, row, problem):
    path = tmp_path / "f.csv"
    path.write_text(f"series,as_of,value,unit,asset\n{row}\n")
    with pytest.raises(FactError, match=problem):
        suppositions(today, [str(path)])


def test_what_stands_is_the_newest_word_of_the_best_source():
    other = fact("price.close", 90_000, "USD/coin", source="desk")
    with KnowledgeBase.in_memory() as base:
        base.add([*instead(), other])
        run = ask(base, rules())
    assert standing(run, "price.close").value == 92_000
    assert standing(run, "policy.cut_odds", date(2025, 12, 10)).value == 0.44
    assert standing(run, "policy.cut_odds", date(2026, 1, 28)).value is None
    assert standing(run, "gold.price").value is None


@settings(QUICK, max_examples=40)
@given(st.text(max_size=30) | st.builds("{}={}".format, st.sampled_from(
    ["price.close", "policy.cut_odds@2025-12-10", "etf.net_flow"]), st.text(
        "0123456789.,-+−$%€ebntkmUSD²٣\n", max_size=12)))  # fmt: skip
def test_whatever_is_written_is_a_fact_or_a_sentence(today, text):
    try:
        found, sentence = suppositions(today, [text]), "a fact"
    except (FactError, NotASupposition, ReadError) as refused:
        found, sentence = (), str(refused)
    assert all(math.isfinite(fact.value) for fact in found)
    assert sentence.strip()
    assert "\n" not in sentence
