"""A catalogue of one's own over ours: what it adds, what it may replace, how a fault is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.built_in import catalog
from kb.catalog import CatalogError
from kb.own_catalog import catalog_with, read_catalog

OWN = """\
sources:
  desk: {name: The desk}
series:
  desk.basis:
    description: Annualised premium of the three-month future at the close.
    unit: "%"
    scope: asset
    measure: ratio
    cadence: daily
    stale_after: 3
    release_lag: 0
    tolerance: 1 pp
    sources: [desk, "*", essay]
"""
CLOSE = """\
series:
  price.close:
    replaces: true
    description: The close that the desk marks.
    unit: USD/coin
    scope: asset
    measure: stock
    cadence: daily
    stale_after: 2
    release_lag: 0
    tolerance: 1 %
    positive: true
    sources: ["*", essay, comment]
"""


def test_series_and_sources_of_one_s_own_stand_beside_ours():
    merged = catalog_with(OWN)
    assert merged.get("desk.basis").unit == "%"
    assert merged.rank("desk.basis", "desk") < merged.rank("desk.basis", "binance")
    assert merged.series.keys() - catalog().series.keys() == {"desk.basis"}
    assert merged.get("price.close") is catalog().get("price.close")


def test_none_is_ours_alone():
    assert catalog_with("") is catalog_with("\n") is catalog()


def test_an_entry_that_says_so_takes_the_place_of_ours():
    merged = catalog_with(CLOSE)
    assert merged.get("price.close").stale_after == 2
    assert merged.rank("price.close", "desk").place == 0
    assert catalog().get("price.close").stale_after == 5


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (OWN, 'unit: "%"', "unit: percent", "line 6: series desk.basis: unit 'percent' is not"),
        (OWN, "1 pp", "1 USD", "line 12: series desk.basis: tolerance '1 USD' does not fit"),
        (OWN, "1 pp", "nan pp", "line 12: .*'nan pp' is not a number with a unit, such as"),
        (OWN, "1 pp", "-1 pp", "line 12: .*'-1 pp' is not a number with a unit, such as"),
        (OWN, "1 pp", "some", "line 12: series desk.basis: unit '' is not known"),
        (OWN, "cadence: daily", "cadence: hourly", "line 9: .*cadence: write 'daily', 'weekly'"),
        (OWN, "    cadence: daily\n", "", "line 4: series desk.basis: it has no cadence; write"),
        (OWN, "cadence:", "cadense:", "line (4|9): .*(no cadence|'cadense'; write cadence)"),
        (OWN, "stale_after: 3", "stale_after: -3", "line 10: .*stale_after: write greater than"),
        (OWN, "[desk,", "[bureau,", "line 13: .*'bureau' is not declared; write it under `sour"),
        (OWN, "[desk,", "[dask,", "line 13: .*or write desk"),
        (OWN, '"*", essay', 'essay, "*"', "line 13: .*documents come last"),
        (OWN, "desk.basis:", "basis:", "line 4: series basis: no page can write that; write one"),
        (OWN, "desk.basis:", "Desk.Basis:", "line 4: .*no page can write that"),
        (OWN, "desk: {name: The desk}", "The Desk: {name: x}", "line 2: source The Desk: key"),
        (OWN, "desk.basis:", "price.close:", "line 4: .*one of ours; .*`replaces: true` under it"),
        (OWN, "desk: {name: The desk}", "fred: {name: x}", "line 2: source fred is one of ours"),
        (OWN, "    unit", "    replaces: true\n    unit", "line 6: .*none of ours; take `replaces"),
        (OWN, "    unit", "    replaces: maybe\n    unit", "line 6: .*write `replaces: true`"),
        (OWN, "series:\n", "serie:\n", "line 3: unknown entry 'serie'; write assets, sources, pub"),
        (OWN, "sources:\n  desk: {name: The desk}", "sources: desk", "line 1: under sources names"),
        (OWN, "desk: {name: The desk}", "desk: The desk", "line 2: source desk says nothing"),
        (OWN, "    scope: asset\n", "    scope: asset\n    scope: global\n", "line 8: 'scope' .*t"),
        (OWN, "    scope: asset", "\tscope: asset", "line 7: .*check the indentation"),
        (CLOSE, "USD/coin", "USD", "line 5: .*facts are held in USD/coin; write `unit: USD/coin`"),
        (CLOSE, "scope: asset", "scope: global", "line 6: .*facts of it are held; write `scope: a"),
        (CLOSE, "    positive: true", "    targeted: true", "line 12: .*write `targeted: false`"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_line_and_advice(text, old, new, says):
    assert old in text
    with pytest.raises(CatalogError, match=rf"^mine/catalog\.yaml {says}"):
        catalog_with(text.replace(old, new, 1), "mine/catalog.yaml")


@pytest.mark.parametrize(
    "text", ["a: 2025-99-01\n", "- a\n", "just words", "series: &a\n  desk.x: *a\n"]
)
def test_what_is_no_catalogue_is_told(text):
    with pytest.raises(CatalogError, match=r"^catalog\.yaml line \d: "):
        catalog_with(text)


def test_a_source_that_argues_now_may_not_stand_before_others_in_ours():
    """Every series is checked again, ours too."""
    text = "sources:\n  binance: {name: Binance, document: true, replaces: true}\n"
    with pytest.raises(CatalogError, match=r"line 1: series price\.close: a document is listed"):
        catalog_with(text)


def test_a_name_that_no_file_can_have_is_told():
    with pytest.raises(CatalogError, match="no file has a null character in its name"):
        read_catalog(Path("a\0b"))
