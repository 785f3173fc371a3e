"""what-if: what would be different, and that nothing is written."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import write


def test_what_differs_is_shown_in_order(desk):
    said = desk("what-if", "etf.net_flow=5m")
    assert said.code == 0
    places = [said.out.index(x) for x in ("suppose", "HEADLINE", "FINDINGS", "QUANT", "SENTENCES")]
    assert places == sorted(places)
    assert "  “Money left the funds” (funds_left): holds → fails\n" in said.out
    assert "suppose etf.net_flow 5 USD m, as of 2025-11-17 (now −$492m)" in said.out.replace(
        "5,000,000 USD", "5 USD m"
    )


def test_a_file_and_a_value_are_supposed_together(desk, tmp_path):
    name = write(
        tmp_path / "f.csv", "series,as_of,value,unit\nprice.close,2025-11-17,5e4,USD/coin\n"
    )
    said = desk("what-if", name, "policy.cut_odds=80%")
    assert "(floor_value): fails → holds" in said.out
    assert "(odds_fell): holds → unknown" in said.out


def test_a_day_that_no_market_can_have_is_told_by_what_if_add_and_the_briefing_alike(
    desk, tmp_path
):
    """The close of the day stands at 92,000 USD."""
    pair = "a low of 95,000 above the close of 92,000"
    said = desk("what-if", "price.low=95000")
    assert (said.code, f"no day can have {pair}; suppose the other" in said.out) == (0, True)
    assert json.loads(desk("what-if", "price.low=95000", "--json").out)["impossible"] == [pair]
    both = desk("what-if", "price.low=95000", "price.close=96000")
    assert "no day can have" not in both.out
    assert "impossible" not in json.loads(desk("what-if", "price.low=91000", "--json").out)
    row = "series,as_of,value,unit\nprice.low,2025-11-17,95000,USD/coin\n"
    file = write(tmp_path / "low.csv", row)
    assert (
        f"btc on 2025-11-17 has {pair} (binance), which no day can have"
        in desk("add", file, "--source", "binance", "--known-at", "2025-11-18").err
    )
    right = write(tmp_path / "right.csv", row.replace("95000", "91000"))
    told = desk("add", right, "--source", "binance", "--known-at", "2025-11-19")
    assert "which no day can have" not in told.err


def test_nothing_is_written(desk, tmp_path):
    desk("brief")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert desk("what-if", "etf.net_flow=5m").code == 0
    assert desk("what-if", "etf.net_flow=5m", "--json").code == 0
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert after == before


def test_json_holds_what_was_supposed_and_every_number(desk):
    found = json.loads(desk("what-if", "price.close=50000", "--json").out)
    assert found["supposed"][0] | {"target": None} == {
        "series": "price.close", "target": None, "as_of": "2025-11-17", "span": 1, "value": 5e4
    }  # fmt: skip
    assert {"headline", "findings", "quantities", "sentences"} <= found.keys()
    [price] = [q for q in found["quantities"] if q["claim"] == "floor_value"]
    assert (price["before"]["mid"], price["after"]["mid"]) == (92_000, 50_000)


def test_nothing_that_differs_is_an_answer(desk):
    said = desk("what-if", "price.close=92000")
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("no finding, quantity or sentence would change\n")


def test_a_series_no_page_reads_is_said(desk):
    assert desk("what-if", "gold.price=4000").err == "no page reads gold.price\n"


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        ([], 2, "Missing argument"),
        (["nonsense"], 2, "write SERIES=VALUE"),
        (["price.close=-10%"], 1, "could be a change or a value"),
        (["etf.net_flw=1"], 1, "nearest: etf.net_flow"),
        (["gone.csv"], 1, "gone.csv"),
        (["price.close=5", "--as-of", "17.11.2025"], 2, "is not a date"),
    ],
)
def test_what_cannot_be_supposed_ends_in_one_sentence(desk, arguments, code, problem, state):
    before = state()
    said = desk("what-if", *arguments)
    assert (said.code, said.out) == (code, "")
    assert problem in said.err
    assert "Traceback" not in said.err
    assert state() == before


def test_without_a_base_it_says_what_to_do(downdraft):
    said = downdraft("what-if", "price.close=5")
    assert said.code == 1
    assert "downdraft init" in said.err
