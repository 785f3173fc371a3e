"""Numbers as people and programs write them: a text in, a float or the reason why not out."""

from __future__ import annotations

import re
from math import isfinite

# ASCII digits only. Python's float() would also take 1_000, infinity and digits of other scripts.
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_ONE_GROUP = re.compile(
    r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII
)  # three digits: of thousands or decimals
_BRACKETS = re.compile(r"\(\s*[\d.,]*\d[\d.,]*\s*\)", re.ASCII)
_GAPS = ("-", "\N{EN DASH}", "\N{EM DASH}", ".", "..", "...")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity|n/?a|null|none|#n/a)", re.IGNORECASE)
_MINUS = "\N{MINUS SIGN}"


def read_number(text: str) -> float:
    """The number written 1234.5, 1,234.5, 5e-05, or with a typographic minus.

    raises  ValueError, a sentence that begins with the text, for everything else
    """
    if _PLAIN.fullmatch(text) and isfinite(number := float(text)):
        return number
    plain = text.replace(_MINUS, "-")
    if _PLAIN.fullmatch(plain):
        return _finite(plain, text)
    if _GROUPED.fullmatch(plain) and not _ONE_GROUP.fullmatch(plain):
        return _finite(plain.replace(",", ""), text)
    raise ValueError(_why_not(text, plain))


def ungrouped(text: str) -> str:
    """The same number without commas between its thousands; any other text as it is."""
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _finite(plain: str, text: str) -> float:
    number = float(plain)
    if not isfinite(number):
        raise ValueError(f"{text[:40]!r} is too large to be a number")
    return number


def _why_not(text: str, plain: str) -> str:
    if not text:
        return "is missing; write a number, or leave the whole row out"
    if _NOT_FINITE.fullmatch(plain):
        return f"{text!r} is not a finite number; leave the whole row out where nothing is known"
    if text in _GAPS:
        marks = f"{text!r} marks a missing value"
        return f"{marks}; leave the row out, or read the file through a map, which passes it over"
    if _BRACKETS.fullmatch(plain):
        meant = f"-{plain[1:-1].strip()}"[:40]
        through = "read the file through a map that says `negative: parentheses`"
        return f"{text[:40]!r} is {meant} in brackets; write {meant}, or {through}"
    if _ONE_GROUP.fullmatch(plain):
        decimal, whole = plain.replace(",", "."), plain.replace(",", "")
        return f"{text!r} may have a decimal comma or thousands; write {decimal} or {whole}"
    if _DECIMAL_COMMA.fullmatch(plain):
        return f"{text[:40]!r} has a decimal comma; write {plain.replace(',', '.')[:40]}"
    return f"{text[:40]!r} is not a number; write it like 1234.5, with the unit in its own column"
