"""One fact from a mapping of its columns, as a test writes it down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kb.catalog import Catalog
from kb.facts import Checker, Fact


def make_fact(
    raw: Mapping[str, object],
    *,
    catalog: Catalog,
    default_source: str | None = None,
    default_asset: str = "btc",
    today: date | None = None,
) -> Fact:
    """The fact a mapping of columns states; FactError says what is wrong with it."""
    return Checker(
        catalog, default_source=default_source, default_asset=default_asset, today=today
    ).fact(raw)
