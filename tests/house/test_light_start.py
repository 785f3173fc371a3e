"""What a command imports: a warm briefing needs nothing that reads pages or checks new facts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kb.cache import in_use

ASKED = """import dataclasses, sys
from engine.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("\\n".join({}), file=sys.stderr)
"""
COMPILED = """[
    each.__module__ for module in list(sys.modules.values()) for each in vars(module).values()
    if isinstance(each, type) and dataclasses.is_dataclass(each)
    and each.__dataclass_params__.frozen
]"""
"""Where frozen classes of the standard library are defined, each with six functions compiled."""
READS_PAGES = {"lark", "markdown_it", "yaml", "engine.pages.build"}
CHECKS_WHAT_COMES_IN = {
    "pydantic",
    "kb.facts",
    "kb.batches",
    "kb.series_entry",
    "engine.contract.model",
}
SPEAKS_TO_OTHERS = {"asyncio", "email", "http", "httpx", "ssl", "urllib.request"}
FOR_FEW = {
    "calendar", "dask", "holidays", "importlib.metadata", "importlib.resources", "openpyxl",
    "sqlite_utils", "statistics", "zoneinfo",
}  # fmt: skip
NEVER = READS_PAGES | SPEAKS_TO_OTHERS | FOR_FEW


@pytest.fixture(scope="module")
def warm() -> None:
    """The cache that all tests share holds what a briefing keeps."""
    if not in_use():
        pytest.skip("nothing is kept here")
    imported("brief", "--example", "--full")
    imported("brief", "--example")


def imported(*arguments: str, told: str = "sys.modules") -> set[str]:
    """The modules that a command has imported when it ends, in a process of its own.

    told  which of them, in Python
    """
    kept = {"DOWNDRAFT_CACHE"}
    here = {k: v for k, v in os.environ.items() if k in kept or not k.startswith("DOWNDRAFT_")}
    done = subprocess.run(
        [sys.executable, "-c", ASKED.format(told), *arguments],
        env=here, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (["brief", "--example"], NEVER | CHECKS_WHAT_COMES_IN | {
            "csv", "rich", "numpy.ma", "numpy.random", "engine.briefing.compose",
            "engine.briefing.theses",
        }),
        (["brief", "--example", "--full"], NEVER | CHECKS_WHAT_COMES_IN | {"rich"}),
        (["brief", "--example", "--format", "csv"], NEVER | CHECKS_WHAT_COMES_IN | {"rich"}),
        (["why", "S1", "--example"], NEVER | CHECKS_WHAT_COMES_IN),
        (["facts", "--example"], NEVER | CHECKS_WHAT_COMES_IN | {"jinja2"}),
        (["--version"], NEVER | CHECKS_WHAT_COMES_IN | {"jinja2", "numpy", "rich"}),
        (["--help"], NEVER | CHECKS_WHAT_COMES_IN | {
            "jinja2", "numpy", "rich", "engine.cli.brief", "engine.cli.screen",
        }),
        (["brief", "--help"], NEVER | CHECKS_WHAT_COMES_IN | {"jinja2", "numpy", "rich"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_command_imports_nothing_that_it_does_not_use(warm, arguments, without):
    assert imported(*arguments) & without == set()


def test_classes_that_a_briefing_defines_compile_nothing_until_they_are_used(warm):
    """But for those of numeric and formulas, which know no room of ours, and what they call."""
    rooms = ("engine.numeric.", "engine.formulas.", "engine.forecast.anchors")
    found = imported("brief", "--example", told=COMPILED)
    ours = {name for name in found if name.startswith(("kb.", "engine."))}
    assert {name for name in ours if not name.startswith(rooms)} == set()
