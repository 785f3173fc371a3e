"""A PROV-JSON document: records and relations come in, one line of JSON for each goes out.

source  the PROV-JSON member submission to the W3C (2013)
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from engine.words.numbers import iso_moment

Attributes = dict[str, object]
PREFIX = {"dd": "urn:downdraft:", "xsd": "http://www.w3.org/2001/XMLSchema#"}


class Document:
    """A PROV-JSON document that is being written."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, Attributes]] = {}

    def record(self, kind: str, name: str, attributes: Attributes) -> None:
        """An entity, an activity or an agent."""
        self._parts.setdefault(kind, {})[name] = attributes

    def relate(self, kind: str, **ends: str) -> None:
        """A relation between two records, such as used(activity, entity)."""
        known = self._parts.setdefault(kind, {})
        known[f"_:{kind}{len(known) + 1}"] = {f"prov:{end}": name for end, name in ends.items()}

    def as_json(self) -> str:
        """The document: its prefixes, then its records and relations in order of first use."""
        parts: dict[str, Mapping[str, object]] = {"prefix": PREFIX, **self._parts}
        return "{\n" + ",\n".join(_part(*part) for part in parts.items()) + "\n}\n"


def _part(kind: str, records: Mapping[str, object]) -> str:
    lines = [f"    {_json(name)}: {_json(record)}" for name, record in records.items()]
    return f"  {_json(kind)}: {{\n" + ",\n".join(lines) + "\n  }"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def name(qualified: str) -> Attributes:
    """A qualified name as a value."""
    return {"$": qualified, "type": "prov:QUALIFIED_NAME"}


def time(seconds: int) -> Attributes:
    """A moment in seconds since 1970 as a value."""
    return {"$": iso_moment(seconds), "type": "xsd:dateTime"}


def date(day: str) -> Attributes:
    """A day, written as 2025-11-17, as a value."""
    return {"$": day, "type": "xsd:date"}
