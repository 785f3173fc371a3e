"""Whose name stands in a row: the asset or source that is meant, or why it must be asked about."""

from __future__ import annotations

from collections.abc import Collection

from kb import fact_cells as cells
from kb.catalog import Catalog
from kb.fact_cells import FactError


class Names:
    """Holds names against a catalogue, and remembers which were read as others.

    new_sources  sources that may be like a declared one and yet another; None where all may
    """

    def __init__(self, catalog: Catalog, new_sources: Collection[str] | None = None) -> None:
        self._catalog = catalog
        self._new_sources = new_sources
        self._renamed: dict[str, str] = {}

    def remarks(self) -> tuple[str, ...]:
        """The names that were read as others, a clause each."""
        return tuple(f"asset {name!r} is read as {key}" for name, key in self._renamed.items())

    def asset(self, name: str) -> str:
        """The key of an asset; FactError where it is a slip of one that is declared."""
        written = cells.asset(name)
        if near := self._catalog.near_asset(written):
            raise FactError(
                f"asset {name!r} is not known; did you mean {near}? "
                "One that is meant is declared under `assets:` in a catalogue of your own"
            )
        key = self._catalog.called(written)
        if key != written:
            self._renamed[name] = key
        return key

    def source(self, name: str) -> str:
        """The key of a source; FactError where it is a slip of one that is declared."""
        key = cells.source(name)
        if self._new_sources is None or key in self._new_sources:
            return key
        if near := self._catalog.near_source(key):
            raise FactError(
                f"source {key!r} is not known; did you mean {near}? A new one is declared in a "
                f"catalogue of your own, or given with --new-source {key}"
            )
        return key
