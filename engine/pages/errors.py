"""Errors about pages: the file, the line and what to write instead."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from kb.listed import listed
from kb.shown import harmless, shown


class PageError(ValueError):
    """A page that cannot be read, with its file and line in the message."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(shown(f"{file} line {line}: {problem}"))
        self.file = harmless(file)
        self.line = line
        self.problem = problem


class UnknownName(LookupError):
    """A quantity or a sentence that is not there; the message names those that are."""


class UnknownClaim(UnknownName):
    """A claim that no page has; the message names the nearest ones."""


def nearest(name: str, known: Iterable[str], shown: int = 8) -> str:
    """A clause naming the known names closest to `name`, or listing up to `shown` of them."""
    names = sorted(known)
    if near := close(name, names):
        return f"nearest: {', '.join(near)}"
    return f"known: {listed(names, shown)}" if names else "none is known here"


def close(name: str, known: Iterable[str]) -> list[str]:
    """The known names that somebody may have meant by `name`, the likeliest first."""
    return difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.5)


def named_if_odd(character: str) -> str:
    """A character that looks like another, or like nothing, by its name; "" for plain ones."""
    if character.isascii():
        return ""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"


def bare_number(text: str) -> str:
    """What is wrong with a digit in a text, of whatever script; "" where there is none."""
    return f"a bare number stands in {text!r}; spell it" if any(map(str.isnumeric, text)) else ""
