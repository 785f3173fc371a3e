"""Series and sources as a catalogue declares them: the fields of an entry in, a frozen model out,
or a Fault that says which field is wrong and what to write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from math import inf
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.calendars import Calendar
from kb.publication import Rule, lag
from kb.units import Unit, UnitError, either, unit

ANY_SOURCE = "*"
PRICES = ("USD/coin", "USD/oz", "JPY/USD")
SOURCE_PATTERN = r"[a-z0-9_]{1,40}"

Model = TypeVar("Model", bound=BaseModel)


class Fault(ValueError):
    """What is wrong with an entry of a catalogue, and with which of its fields."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


class Source(BaseModel):
    """Who says so. A document is a source that argues, such as the essay: it never ranks first.

    asset  the one asset a document speaks of; "" for all
    venue  a place of trade: of what is open in all places it knows its own part
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    key: str = Field(pattern=f"^{SOURCE_PATTERN}$")
    name: str
    document: bool = False
    dated: date | None = None
    asset: str = ""
    venue: bool = False


Formula = Literal[
    "realised_volatility", "sum_of_venues", "share_of_venues", "product", "quotient",
    "issuance", "basis", "cut_odds",
]  # fmt: skip
"""What a series can be computed by; the functions stand in `engine.measures.computed`."""

COMPUTED = "computed"
"""The source of what is computed; where a base states facts of it, these come first."""


class Computed(BaseModel):
    """How a series is computed where nobody better says it: a formula and the series it reads.

    inputs  in the order of the formula
    days    the length of its window, where it has one
    asset   the one asset it is right for; "" for all
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    formula: Formula
    inputs: tuple[str, ...] = Field(min_length=1)
    days: int = Field(default=0, ge=0)
    asset: str = ""


class Series(BaseModel):
    """Something measured over time, with its unit, its rhythm and its sources, best first.

    targeted  each fact is about a date other than its own day: odds for a meeting, a decision ahead
    share     a part of a whole: every value lies between 0 and 100 %
    plausible lowest and highest value, in the unit, that a fact is believed with unasked
    exists    whether the asset asked about can have it at all
    carried   days for which its last value may stand as a range, once it is stale
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str
    description: str
    unit: str
    scope: Literal["asset", "global"]
    measure: Literal["stock", "flow", "ratio", "event"]
    cadence: Literal["daily", "weekly", "monthly", "quarterly", "meeting", "irregular"]
    calendar: Calendar = "utc"
    stale_after: int = Field(ge=0)
    publication: Rule
    tolerance: str
    positive: bool = False
    targeted: bool = False
    share: bool = False
    plausible: tuple[float, float] | None = None
    exists: bool = True
    carried: int = Field(default=0, ge=0)
    computed: Computed | None = None
    sources: tuple[str, ...] = (ANY_SOURCE,)

    @cached_property
    def measured_in(self) -> Unit:
        """The catalogue's unit for the series, looked up."""
        return unit(self.unit)

    @property
    def plausible_range(self) -> tuple[float, float] | None:
        """Its plausible range in canonical units."""
        if self.plausible is None:
            return None
        low, high = map(self.measured_in.canonical, self.plausible)
        return low, high

    @property
    def price(self) -> bool:
        """Whether it is money paid for one of something, which is never nothing."""
        return self.measured_in.name in PRICES


def read_entry(model: type[Model], raw: Mapping[str, Any], among: Any = None) -> Model:
    """A series, a source or a rule from its fields; raises Fault for the first that is wrong.

    among  by name, the rules that a series may name, or the release tables that a rule may
    """
    if model is Series:
        raw = with_rule(raw, among)
    if model is Rule:
        raw = with_table(raw, among)
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


def with_rule(raw: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """The fields of a series with the rule itself in the place of its name.

    A catalogue written before there were rules says `release_lag`, in days.
    """
    fields = dict(raw)
    if "publication" not in fields and str(fields.get("release_lag", "")).isdecimal():
        return fields | {"publication": lag(int(fields.pop("release_lag")))}
    name = fields.get("publication")
    if name is None or (isinstance(name, str) and name in rules):
        return fields if name is None else fields | {"publication": rules[name]}
    known = either(tuple(get_close_matches(str(name), rules, n=1)) or tuple(rules))
    raise Fault("publication", f"publication {str(name)[:40]!r} is not a rule; write {known}")


def with_table(raw: Mapping[str, Any], tables: Mapping[str, Mapping[date, date]]) -> dict[str, Any]:
    """The fields of a rule with the days of the release table it names."""
    name, own = raw.get("table", ""), raw.get("published", {})
    if not name:
        return dict(raw)
    if name not in tables:
        known = either(tuple(get_close_matches(str(name), tables, n=1)) or tuple(tables))
        raise Fault("table", f"table {str(name)[:40]!r} is no release table; write {known}")
    return {**raw, "published": {**tables[name], **(own if isinstance(own, Mapping) else {})}}


def check_series(series: Series, sources: Mapping[str, Source]) -> None:
    """Refuse a series that contradicts itself, or ranks its sources as it must not."""
    _check_units(series)
    _check_sources(series, sources)
    if series.computed and COMPUTED not in series.sources:
        raise Fault("sources", f"it is computed, and its sources do not rank {COMPUTED!r}; list it")


def _check_units(series: Series) -> None:
    number, _, spelt = series.tolerance.partition(" ")
    try:
        own = series.measured_in
    except UnitError as error:
        raise Fault("unit", str(error)) from None
    try:
        width = unit(spelt)
        if not 0 <= float(number) < inf:
            raise ValueError
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
    _check_plausible(series)


def _check_plausible(series: Series) -> None:
    if series.plausible is None:
        return
    low, high = series.plausible
    if not -inf < low < high < inf:
        why = f"plausible: [{low:g}, {high:g}] is no range; write the lower end first"
        raise Fault("plausible", why)
    if low < 0 and series.positive:
        why = f"plausible: from {low:g}, and it is declared positive; write 0 or more"
        raise Fault("plausible", why)


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
