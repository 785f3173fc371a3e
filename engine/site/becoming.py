"""Findings that are others than before, by what they became: lines of claims in, groups out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.changes.difference import BECAME, Became, became
from engine.contract.audit import ClaimLineOut


def kind_of(line: ClaimLineOut) -> Became | None:
    """What the finding of a line became, against the run before."""
    return became(line.was or "", line.status)


def groups(lines: Iterable[ClaimLineOut | Mapping[str, Any]]) -> list[tuple[str, list[Any]]]:
    """The lines of each kind under its words, what turned first and there even where none did.

    lines  of a page, or of a difference, which say what each became
    """
    found: dict[Became | None, list[Any]] = {kind: [] for kind in BECAME}
    for line in lines:
        found[line["became"] if isinstance(line, Mapping) else kind_of(line)].append(line)
    named = ((f"{BECAME[kind][0].upper()}{BECAME[kind][1:]}", each) for kind, each in found.items())
    return [(words, each) for words, each in named if each or words == "Turned"]
