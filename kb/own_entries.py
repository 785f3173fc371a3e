"""The entries of a catalogue of one's own: a tree with its lines in, one `Catalog` with ours out.

Every error names the file, the line and what to write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from kb.assets import Asset
from kb.catalog import Catalog, CatalogError
from kb.catalog_tree import check_inputs
from kb.marked_yaml import Unreadable, read_marked
from kb.publication import Rule
from kb.series import Series, Source
from kb.series_checks import Fault, check_series
from kb.series_entry import Model, read_entry
from kb.units import either

REPLACES = "replaces"
SECTIONS = ("assets", "sources", "publications", "series")
HELD = ("scope", "measure", "targeted")
"""What the facts of a series already held rest on, besides the dimension of its unit."""
_SERIES = re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9_]+")


class OwnEntries:
    """A catalogue as it is written: its tree, and the line of every name in it."""

    def __init__(self, text: str, where: str) -> None:
        self.where = where
        try:
            self.tree, self.lines = read_marked(text)
        except Unreadable as problem:
            raise CatalogError(f"{where} line {problem.line}: {problem}") from None

    def over(self, ours: Catalog) -> Catalog:
        """Ours with these entries over it, every series checked again."""
        for section, entries in self.tree.items():
            if section not in SECTIONS:
                self._refuse((section,), f"unknown entry {section!r}; write {either(SECTIONS)}")
            if not isinstance(entries, dict):
                self._refuse((section,), f"under {section} names are expected; write `name:`")
        assets = ours.assets | self._read("assets", Asset, "key", ours.assets)
        sources = ours.sources | self._read("sources", Source, "key", ours.sources)
        rules = ours.publications | self._read(
            "publications", Rule, "key", ours.publications, ours.tables
        )
        series = ours.series | self._read("series", Series, "name", ours.series, rules)
        for one in series.values():
            try:
                check_series(one, sources)
            except Fault as fault:
                self._refuse(("series", one.name, fault.field), f"series {one.name}: {fault}")
        for name in ours.series:
            if series[name] is not ours.series[name]:
                self._check_held(ours.series[name], series[name])
        return check_inputs(Catalog(series, sources, assets, rules, ours.tables), self.where)

    def _read(
        self, section: str, model: type[Model], key: str, ours: Mapping[str, Model],
        among: Mapping[str, Any] | None = None,
    ) -> dict[str, Model]:  # fmt: skip
        """The entries of a section by name; among  the rules or tables that they may name."""
        found = {}
        for name, fields in self.tree.get(section, {}).items():
            kind = "publication" if model is Rule else model.__name__.lower()
            place, what = (section, str(name)), f"{kind} {name}"
            if not isinstance(fields, dict):
                self._refuse(place, f"{what} says nothing; write its entries under it")
            if model is Series and not _SERIES.fullmatch(str(name)):
                self._refuse(place, f"{what}: no page can write that; write one like desk.spread")
            self._check_replaces(place, what, fields.pop(REPLACES, False), name in ours)
            try:
                found[name] = read_entry(model, {key: str(name), **fields}, among)
            except Fault as fault:
                self._refuse((*place, fault.field), f"{what}: {fault}")
        return found

    def _check_replaces(
        self, place: tuple[str, ...], what: str, replaces: Any, is_ours: bool
    ) -> None:
        """Refuse to put an entry in the place of ours unasked, or of none."""
        if replaces not in (True, False):
            self._refuse((*place, REPLACES), f"{what}: write `{REPLACES}: true`, or take it out")
        if is_ours and not replaces:
            problem = f"{what} is one of ours; choose another name, or write `{REPLACES}: true`"
            self._refuse(place, f"{problem} under it to put it in its place")
        if replaces and not is_ours:
            self._refuse((*place, REPLACES), f"{what} is none of ours; take `{REPLACES}` out")

    def _check_held(self, old: Series, new: Series) -> None:
        """Refuse to give the facts of a series that are held already another meaning."""
        if old.measured_in.dimension != new.measured_in.dimension:
            problem = (
                f"series {new.name}: its facts are held in {old.unit}; write `unit: {old.unit}`"
            )
            self._refuse(("series", new.name, "unit"), problem)
        for field in HELD:
            was = getattr(old, field)
            if getattr(new, field) != was:
                written = str(was).lower()
                problem = f"series {new.name}: facts of it are held; write `{field}: {written}`"
                self._refuse(("series", new.name, field), problem)

    def _refuse(self, place: tuple[str, ...], problem: str) -> NoReturn:
        """Name the line of a place, or of the nearest name above it that is written."""
        while place and place not in self.lines:
            place = place[:-1]
        raise CatalogError(f"{self.where} line {self.lines.get(place, 1)}: {problem}")
