"""Every published figure and closed form is met, and docs/core.md says so as it came out."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from tests.every import every
from tests.formulas.checks import Check
from tests.written import keep

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "core.md"
ROOMS = {
    "open_interest": "Open interest",
    "margin": "Margin and liquidation",
    "ladder": "The leverage ladder",
    "impact": "Price impact",
    "cascade": "Cascade and stability",
    "carry": "Carry and cut odds",
    "holders": "Holders",
    "valuation": "Valuation",
    "japan": "Japan",
    "attribution": "Attribution",
    "normality": "Normality",
    "floor": "The floor",
}
INTRODUCTION = """\
# What the numeric core is held against

Each row is a figure that somebody published, or one that follows from an equation on paper, and
what the core gives for it. A published figure must be met to half a unit of its last printed place,
a closed form to ten digits; *rounding* in the last column says that only the rounding of float64 is
left. The test run that checks the rows writes this page: `pytest --write-docs`.
"""


@cache
def checks(room: str) -> tuple[Check, ...]:
    """The checks a numeric room lists."""
    package = "tests.forecast" if room == "floor" else f"tests.formulas.{room}"
    return tuple(importlib.import_module(f"{package}.checks").CHECKS)


EVERY = [(room, check) for room in ROOMS for check in checks(room)]


def page() -> str:
    """docs/core.md as it ought to be."""
    parts = [INTRODUCTION, f"{len(EVERY)} checks.\n"]
    for room, title in ROOMS.items():
        rows = "\n".join(check.row() for check in checks(room))
        head = "| what | source | expected | ours | difference |\n|---|---|---|---|---|"
        parts.append(f"## {title}\n\n{head}\n{rows}\n")
    return "\n".join(parts)


@every(("room", "check"), EVERY, ids=[f"{r}: {c.what}" for r, c in EVERY])
def test_the_core_gives_what_was_published(room, check):
    assert check.met(), f"{check.what}: {check.row()}"


def test_no_check_is_listed_twice():
    told = [(check.what, check.source) for _, check in EVERY]
    assert len(set(told)) == len(told)


def test_the_page_holds_at_least_forty_checks_as_they_came_out(write_docs):
    assert len(EVERY) >= 40
    keep(PAGE, page(), write_docs)
