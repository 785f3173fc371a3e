"""What does not fit a form, in our words: pydantic's error in, a clause on what to write out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from kb.units import either

SHOWN = 60  # characters of what was written
_TEXT, _NUMBER = "write a text, in quotes", "write a number"
_LIST, _TABLE = "write a list, in [brackets]", "write a table of names and values"
_DAY = "write a day, such as 2024-01-01"
_SAID = {
    "string_type": _TEXT, "int_type": "write a whole number", "float_type": _NUMBER,
    "int_parsing": "write a whole number", "int_from_float": "write a whole number",
    "float_parsing": _NUMBER, "finite_number": _NUMBER, "list_type": _LIST, "tuple_type": _LIST,
    "dict_type": _TABLE, "model_type": _TABLE, "model_attributes_type": _TABLE,
    "date_type": _DAY, "date_parsing": _DAY, "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY, "bool_type": "write true or false",
    "bool_parsing": "write true or false", "greater_than": "write more than {gt:g}",
    "greater_than_equal": "write {ge:g} or more", "less_than": "write less than {lt:g}",
    "less_than_equal": "write {le:g} or less", "too_short": "name {min_length} at least",
    "string_too_short": "write {min_length} characters at least",
    "string_too_long": "write {max_length} characters at most",
    "string_pattern_mismatch": "{shown} is not written as it should be; it must fit {pattern}",
}  # fmt: skip


def unfit(found: Mapping[str, Any], known: Collection[str] = ()) -> str:
    """What is wrong with one entry, and what to write.

    found  one of `ValidationError.errors()`
    known  the names that may stand where this one is not known; none where nobody can say
    """
    kind, shown = found["type"], repr(str(found["input"])[:SHOWN])
    told = {**found.get("ctx", {}), "shown": shown}
    if kind == "value_error":
        return str(found["msg"]).removeprefix("Value error, ")
    if kind == "missing":
        return f"it is missing; write `{found['loc'][-1]}`"
    if kind == "extra_forbidden":
        return f"unknown entry; {nearest(str(found['loc'][-1]), known) or 'take it out'}"
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", told["expected"])
        return f"{shown} is not known; {nearest(str(found['input']), options)}"
    return _SAID.get(kind, "{shown} does not fit here").format_map(told)


def nearest(name: str, known: Collection[str]) -> str:
    """The nearest of the names that there are, else all of them; "" where there are none."""
    if near := get_close_matches(name, known, n=1, cutoff=0.5):
        return f"did you mean {near[0]}?"
    return f"write {either(tuple(known))}" if known else ""
