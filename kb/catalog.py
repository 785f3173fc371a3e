"""The catalogue: every series, source and asset by name, and what follows from their entries. What
a series means is decided there and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.assets import Asset, guessed
from kb.publication import Rule
from kb.series import ANY_SOURCE, Series, Source
from kb.units import unit

Tables = Mapping[str, Mapping[date, date]]
"""Release tables by name: days of release by the day a figure speaks of."""


class CatalogError(ValueError):
    """A catalogue that contradicts itself; the message says where."""


class UnknownSeries(ValueError):
    """A series the catalogue does not have; the message names the nearest ones."""


class Rank(NamedTuple):
    """The place of a source for a series: the smallest is the best, and no two are equal."""

    document: bool
    place: int
    source: str


class Catalog:
    """Every series, source and asset by name, the rules of publication and the release tables."""

    def __init__(
        self, series: Mapping[str, Series], sources: Mapping[str, Source],
        assets: Mapping[str, Asset], publications: Mapping[str, Rule] | None = None,
        tables: Tables | None = None,
    ) -> None:  # fmt: skip
        self.series = dict(series)
        self.sources = dict(sources)
        self.assets = dict(assets)
        self.publications = dict(publications or {})
        self.tables = dict(tables or {})
        self._likes: dict[str, str] = {}

    def get(self, name: str) -> Series:
        """The series called `name`; UnknownSeries names the nearest ones."""
        found = self.series.get(name)
        if found is None:
            raise UnknownSeries(f"series {name[:80]!r} is not known; {self._nearest(name[:80])}")
        return found

    def credits(self, sources: Iterable[str]) -> tuple[str, ...]:
        """The lines to print where figures of these sources are quoted, once each."""
        told = (self.sources[source].credit for source in sources if source in self.sources)
        return tuple(dict.fromkeys(filter(None, told)))

    def asset(self, key: str, closes: NDArray[np.int32]) -> Asset:
        """An asset as it is declared, or as the days of its closes make it appear."""
        return self.assets.get(key) or guessed(key, closes)

    def called(self, name: str) -> str:
        """The key of the asset that goes by a name, small letters or not; the name where none."""
        key = name.lower()
        named = (own for own, asset in self.assets.items() if key in asset.aliases)
        return key if key in self.assets else next(named, key)

    def of(self, asset: Asset) -> Catalog:
        """The catalogue as it applies to an asset."""
        series = {name: asset.applied(one) for name, one in self.series.items()}
        return (
            self
            if series == self.series
            else Catalog(series, self.sources, self.assets, self.publications, self.tables)
        )

    def _nearest(self, name: str) -> str:
        """The likes of a name; a file of a million rows may bear one wrong name, so kept."""
        if name not in self._likes:
            near = get_close_matches(name, self.series, n=3, cutoff=0.5)
            known = "`downdraft add --template` lists those that are"
            self._likes[name] = f"nearest: {', '.join(near)}" if near else known
        return self._likes[name]

    def near_asset(self, name: str) -> str:
        """The declared asset that `name` is a slip of; "" where it is one, or like none."""
        known = {each: key for key, asset in self.assets.items() for each in (key, *asset.aliases)}
        return "" if name in known else known.get(_slip_of(name, known), "")

    def near_source(self, name: str) -> str:
        """The declared source that `name` is a slip of; "" where it is one, or like none."""
        if name in self.sources:
            return ""
        bare = {key.replace("_", ""): key for key in self.sources}
        return bare.get(_slip_of(name.replace("_", ""), bare), "")

    def rank(self, series: str, source: str) -> Rank:
        """The place of `source` among the sources of `series`; documents come after all others.

        A source the series does not list stands where its "*" stands, or after the listed ones.
        """
        listed = self.get(series).sources
        known = self.sources.get(source)
        name = source if source in listed else ANY_SOURCE
        place = listed.index(name) if name in listed else len(listed)
        return Rank(known is not None and known.document, place, source)

    def inputs(self, name: str) -> tuple[str, ...]:
        """Every series that one may be computed from, through all that is computed, each once."""
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            computed = self.get(waiting.pop()).computed
            new = [n for n in computed.inputs if n not in found] if computed else []
            found |= dict.fromkeys(new)
            waiting += new
        return tuple(found)

    def is_part(self, series: str, source: str) -> bool:
        """Whether a source knows only its own part of what is summed over venues."""
        known = self.sources.get(source)
        return known is not None and known.venue and series in self._by_venue

    @cached_property
    def _by_venue(self) -> frozenset[str]:
        """The series that are sums of venues, or are summed for a share."""
        computed = (one.computed for one in self.series.values() if one.computed)
        return frozenset(n for how in computed if "venues" in how.formula for n in how.inputs)

    def tolerance(self, series: str) -> tuple[float | None, float | None]:
        """How far two sources may lie apart: (absolute in canonical units, relative)."""
        own = self.get(series)
        number, _, spelt = own.tolerance.partition(" ")
        within = unit(spelt).canonical(float(number))
        return (within, None) if _absolute(own, spelt) else (None, within)


def _slip_of(name: str, known: Iterable[str]) -> str:
    """The known name that differs from `name` by no more than a slip of the finger; else ""."""
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.85)), "")


def _absolute(series: Series, spelt: str) -> bool:
    """A width in the series' own dimension; "5 %" is such a width only where it is spelt pp or bp.

    For a dimensionless series "5 %" would be read both ways, so % always means relative.
    """
    return spelt != "%" and unit(spelt).dimension == series.measured_in.dimension
