"""The page on maps is followed to the letter: its maps written, its commands run on true tables."""

from __future__ import annotations

import csv
import re

import pytest

from kb.built_in import catalog
from kb.maps.library import read_map, ready_maps
from kb.store import KnowledgeBase
from tests.every import every
from tests.house.tutorials import blocks, lines, text_of, typed
from tests.studies.market import SHARED

PAGE = "maps.md"
MAPS = dict(block.removeprefix("# ").split("\n", 1) for block in blocks(PAGE, "yaml"))
"""The maps of the page, by the file that each is kept in."""
CALLS = dict(re.findall(r"downdraft add (\S+\.csv) --map (\S+)", "\n".join(lines(PAGE))))
"""The table that each map is for."""
ROWS = 300
"""Of each table: its newest, among them all that the page asks about."""


def test_the_page_lists_the_ready_maps():
    listed = re.findall(r"^\| `([a-z-]+)` \| (.*?) \|$", text_of(PAGE), re.MULTILINE)
    texts = {name: read_map(text, name, catalog()).about for name, text in ready_maps().items()}
    assert {name: says for name, says in listed if name in texts} == texts


@every("name", MAPS)
def test_every_map_of_the_page_is_a_map(name):
    assert read_map(MAPS[name], name, catalog()).columns


def test_every_map_of_the_page_has_its_table():
    assert set(CALLS.values()) == set(MAPS)


def newest(table):
    """A table's heading and its last rows."""
    head, *rows = (SHARED / table).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join([head, *rows[-ROWS:]])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The tables, the maps and an empty base."""
    if not SHARED.is_dir():
        pytest.skip("the shared market history is not beside this checkout")
    for name in ("DOWNDRAFT_DB", "DOWNDRAFT_RULES", "DOWNDRAFT_CATALOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    for table, name in CALLS.items():
        (tmp_path / table).write_text(newest(table), encoding="utf-8")
        (tmp_path / name).write_text(MAPS[name], encoding="utf-8")
    assert typed("downdraft init") == 0
    return tmp_path


def filled(path, columns):
    """How many cells of these columns hold something, counted without a map."""
    with path.open(encoding="utf-8") as file:
        return sum(bool(row[column]) for row in csv.DictReader(file) for column in columns)


def test_twelve_tables_of_vendors_go_in_with_maps_alone(folder, capsys):
    codes = {line: typed(line) for line in lines(PAGE)}
    assert set(codes.values()) == {0}, capsys.readouterr().err
    with KnowledgeBase.open(folder / "downdraft.db") as kb:
        added = dict(kb.rows("SELECT label, rows FROM batch"))
        known = {
            name: dict(kb.rows(_ON, day, name))
            for day, name in ((20409, "price.close"), (20405, "etf.net_flow"))
        }
    assert len(added) == 12
    for table, name in CALLS.items():
        columns = read_map(MAPS[name], name, catalog()).columns
        if table != "fed_liquidity_daily.csv":  # its rate is that of the table of yields
            assert added[table] == filled(folder / table, [column.column[0] for column in columns])
    assert known["price.close"]["binance"] == pytest.approx(92215.14)
    assert known["etf.net_flow"]["farside"] == pytest.approx(-866.7e6)


_ON = """SELECT source.name, value FROM fact JOIN strand ON strand.id = strand_id
    JOIN series ON series.id = series_id JOIN source ON source.id = source_id
    WHERE as_of = ? AND series.name = ?"""
