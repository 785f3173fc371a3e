"""An entry of a catalogue from its fields, or a Fault: which field is wrong and what to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from kb import calendars
from kb.assets import Asset
from kb.publication import Rule, lag
from kb.series import Computed, Series, Source
from kb.series_checks import Fault
from kb.units import either

Model = TypeVar("Model")

READ: tuple[type, ...] = (Asset, Source, Computed, Series, Rule)
for each in READ:
    setattr(each, "__pydantic_config__", ConfigDict(extra="forbid"))  # noqa: B010


def read_entry(model: type[Model], raw: Mapping[str, Any], among: Any = None) -> Model:
    """A series, a source or a rule from its fields; raises Fault for the first that is wrong.

    among  by name, the rules that a series may name, or the release tables that a rule may
    """
    if model is Series:
        raw = with_rule(raw, among)
    if model is Rule:
        raw = with_table(raw, among)
    try:
        read: Model = _form(model).validate_python(raw)  # type: ignore[arg-type]
    except ValidationError as error:
        raise _fault(model, error) from None
    if isinstance(read, Rule):
        _check_hours(read)
    return read


@cache
def _form(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _fault(model: Any, error: ValidationError) -> Fault:
    """What pydantic finds wrong first, in our words."""
    first = error.errors(include_url=False)[0]
    field, names = str(first["loc"][0]), [each.name for each in fields(model)]
    if first["type"] == "missing":
        return Fault(field, f"it has no {field}; write `{field}: ...`")
    if first["type"] == "unexpected_keyword_argument":
        near = get_close_matches(field, names, n=1)
        known = near or [name for name in names if name not in ("key", "name")]
        return Fault(field, f"unknown entry {field!r}; write {either(tuple(known))}")
    why = first["msg"].replace("Input should be", "write").replace("String should", "it should")
    return Fault(field, f"{field}: {why}")


def _check_hours(rule: Rule) -> None:
    for field, hour in (("at", rule.at), ("over", rule.over)):
        try:
            if hour:
                calendars.instant(date(2000, 1, 3), hour)
        except ValueError as error:
            raise Fault(field, f"{field}: Value error, {error}") from None


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
