"""The past among the built-in facts: a number a day, of the sources and days that are told."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest

from kb.built_in import catalog
from kb.cache import cache_folder, without_cache
from kb.facts import Fact
from kb.packs import PACKS, PAST, TABLES, built_in_facts, example
from tests.every import every
from tests.kb.test_packs import DATA

LAST_DAY = date(2025, 11, 21)
FOLDER = files("kb.packs").joinpath(PAST)

# What may be taken from each file of the private data, and as what
TAKEN = {
    ("btc_daily.csv", "close_usd"): "price.close USD/coin",
    ("btc_daily.csv", "high_usd"): "price.high USD/coin",
    ("btc_daily.csv", "low_usd"): "price.low USD/coin",
    ("us_yields_daily.csv", "dgs3mo_pct"): "treasury.bill_3m %",
    ("us_yields_daily.csv", "dgs2_pct"): "treasury.note_2y %",
    ("us_yields_daily.csv", "dgs5_pct"): "treasury.note_5y %",
    ("us_yields_daily.csv", "dgs10_pct"): "treasury.note_10y %",
    ("us_yields_daily.csv", "dgs30_pct"): "treasury.bond_30y %",
    ("us_yields_daily.csv", "dfii5_pct"): "tips.real_5y %",
    ("us_yields_daily.csv", "dfii10_pct"): "tips.real_10y %",
    ("us_yields_daily.csv", "t5yie_pct"): "breakeven.inflation_5y %",
    ("us_yields_daily.csv", "t10yie_pct"): "breakeven.inflation_10y %",
    ("us_yields_daily.csv", "dff_pct"): "policy.effective_rate %",
    ("fed_liquidity_daily.csv", "fed_target_upper_pct"): "policy.target_upper %",
    ("fed_liquidity_daily.csv", "fed_target_lower_pct"): "policy.target_lower %",
    ("jgb_yields_daily.csv", "jgb_10y_pct"): "jgb.yield_10y %",
    ("jgb_yields_daily.csv", "jgb_20y_pct"): "jgb.yield_20y %",
    ("jgb_yields_daily.csv", "jgb_25y_pct"): "jgb.yield_25y %",
    ("jgb_yields_daily.csv", "jgb_30y_pct"): "jgb.yield_30y %",
    ("etf_btc_flows_daily.csv", "total_flow_musd"): "etf.net_flow USD m",
}


@pytest.fixture(scope="module")
def past() -> list[Fact]:
    return list(built_in_facts((PAST,)))


def packed() -> dict[str, dict[str, str]]:
    """What every column of the tables says, by its heading and the day."""
    found: dict[str, dict[str, str]] = {}
    for source in TABLES:
        text = gzip.decompress(FOLDER.joinpath(f"{source}.csv.gz").read_bytes()).decode()
        for row in csv.DictReader(text.splitlines()):
            day = row.pop("as_of")
            for heading, value in row.items():
                found.setdefault(heading, {})[day] = value
    return found


def test_a_source_says_one_number_of_a_day(past: list[Fact]) -> None:
    stated = Counter((it.series, it.as_of) for it in past)
    assert set(stated.values()) == {1}


def test_every_table_is_told_and_together_they_are_small() -> None:
    told = files("kb.packs").joinpath("SOURCES.md").read_text(encoding="utf-8")
    tables = {table.name: table.read_bytes() for table in FOLDER.iterdir()}
    assert set(tables) == {f"{source}.csv.gz" for source in TABLES}
    assert all(f"| `{source}`" in told for source in TABLES)
    assert sum(map(len, tables.values())) < 400_000


def test_nothing_speaks_of_a_later_day_or_comes_from_an_unknown_source(past: list[Fact]) -> None:
    assert max(it.as_of for it in past) == LAST_DAY
    assert {it.source for it in past} == set(TABLES) <= set(catalog().sources)


def test_the_day_of_every_figure_is_over_before_it_is_known(past: list[Fact]) -> None:
    assert all(it.known_at.date() >= it.as_of for it in past)
    assert {it.publication for it in past} == {"assumed", "scheduled"}
    late = [it for it in past if it.source == "cftc" and it.as_of == date(2025, 10, 7)]
    assert late[0].known_at.date() > date(2025, 11, 7)


def test_the_highest_and_lowest_trade_of_a_day_lie_around_its_close(past: list[Fact]) -> None:
    prices = sorted((it for it in past if it.source == "binance"), key=attrgetter("as_of"))
    days = [day for day, _ in groupby(prices, key=attrgetter("as_of"))]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    for _, facts in groupby(prices, key=attrgetter("as_of")):
        said = {it.series: it.value for it in facts}
        assert said["price.low"] <= said["price.close"] <= said["price.high"]


def test_it_nowhere_says_another_number_than_a_typed_figure_of_its_source(
    past: list[Fact],
) -> None:
    typed = {(it.series, it.source, it.as_of): it for it in built_in_facts(PACKS)}
    both = [(it, typed[key]) for it in past if (key := (it.series, it.source, it.as_of)) in typed]
    assert len(both) >= 50
    assert [it for it, other in both if it.value != other.value] == []


def test_the_example_is_the_same_from_the_cache_and_built_anew(
    past: list[Fact], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand facts of the past stand for all."""
    packs = {PACKS: list(built_in_facts()), (PAST,): past[:1000]}
    monkeypatch.setattr(example, "built_in_facts", packs.__getitem__)
    monkeypatch.setenv("DOWNDRAFT_CACHE", str(tmp_path))
    cache_folder.cache_clear()
    seen = [_said() for _ in range(2)]
    [kept] = tmp_path.glob("example-*")
    kept.write_bytes(kept.read_bytes()[:-1])
    seen.append(_said())
    with without_cache():
        seen.append(_said())
    cache_folder.cache_clear()
    assert seen == [seen[0]] * 4


def _said() -> tuple[object, ...]:
    """All facts of the example by their ids, its batches, and the digest of a day."""
    with example.example_base() as kb:
        facts = kb.rows("SELECT * FROM fact ORDER BY id")
        digest = kb.digest("btc", as_of=LAST_DAY, known_at=LAST_DAY)
        return facts, kb.rows("SELECT digest, rows, label FROM batch"), digest


@every(("file", "column"), TAKEN)
def test_a_column_is_the_one_that_may_be_taken(file: str, column: str) -> None:
    if not DATA.is_dir():
        pytest.skip("the private calibration data does not lie beside this checkout")
    with (DATA / file).open(encoding="utf-8", newline="") as opened:
        given = {row["date"]: row[column] for row in csv.DictReader(opened)}
    shift = timedelta(days=column.startswith("fed_target"))
    said = packed()[TAKEN[file, column]]
    for day, value in said.items():
        if value:
            there = (date.fromisoformat(day) + shift).isoformat()
            assert value == given[there]
