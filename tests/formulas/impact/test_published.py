"""What the pages assume, against what was published: one obvious place for each."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from engine.formulas.impact.published import PUBLISHED

ASSUMPTIONS = yaml.safe_load(
    (Path(__file__).parents[3] / "rules" / "assumptions.yaml").read_text(encoding="utf-8")
)
ASSUMED = [estimate for estimate in PUBLISHED if estimate.parameter in ASSUMPTIONS]


def number(printed: object) -> float:
    text = str(printed)
    return float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text)


@pytest.mark.parametrize("estimate", ASSUMED, ids=[f"{e.parameter} {e.low:g}" for e in ASSUMED])
def test_an_assumed_range_holds_what_was_published(estimate):
    """To the two decimals in which the assumptions are written."""
    low, high = (number(ASSUMPTIONS[estimate.parameter][end]) for end in ("low", "high"))
    assert low <= round(estimate.low, 2) <= round(estimate.high, 2) <= high


def test_two_assumptions_of_impact_have_something_published():
    parameters = {estimate.parameter for estimate in ASSUMED}
    assert parameters == {"impact_coefficient", "depth_exponent"}


def test_every_estimate_is_a_range_with_a_sample_and_a_source():
    for estimate in PUBLISHED:
        assert 0 < estimate.low <= estimate.high
        assert estimate.sample
        assert estimate.source
        assert "not found" not in estimate.source
