"""An entry of a catalogue from its fields, or a Fault: which field is wrong and what to write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kb.publication import Rule, lag
from kb.series import Series
from kb.units import either

Model = TypeVar("Model", bound=BaseModel)


class Fault(ValueError):
    """What is wrong with an entry of a catalogue, and with which of its fields."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


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
