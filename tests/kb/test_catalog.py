"""What the loader of the catalogue refuses, and how sources rank."""

from __future__ import annotations

import pytest

from kb.built_in import catalog
from kb.catalog import CatalogError, UnknownSeries
from kb.catalog_tree import build_catalog
from tests.every import every

SOURCES = {
    "desk": {"name": "The desk"},
    "essay": {"name": "The essay", "document": True, "dated": "2025-11-17"},
}
SERIES = {
    "description": "Odds of a cut.", "unit": "%", "scope": "global", "measure": "ratio",
    "cadence": "daily", "stale_after": 7, "release_lag": 0, "tolerance": "5 pp",
    "sources": ["desk", "*", "essay"],
}  # fmt: skip


def one(**changed):
    return build_catalog({"sources": SOURCES, "series": {"policy.cut_odds": {**SERIES, **changed}}})


def test_the_listed_come_in_their_order_then_strangers_by_name_then_documents():
    rank = one().rank
    heard = ["essay", "zebra", "desk", "aardvark"]
    ranked = sorted(heard, key=lambda it: rank("policy.cut_odds", it))
    assert ranked == ["desk", "aardvark", "zebra", "essay"]


def test_a_document_is_last_even_where_it_is_not_listed():
    rank = one(sources=["desk"]).rank
    assert rank("policy.cut_odds", "essay") > rank("policy.cut_odds", "zebra")


def test_points_are_an_absolute_tolerance_and_percent_a_relative_one():
    assert one().tolerance("policy.cut_odds") == (0.05, None)
    assert one(unit="USD", measure="flow", tolerance="5 %").tolerance("policy.cut_odds") == (
        None,
        0.05,
    )


def test_a_width_in_the_series_own_unit_is_absolute():
    assert one(unit="USD", tolerance="2 USD m").tolerance("policy.cut_odds") == (2e6, None)


def test_an_unknown_series_is_answered_with_the_nearest():
    with pytest.raises(UnknownSeries, match=r"'policy.cutodds' is not known.*policy\.cut_odds"):
        catalog().get("policy.cutodds")


@every(
    ("changed", "why"),
    [
        ({"unit": "percent"}, "unit 'percent' is not known"),
        ({"tolerance": "a bit"}, "unit 'bit' is not known"),
        ({"tolerance": "five %"}, "is not a number with a unit"),
        ({"tolerance": "5 USD"}, "does not fit the unit"),
        ({"unit": "USD", "tolerance": "5 pp"}, "is for shares"),
        ({"unit": "USD", "tolerance": "5 %", "share": True}, "is declared a share, and the unit"),
        ({"plausible": [30, -3]}, r"plausible: \[30, -3\] is no range"),
        ({"plausible": [-3, 30], "positive": True}, "it is declared positive; write 0 or more"),
        ({"sources": ["desk", "desk"]}, "listed twice"),
        ({"sources": ["bureau"]}, "'bureau' is not declared"),
        ({"sources": ["essay", "desk"]}, "documents come last"),
        ({"scope": "galactic"}, "scope"),
        ({"stale_after": -1}, "stale_after"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused_by_name(changed, why):
    with pytest.raises(CatalogError, match=f"series policy.cut_odds: .*{why}"):
        one(**changed)


def test_a_source_key_is_small_letters():
    with pytest.raises(CatalogError, match="source The Desk"):
        build_catalog({"sources": {"The Desk": {"name": "x"}}, "series": {}})
