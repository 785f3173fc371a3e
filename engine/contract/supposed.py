"""The contract of what a server answers beside the pages: suppositions, differences, its API."""

from __future__ import annotations

from typing import Any

from engine.contract.audit import PageOut
from engine.contract.model import Day


class WhatIfOut(PageOut):
    """What would be different, as `what-if --json` gives it.

    told       the suppositions in words, beside what stands
    headlines  before and after, with their titles; none where nothing is supposed
    moves      the series that can be moved: what stands (now) and of which day it is, the ends of a
               slider and where it is
    """

    as_of: Day
    supposed: list[str]
    told: list[str]
    headlines: list[str]
    problem: str
    moves: list[dict[str, Any]]
    changed: dict[str, Any] | None


class DiffOut(PageOut):
    """What differs between two runs or days, as `diff --json` gives it, and in words.

    titles  of the claims it speaks of
    """

    first: str
    second: str
    problem: str
    lines: list[str]
    titles: dict[str, str]
    changed: dict[str, Any] | None


class ApiOut(PageOut):
    """What programs may ask: the description in OpenAPI."""

    tree: dict[str, Any]


class LostOut(PageOut):
    """What is answered where there is no such page, or a question cannot be read."""

    why: str
