"""The catalogue: every series and source, read from catalog.yaml and checked; nothing goes out but
frozen models. What a series means is decided there and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.cache import cached
from kb.units import Unit, UnitError, either, unit

ANY_SOURCE = "*"
PRICES = ("USD/coin", "USD/oz", "JPY/USD")
SOURCE_PATTERN = r"[a-z0-9_]{1,40}"

Model = TypeVar("Model", bound=BaseModel)


class UnknownSeries(ValueError):
    """A series the catalogue does not have; the message names the nearest ones."""


class CatalogError(ValueError):
    """A catalogue that contradicts itself; the message says where."""


class Source(BaseModel):
    """Who says so. A document is a source that argues, such as the essay: it never ranks first.

    asset  the one asset a document speaks of; "" for all
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    key: str = Field(pattern=f"^{SOURCE_PATTERN}$")
    name: str
    document: bool = False
    dated: date | None = None
    asset: str = ""


class Series(BaseModel):
    """Something measured over time, with its unit, its rhythm and its sources, best first.

    targeted  each fact is about a date other than its own day: odds for a meeting, a decision ahead
    share     a part of a whole: every value lies between 0 and 100 %
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str
    description: str
    unit: str
    scope: Literal["asset", "global"]
    measure: Literal["stock", "flow", "ratio", "event"]
    cadence: Literal["daily", "weekly", "monthly", "quarterly", "meeting", "irregular"]
    calendar: Literal["utc", "us", "japan"] = "utc"
    stale_after: int = Field(ge=0)
    release_lag: int = Field(ge=0)
    tolerance: str
    positive: bool = False
    targeted: bool = False
    share: bool = False
    sources: tuple[str, ...] = (ANY_SOURCE,)

    @cached_property
    def measured_in(self) -> Unit:
        """The catalogue's unit for the series, looked up."""
        return unit(self.unit)

    @property
    def price(self) -> bool:
        """Whether it is money paid for one of something, which is never nothing."""
        return self.measured_in.name in PRICES


class Rank(NamedTuple):
    """The place of a source for a series: the smallest is the best, and no two are equal."""

    document: bool
    place: int
    source: str


class Catalog:
    """Every series and source by name."""

    def __init__(self, series: Mapping[str, Series], sources: Mapping[str, Source]) -> None:
        self.series = dict(series)
        self.sources = dict(sources)
        self._likes: dict[str, str] = {}

    def get(self, name: str) -> Series:
        """The series called `name`; UnknownSeries names the nearest ones."""
        found = self.series.get(name)
        if found is None:
            raise UnknownSeries(f"series {name[:80]!r} is not known; {self._nearest(name[:80])}")
        return found

    def _nearest(self, name: str) -> str:
        """The likes of a name; a file of a million rows may bear one wrong name, so kept."""
        if name not in self._likes:
            near = get_close_matches(name, self.series, n=3, cutoff=0.5)
            known = "`downdraft add --template` lists those that are"
            self._likes[name] = f"nearest: {', '.join(near)}" if near else known
        return self._likes[name]

    def rank(self, series: str, source: str) -> Rank:
        """The place of `source` among the sources of `series`; documents come after all others.

        A source the series does not list stands where its "*" stands, or after the listed ones.
        """
        listed = self.get(series).sources
        known = self.sources.get(source)
        name = source if source in listed else ANY_SOURCE
        place = listed.index(name) if name in listed else len(listed)
        return Rank(known is not None and known.document, place, source)

    def tolerance(self, series: str) -> tuple[float | None, float | None]:
        """How far two sources may lie apart: (absolute in canonical units, relative)."""
        own = self.get(series)
        number, _, spelt = own.tolerance.partition(" ")
        within = unit(spelt).canonical(float(number))
        return (within, None) if _absolute(own, spelt) else (None, within)


def _absolute(series: Series, spelt: str) -> bool:
    """A width in the series' own dimension; "5 %" is such a width only where it is spelt pp or bp.

    For a dimensionless series "5 %" would be read both ways, so % always means relative.
    """
    return spelt != "%" and unit(spelt).dimension == series.measured_in.dimension


class Fault(ValueError):
    """What is wrong with an entry of a catalogue, and with which of its fields."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


def build_catalog(tree: Mapping[str, Any], *, where: str = "catalog.yaml") -> Catalog:
    """A catalogue from its tree; CatalogError names the entry that is wrong and why."""
    sources = {
        key: _entry(Source, where, f"source {key}", {"key": key, **entry})
        for key, entry in tree["sources"].items()
    }
    series = {
        name: _entry(Series, where, f"series {name}", {"name": name, **entry})
        for name, entry in tree["series"].items()
    }
    for one in series.values():
        try:
            check_series(one, sources)
        except Fault as fault:
            raise CatalogError(f"{where}: series {one.name}: {fault}") from None
    return Catalog(series, sources)


def _entry(model: type[Model], where: str, what: str, raw: Any) -> Model:
    try:
        return read_entry(model, raw)
    except Fault as fault:
        raise CatalogError(f"{where}: {what}: {fault}") from None


def read_entry(model: type[Model], raw: Mapping[str, Any]) -> Model:
    """A series or a source from its fields; raises Fault for the first that is wrong."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = str(first["loc"][0])
        if first["type"] == "missing":
            raise Fault(field, f"it has no {field}; write `{field}: ...`") from None
        if first["type"] == "extra_forbidden":
            near = get_close_matches(field, model.model_fields, n=1)
            known = near or [name for name in model.model_fields if name not in ("key", "name")]
            raise Fault(field, f"unknown entry {field!r}; write {either(tuple(known))}") from None
        why = first["msg"].replace("Input should be", "write").replace("String should", "it should")
        raise Fault(field, f"{field}: {why}") from None


def check_series(series: Series, sources: Mapping[str, Source]) -> None:
    """Refuse a series that contradicts itself, or ranks its sources as it must not."""
    _check_units(series)
    _check_sources(series, sources)


def _check_units(series: Series) -> None:
    number, _, spelt = series.tolerance.partition(" ")
    try:
        own = series.measured_in
    except UnitError as error:
        raise Fault("unit", str(error)) from None
    try:
        width = unit(spelt)
        float(number)
    except UnitError as error:
        raise Fault("tolerance", str(error)) from None
    except ValueError:
        why = f"tolerance {series.tolerance!r} is not a number with a unit, such as '5 %'"
        raise Fault("tolerance", why) from None
    if width.dimension not in (own.dimension, ()):
        why = f"tolerance {series.tolerance!r} does not fit the unit {series.unit}; write 5 %"
        raise Fault("tolerance", why)
    if width.name in ("pp", "bp") and own.dimension:
        why = f"tolerance {series.tolerance!r} is for shares, and the unit is {series.unit}"
        raise Fault("tolerance", f"{why}; write 5 %")
    if series.share and own.dimension:
        why = f"it is declared a share, and the unit is {series.unit}; take `share` out"
        raise Fault("share", why)


def _check_sources(series: Series, sources: Mapping[str, Source]) -> None:
    if len(set(series.sources)) < len(series.sources):
        raise Fault("sources", "a source is listed twice, and ranks have no ties; take one out")
    unknown = [key for key in series.sources if key != ANY_SOURCE and key not in sources]
    if unknown:
        why = f"source {unknown[0]!r} is not declared; write it under `sources:`"
        near = get_close_matches(unknown[0], sources, n=1)
        raise Fault("sources", f"{why}, or write {near[0]}" if near else why)
    argues = [key in sources and sources[key].document for key in series.sources]
    if argues != sorted(argues):
        why = "a document is listed before another source; documents come last"
        raise Fault("sources", why)


@cache
def catalog() -> Catalog:
    """Our catalogue, read and checked once and cached by content."""
    sources = [files("kb").joinpath(name) for name in ("catalog.yaml", "catalog.py", "units.py")]
    texts = [source.read_text(encoding="utf-8") for source in sources]
    return cached("catalog", texts, lambda: build_catalog(_read_yaml(texts[0])))


def _read_yaml(text: str) -> Any:
    import yaml  # a cached catalogue never needs it

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
