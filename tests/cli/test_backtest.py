"""The command backtest: its table, its files, and what it says of a base that is too small."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET

import pytest

from engine.forecast import forecasters
from engine.forecast.forecasters import BASELINES, LEADING
from kb.store import KnowledgeBase
from tests.forecast.base_market import closes
from tests.forecast.market import walk


@pytest.fixture
def market(downdraft, tmp_path, monkeypatch):
    """A base of six years of closes; the baselines that draw paths are left out to save time."""
    monkeypatch.setattr(forecasters, "BASELINES", {LEADING: BASELINES[LEADING]})
    with KnowledgeBase.create(tmp_path / "downdraft.db") as base:
        base.add(closes(walk()))
    return downdraft


def test_the_record_is_a_table_with_the_conditions_under_it(market):
    said = market("backtest")
    assert said.code == 0
    assert "rebound walk" in said.out
    assert "180 days: our CRPS is" in said.out
    assert "value price" in said.out
    assert "the base lacks onchain.realised_price on" in said.err


def test_json_is_for_programs(market):
    value = json.loads(market("backtest", "--json").out)
    assert [one["name"] for one in value["forecasters"]] == ["rebound walk", LEADING]
    assert value["protocol"]["horizons"] == [90, 180, 365]


def test_the_forecasts_and_the_pictures_are_written(market, tmp_path):
    said = market("backtest", "--csv", "told.csv", "--plots", "plots")
    assert said.code == 0
    assert "wrote told.csv" in said.err
    with (tmp_path / "told.csv").open() as file:
        header = next(csv.reader(file))
    assert (header[:3], header[-1], len(header)) == (["asof", "horizon", "q01"], "q99", 101)
    for name in ("fan", "pit", "reliability"):
        ET.parse(tmp_path / "plots" / f"{name}.svg")


def test_the_same_facts_give_the_same_bytes(market):
    assert market("backtest", "--json").out == market("backtest", "--json").out


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (("--asset", "eth"), 1, "there is no price of 'eth' here"),
        (("--since", "yesterday"), 2, "--since: 'yesterday' is not a date"),
        (("--since", "2099-01-01"), 1, "choose an earlier --since"),
        (("--as-of", "2011-01-01"), 1, "add more history"),
        (("--csv", "/nowhere/told.csv"), 1, "/nowhere/told.csv"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(market, arguments, code, problem):
    said = market("backtest", *arguments)
    assert said.code == code
    assert problem in said.err
    assert "Traceback" not in said.err


def test_the_built_in_facts_are_too_few(downdraft):
    said = downdraft("backtest", "--example")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("downdraft: no record can be kept for btc: ")


def test_plots_go_nowhere_that_is_a_file(market, tmp_path):
    (tmp_path / "taken").write_text("x")
    said = market("backtest", "--plots", "taken")
    assert said.code == 1
    assert "taken" in said.err
