"""Our own catalogue: catalog.yaml and the release tables, read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from kb.assets import Asset
from kb.cache import cached
from kb.catalog import Catalog
from kb.publication import Rule
from kb.series import Computed, Series, Source
from kb.shipped import shipped

FILES = (
    "catalog.yaml", "assets.py", "built_in.py", "calendars.py", "catalog.py", "catalog_tree.py",
    "publication.py", "series.py", "series_checks.py", "series_entry.py", "units.py",
)  # fmt: skip
"""What our catalogue is made of: the first is read, the rest read and check it."""

MADE_OF = (Series, Source, Asset, Computed, Rule)
"""What a catalogue is made of, besides plain values."""


@cache
def catalog() -> Catalog:
    """Our catalogue, read and checked once and cached by content."""
    texts = [shipped("kb").joinpath(name).read_text(encoding="utf-8") for name in FILES]
    found = shipped("kb").joinpath("releases").iterdir()
    released = {each.name: each.read_text(encoding="utf-8") for each in found}
    written = [text for _, text in sorted(released.items())]
    made = cached("catalog", [*texts, *written], lambda: _parts(texts[0], released), MADE_OF)
    return Catalog(*made)


def _parts(text: str, released: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    from kb.catalog_tree import build_catalog  # a cached catalogue needs no checks

    tables = {
        name.removesuffix(".yaml"): {
            date.fromisoformat(day): out for day, out in _read_yaml(table).items()
        }
        for name, table in released.items()
    }
    read = build_catalog(_read_yaml(text), tables=tables)
    return read.series, read.sources, read.assets, read.publications, read.tables


def _read_yaml(text: str) -> Any:
    import yaml  # a cached catalogue never needs it

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
