"""docs/records.md is true: its commands run in order, and it names every cause there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from engine.changes.fact_changes import GONE, NEW, REVISED
from engine.changes.variants import CODE, DAY, PAGES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "records.md").read_text(encoding="utf-8")


def test_every_command_runs_in_order(desk):
    [block] = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    codes = {line: desk(*shlex.split(line)[1:]).code for line in block.splitlines()}
    assert len(codes) == 7
    assert {line: code for line, code in codes.items() if code} == {}


def test_every_cause_is_explained():
    assert [
        cause for cause in (DAY, NEW, REVISED, GONE, PAGES, CODE) if f"| {cause} |" not in PAGE
    ] == []
