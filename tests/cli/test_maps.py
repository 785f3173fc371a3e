"""Tables of vendors from the command line: through a map, a map to fill in, a look beforehand."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kb.packs.example import example_base
from kb.store import KnowledgeBase
from tests.cli.conftest import write

BARS = "Date,Open,High,Low,Close,Volume\n2025-11-14,98000,99000,94000,94500,1000\n"
FRED = "observation_date,DGS10\n2025-11-14,4.14\n2025-11-17,.\n"
MINE = """\
source: press
date: {column: Date}
columns:
  - {column: Close, series: price.close, unit: USD/coin}
"""


@pytest.fixture
def base(downdraft):
    """A new base in this folder."""
    downdraft("init")
    return downdraft


def held(base):
    """Every fact that the base holds."""
    return json.loads(base("facts", "--history", "--json").out)


def test_a_ready_map_goes_by_its_name(base, tmp_path):
    file = write(tmp_path / "DGS10.csv", FRED)
    said = base("add", file, "--map", "fred", "--known-at", "2025-11-15")
    assert (said.code, said.out) == (0, "")
    assert said.err == (
        "DGS10.csv: 1 added as batch 1, 0 already there\n  values missing and passed over: 1\n"
    )


def test_a_map_of_one_s_own_goes_by_its_file(base, tmp_path):
    write(tmp_path / "mine.yaml", MINE)
    said = base("add", write(tmp_path / "bars.csv", BARS), "--map", "mine.yaml")
    assert said.code == 0
    assert "columns not read: Open, High, Low, Volume" in said.err


def test_a_table_added_twice_adds_nothing(base, tmp_path, state):
    call = ("add", write(tmp_path / "bars.csv", BARS), "--map", "ohlcv", "--source", "press")
    base(*call)
    before = state()
    assert "0 added, 3 already there" in base(*call).err
    assert state() == before


def test_a_dry_run_shows_the_first_facts_and_changes_nothing(base, tmp_path, state):
    before = state()
    said = base("add", write(tmp_path / "DGS10.csv", FRED), "--map", "fred", "--dry-run")
    header, _, row = [line.split() for line in said.out.splitlines() if line.strip()]
    assert header == ["series", "asset", "as", "of", "value", "source", "known", "at"]
    assert row[:5] == ["treasury.note_10y", "2025-11-14", "4.14", "%", "fred"]
    assert state() == before


def test_a_dry_run_of_plain_facts_shows_them_in_plain_units(base, tmp_path):
    rows = "series,as_of,value,unit\nmarket.volume,2025-11-17,92,USD BN\n"
    said = base("add", write(tmp_path / "f.csv", rows), "--source", "desk", "--dry-run")
    assert "92,000,000,000 USD" in said.out


def test_a_map_without_a_name_is_printed_to_be_filled_in(base, tmp_path):
    said = base("add", write(tmp_path / "bars.csv", BARS), "--map")
    assert said.code == 0
    assert "  - {column: Open, series: SERIES, unit: UNIT}\n" in said.out


def test_the_ready_maps_are_listed_and_printed(downdraft):
    assert "\nfred " in downdraft("add", "--maps").out
    assert "column: DGS10" in downdraft("add", "--maps", "fred").out


def test_a_map_that_is_wrong_is_one_sentence(base, tmp_path, state):
    before = state()
    write(tmp_path / "mine.yaml", MINE.replace("price.close", "price.cloze"))
    said = base("add", write(tmp_path / "bars.csv", BARS), "--map", "mine.yaml")
    assert (said.code, said.out, state()) == (1, "", before)
    assert said.err.startswith(
        "downdraft: mine.yaml line 4: columns.1.series: series 'price.cloze' is not known; nearest:"
    )


def test_cells_that_are_no_facts_are_written_beside_as_rows_to_mend(base, tmp_path):
    rows = BARS + "2025-11-15,94500,95800,93000,soon,5\n"
    call = ("--map", "ohlcv", "--source", "press", "--keep-good")
    said = base("add", write(tmp_path / "bars.csv", rows), *call)
    assert said.code == 0
    assert "bars.csv line 3: column Close: value 'soon' is not a number" in said.err
    beside = tmp_path / "bars.rejected.csv"
    write(beside, beside.read_text().replace(",soon,", ",94000,"))
    mended = base("add", "bars.rejected.csv", "--source", "press", "--known-at", "2025-11-16")
    assert mended.err == "bars.rejected.csv: 1 added as batch 2, 0 already there\n"


def test_a_source_that_is_meant_is_given(base, tmp_path):
    rows = "series,as_of,value,unit,source\nprice.close,2025-11-17,5610.8,USD/coin,coinmetrics\n"
    name = write(tmp_path / "f.csv", rows)
    assert "did you mean coin_metrics?" in base("add", name).err
    assert base("add", name, "--new-source", "coinmetrics").code == 0


class TestBuiltInFacts:
    def test_a_base_begins_with_the_documents_that_are_named(self, downdraft):
        said = downdraft("init", "--with", "essay,comment")
        assert said.code == 0
        batches = downdraft("facts", "--history", "--json", "--as-of", "2025-11-21").out
        assert {row["batch"] for row in json.loads(batches)} == {1, 2}
        assert said.err.startswith("created downdraft.db with ")

    def test_one_that_is_not_there_makes_no_base(self, downdraft, tmp_path):
        said = downdraft("init", "--with", "essay,novel")
        assert said.code == 2
        assert "there is no 'novel'; there are essay, comment, published, past" in said.err
        assert not (tmp_path / "downdraft.db").exists()

    def test_with_all_of_them_it_answers_as_the_example_does(self, downdraft):
        downdraft("init", "--with", "essay,comment,published,past")
        asked = {"as_of": date(2025, 11, 21), "known_at": date(2025, 11, 21)}
        with KnowledgeBase.open("downdraft.db") as own, example_base() as example:
            assert own.digest("btc", **asked) == example.digest("btc", **asked)

    def test_a_vendor_s_own_digits_are_no_second_figure(self, downdraft, tmp_path):
        """A pack gives −870 where the vendor's file gives −869.9."""
        downdraft("init")
        row = "series,as_of,value,unit,source\netf.net_flow,2025-11-13,{},USD m,farside\n"
        downdraft("add", write(tmp_path / "pack.csv", row.format(-870)))
        said = downdraft("add", write(tmp_path / "vendor.csv", row.format(-869.9)))
        assert said.err == (
            "vendor.csv: 0 added, 1 already there\n"
            "  1 of these differ from what is there by rounding alone\n"
        )
