"""Maps by name or file, and what is told of one that is wrong."""

from __future__ import annotations

import pytest

from kb.built_in import catalog
from kb.maps.library import MapError, find_map, listing, map_text, read_map, ready_maps
from tests.every import every

GOOD = """\
source: press
date: {column: Date}
columns:
  - {column: Close, series: price.close, unit: USD/coin}
  - column: Volume
    series: market.volume
    unit: USD
"""


@every("name", ready_maps())
def test_every_ready_map_fits_the_catalogue_and_says_what_it_reads(name):
    table = find_map(name, catalog())
    assert table.about
    assert f"{name} " in listing()


def test_a_map_is_found_by_its_file(tmp_path):
    (tmp_path / "mine.yaml").write_text("\ufeff" + GOOD, encoding="utf-8")
    assert find_map(str(tmp_path / "mine.yaml"), catalog()).source == "press"


def test_a_map_that_is_nowhere_is_refused_with_the_nearest():
    with pytest.raises(MapError, match=r"no map 'freed', ready or as a file; did you mean 'fred'"):
        map_text("freed")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("date: {column: Date}\n", "", "line 1: date: it is missing; write `date: ...`"),
        ("{column: Date}", "{format: iso}", "line 2: date.column: it is missing; write `column"),
        ("{column: Date}", "{column: Date, period: week}", "line 2: date.period: write 'day', 'm"),
        ("source:", "sauce:", "line 1: sauce: unknown entry; write source"),
        ("    unit: USD\n", "    unite: USD\n", "line 5: columns.2.unit: it is missing"),
        ("    unit: USD\n", "    unit: USD\n    signs: 1\n", "line 8: columns.2.signs: unknown e"),
        ("    unit: USD\n", "    unit: percent\n", "line 7: columns.2.unit: unit 'percent' is n"),
        ("    unit: USD\n", '    unit: "%"\n', "line 7: columns.2.unit: '%' does not fit market."),
        ("market.volume", "market.volumes", "line 6: columns.2.series: series 'market.volumes' i"),
        ("USD/coin}", "USD/coin, times: often}", "line 4: columns.1.times: write a number"),
        ("source: press", "skip: -1", "line 1: skip: write greater than or equal to 0"),
        ("source: press", "encoding: utf-9", "line 1: encoding: 'utf-9' is no encoding"),
        ("source: press", "negative: red", "line 1: negative: write 'minus' or 'parentheses'"),
        ("source: press", "thousands: .", "line 1: decimal and thousands are both '.'"),
        ("source: press", "source: {names: {a: b}}", "line 1: source"),
        ("columns:\n", "columns: []\nrest:\n", "line 3: columns: it names nothing"),
        ("source: press", "source: [press", "line 2: .*check the indentation and colons"),
        ("source: press", "source: press\nsource: x", "line 2: 'source' stands here twice"),
    ],
)
def test_a_fault_is_told_with_file_line_and_entry(old, new, says):
    assert old in GOOD
    with pytest.raises(MapError, match=rf"^mine\.yaml {says}"):
        read_map(GOOD.replace(old, new), "mine.yaml", catalog())
