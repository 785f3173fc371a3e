"""A catalogue from the tree of its entries, each checked; CatalogError says where one is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.assets import Asset
from kb.catalog import Catalog, CatalogError, Tables, UnknownSeries
from kb.publication import Rule
from kb.series import Series, Source
from kb.series_checks import Fault, check_series
from kb.series_entry import Model, read_entry


def build_catalog(
    tree: Mapping[str, Any], *, where: str = "catalog.yaml", tables: Tables | None = None
) -> Catalog:
    """A catalogue from its tree; CatalogError names the entry that is wrong and why."""
    rules = {
        key: _entry(Rule, where, f"publication {key}", {"key": key, **entry}, tables or {})
        for key, entry in tree.get("publications", {}).items()
    }
    sources = {
        key: _entry(Source, where, f"source {key}", {"key": key, **entry})
        for key, entry in tree["sources"].items()
    }
    series = {
        name: _entry(Series, where, f"series {name}", {"name": name, **entry}, rules)
        for name, entry in tree["series"].items()
    }
    assets = {
        key: _entry(Asset, where, f"asset {key}", {"key": key, **entry})
        for key, entry in tree.get("assets", {}).items()
    }
    for one in series.values():
        try:
            check_series(one, sources)
        except Fault as fault:
            raise CatalogError(f"{where}: series {one.name}: {fault}") from None
    return check_inputs(Catalog(series, sources, assets, rules, tables), where)


def check_inputs(found: Catalog, where: str) -> Catalog:
    """The catalogue itself; CatalogError for a series computed from one that it does not have."""
    for one in found.series.values():
        try:
            found.inputs(one.name)
        except UnknownSeries as error:
            raise CatalogError(f"{where}: series {one.name}: computed from {error}") from None
    return found


def _entry(model: type[Model], where: str, what: str, raw: Any, among: Any = None) -> Model:
    """An entry of a section; among  the rules a series may name, the tables a rule may."""
    try:
        return read_entry(model, raw, among)
    except Fault as fault:
        raise CatalogError(f"{where}: {what}: {fault}") from None
