"""The command backtest: its table, its files, and what it says of a base that is too small."""

from __future__ import annotations

import csv
import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from engine.forecast.laws import LAWS
from kb.store import KnowledgeBase
from tests.forecast.base_market import closes
from tests.forecast.market import walk


@pytest.fixture(scope="module")
def six_years(tmp_path_factory) -> Path:
    """A base of six years of closes, made once."""
    path = tmp_path_factory.mktemp("market") / "downdraft.db"
    with KnowledgeBase.create(path) as base:
        base.add(closes(walk()))
    return path


@pytest.fixture
def market(downdraft, six_years, tmp_path):
    """A copy of it in a folder of its own."""
    shutil.copy(six_years, tmp_path)
    return downdraft


def test_the_record_is_a_table_with_the_conditions_under_it(market):
    said = market("backtest")
    assert said.code == 0
    assert "mixture of laws" in said.out
    assert "against the plain walk" in said.out
    assert "near the low in the first year" in said.out
    assert "CRPS is the mean distance" in " ".join(said.out.split())
    assert "value price" in said.out
    assert max(len(line.rstrip()) for line in said.out.splitlines()) <= 100


def test_every_asset_of_a_base_is_scored_in_one_table(market, tmp_path):
    with KnowledgeBase.open(tmp_path / "downdraft.db") as base:
        base.add(closes(walk(1500, seed=9), asset="gold"))
        base.add(closes(walk(50), asset="young"))
    said = market("backtest", "--all")
    assert said.code == 0
    assert {line.split()[0] for line in said.out.splitlines() if "mixture" in line} == {
        "btc",
        "gold",
    }
    assert "young: no record can be kept for young" in said.err
    assert market("backtest", "--all", "--csv", "x.csv").code == 2


def test_json_is_for_programs_and_the_same_facts_give_the_same_bytes(market):
    told = market("backtest", "--json").out
    assert market("backtest", "--json").out == told
    value = json.loads(told)
    assert [one["name"] for one in value["forecasters"]] == ["mixture of laws", *LAWS]
    assert value["protocol"]["horizons"] == [90, 180, 365]


def test_the_forecasts_and_the_pictures_are_written(market, tmp_path):
    said = market("backtest", "--csv", "told.csv", "--plots", "plots")
    assert said.code == 0
    assert "wrote told.csv" in said.err
    with (tmp_path / "told.csv").open() as file:
        header = next(csv.reader(file))
    assert (header[:3], header[-1], len(header)) == (["asof", "horizon", "q01"], "q99", 101)
    for name in ("fan", "calibration", "states"):
        ET.parse(tmp_path / "plots" / f"{name}.svg")


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
