"""Where durable_rules cannot be loaded, the reference evaluator judges alone, and it is said."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.extension import ALONE, extension, judged_by_one
from engine.fingerprint import engine_version

DAY = ("--as-of", "2025-11-17")
CACHES = (extension, judged_by_one, engine_version)


@contextmanager
def without_matcher() -> Iterator[None]:
    """A world in which durable_rules cannot be loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "durable_rules_engine", None)
        for cached in CACHES:
            cached.cache_clear()
        yield
    for cached in CACHES:
        cached.cache_clear()


@pytest.mark.parametrize(
    "asked",
    [
        *(("brief", *DAY, "--format", form) for form in ("front", "text", "md", "html", "csv")),
        ("floor", *DAY),
        ("document", "essay", *DAY),
        ("document", "essay", *DAY, "--format", "md"),
        ("why", "odds_fell", *DAY),
        ("what-if", "policy.cut_odds=80%", *DAY),
        ("history", "--from", "2025-11-16", "--to", "2025-11-17"),
        ("history", "--from", "2025-11-16", "--to", "2025-11-17", "--claim", "odds_fell"),
        ("history", "--from", "2025-11-16", "--to", "2025-11-17", "--format", "csv"),
    ],
    ids=" ".join,
)
def test_every_output_says_that_one_evaluator_judged(asked, desk):
    with without_matcher():
        said = desk(*asked)
    assert ALONE in said.out
    assert f"{ALONE}: durable_rules cannot be loaded" in said.err


@pytest.mark.parametrize(
    "asked",
    [
        ("brief", *DAY),
        ("floor", *DAY),
        ("document", "essay", *DAY),
        ("what-if", "policy.cut_odds=80%", *DAY),
        ("history", "--from", "2025-11-16", "--to", "2025-11-17"),
    ],
    ids=" ".join,
)
def test_so_does_what_programs_read(asked, desk):
    with without_matcher():
        assert json.loads(desk(*asked, "--json").out)["judged_by"] == "one evaluator"


def test_strict_refuses_and_records_nothing(desk, state):
    before = state()
    with without_matcher():
        said = desk("brief", *DAY, "--strict")
    assert (said.code, said.out) == (4, "")
    assert "rebuild it with: CPPFLAGS" in said.err
    assert state() == before


def test_its_run_is_another_run_of_the_same_findings_and_says_so_in_its_record(desk):
    with without_matcher():
        one = json.loads(desk("brief", *DAY, "--json").out)
        desk("brief", *DAY, "-o", "one.md")
        assert (desk("replay", "last").code, desk("verify", "one.md").code) == (0, 0)
    assert f"as of 2025-11-17, {ALONE})" in desk("verify", "one.md").out
    assert desk("replay", "last").code == 0  # other judges are as other code is, and no failure
    two = json.loads(desk("brief", *DAY, "--json").out)
    assert {name for name in one if one[name] != two[name]} == {
        "run",
        "judged_by",
        "sentences",
    }
    texts = ([said["text"] for said in each["sentences"]] for each in (one, two))
    assert len(set(map(tuple, texts))) == 1
    runs = [json.loads(line) for line in desk("runs", "--format", "jsonl").out.splitlines()]
    assert ["~one-evaluator" in str(run) for run in runs] == [True, False]
    assert desk("verify").code == 0
